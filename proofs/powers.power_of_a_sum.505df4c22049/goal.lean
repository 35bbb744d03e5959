-- power_of_a_sum, line 37: the postcondition holds at the end
-- power(a, m + n) == power(a, m) * power(a, n)
-- goal 505df4c220491030
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.power.top» : Int → Int → Int)
    («/fn.power» : Int → Int → Int)
    («/fn.power.of» : Int → Int → Int)
    (m : Int)
    (n : Int)
    (a : Int)
    (fn_power_top_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power.top» i' j' = «/fn.power» i' j')  -- axiom of fn.power.top
    (fn_power_top_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power.top» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power» i' (j' - 1)))  -- axiom of fn.power.top
    (fn_power_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power» i' j' = «/fn.power.of» i' j')  -- axiom of fn.power
    (fn_power_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power.of» i' (j' - 1)))  -- axiom of fn.power
    (precondition_m_0_and_n'1 : 0 ≤ m ∧ 0 ≤ n)  -- precondition in line 36: m >= 0 and n >= 0
    , «/fn.power.top» a (m + n) = «/fn.power.top» a m * «/fn.power.top» a n
