-- cauchy_schwarz, line 7: the postcondition holds at the end
-- (a * w + b * x + c * y + d * z) * (a * w + b * x + c * y + d * z) <= (a * a + b * b + c * c + d * d) * (w * w + x * x + y * y + z * z)
-- goal 745414a6006c21bd
import Spec.Arithmetic
import Spec.Certificate

∀ (a : Int)
    (w : Int)
    (b : Int)
    (x : Int)
    (c : Int)
    (y : Int)
    (d : Int)
    (z : Int)
    , (a * w + b * x + c * y + d * z) * (a * w + b * x + c * y + d * z) ≤ (a * a + b * b + c * c + d * d) * (w * w + x * x + y * y + z * z)
