-- three_squares, line 40: the postcondition holds at the end
-- (x * x + y * y + z * z) % 8 != 7
-- goal 21c08198c1678b63
import Spec.Arithmetic
import Spec.Certificate

∀ (x : Int)
    (y : Int)
    (z : Int)
    , ¬(Int.fmod (x * x + y * y + z * z) 8 = 7)
