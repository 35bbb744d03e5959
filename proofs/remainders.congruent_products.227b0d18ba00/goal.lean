-- congruent_products, line 13: the postcondition holds at the end
-- a * c % m == b * c % m
-- goal 227b0d18ba0085c2
import Spec.Arithmetic
import Spec.Certificate

∀ (m : Int)
    (a : Int)
    (b : Int)
    (c : Int)
    (the_divisor_is_not_zero'1 : 1 ≤ m → ¬(m = 0))  -- the divisor is not zero, in the clause of line 12
    (precondition_m_0_and_a'2 : 1 ≤ m ∧ Spec.mod a m = Spec.mod b m)  -- precondition in line 12: m > 0 and a % m == b % m
    (the_divisor_is_not_zero'3 : ¬(m = 0))  -- the divisor is not zero, in the clause of line 13
    , Spec.mod (a * c) m = Spec.mod (b * c) m
