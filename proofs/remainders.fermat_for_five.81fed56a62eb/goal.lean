-- fermat_for_five, line 30: the postcondition holds at the end
-- (n * n * n * n * n - n) % 5 == 0
-- goal 81fed56a62eba171
import Spec.Arithmetic
import Spec.Certificate

∀ (n : Int)
    , Int.fmod (n * n * n * n * n - n) 5 = 0
