-- three_cubes, line 45: the postcondition holds at the end
-- (x * x * x + y * y * y + z * z * z) % 9 not in (4, 5)
-- goal eb947c3b3dbbaf10
import Spec.Arithmetic
import Spec.Certificate

∀ (x : Int)
    (y : Int)
    (z : Int)
    , ¬(Int.fmod (x * x * x + y * y * y + z * z * z) 9 = 4 ∨ Int.fmod (x * x * x + y * y * y + z * z * z) 9 = 5)
