-- thirty_divides, line 35: the postcondition holds at the end
-- (n * n * n * n * n - n) % 30 == 0
-- goal ac9f6ff8147d23b2
import Spec.Arithmetic
import Spec.Certificate

∀ (n : Int)
    , Int.fmod (n * n * n * n * n - n) 30 = 0
