-- divides_is_transitive, line 19: the postcondition holds at the end
-- c % a == 0
-- goal d0e9937d24321092
import Spec.Arithmetic
import Spec.Certificate

∀ (a : Int)
    (b : Int)
    (c : Int)
    (the_divisor_is_not_zero'1 : 1 ≤ a ∧ 1 ≤ b → ¬(a = 0))  -- the divisor is not zero, in the clause of line 18
    (the_divisor_is_not_zero'2 : 1 ≤ a ∧ 1 ≤ b ∧ Spec.mod b a = 0 → ¬(b = 0))  -- the divisor is not zero, in the clause of line 18
    (precondition_a_0_and_b'3 : 1 ≤ a ∧ 1 ≤ b ∧ Spec.mod b a = 0 ∧ Spec.mod c b = 0)  -- precondition in line 18: a > 0 and b > 0 and (b % a == 0) and (c % b == 0)
    (the_divisor_is_not_zero'4 : ¬(a = 0))  -- the divisor is not zero, in the clause of line 19
    , Spec.mod c a = 0
