-- divides_a_product, line 25: the postcondition holds at the end
-- a * b % m == 0
-- goal fc73cec013da8066
import Spec.Arithmetic
import Spec.Certificate

∀ (m : Int)
    (a : Int)
    (b : Int)
    (the_divisor_is_not_zero'1 : 1 ≤ m → ¬(m = 0))  -- the divisor is not zero, in the clause of line 24
    (precondition_m_0_and_a'2 : 1 ≤ m ∧ Spec.mod a m = 0)  -- precondition in line 24: m > 0 and a % m == 0
    (the_divisor_is_not_zero'3 : ¬(m = 0))  -- the divisor is not zero, in the clause of line 25
    , Spec.mod (a * b) m = 0
