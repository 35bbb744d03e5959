-- product, line 7: the postcondition holds at the end
-- a * b % m == a % m * (b % m) % m
-- goal f0242ec62969c9ad
import Spec.Arithmetic
import Spec.Certificate

∀ (m : Int)
    (a : Int)
    (b : Int)
    (precondition_m_0'1 : 1 ≤ m)  -- precondition in line 6: m > 0
    (the_divisor_is_not_zero'2 : ¬(m = 0))  -- the divisor is not zero, in the clause of line 7
    , Spec.mod (a * b) m = Spec.mod (Spec.mod a m * Spec.mod b m) m
