-- power_of_a_product, line 43: the postcondition holds at the end
-- power(a * b, n) == power(a, n) * power(b, n)
-- goal ba2ab200bfb85b51
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.power.top» : Int → Int → Int)
    («/fn.power» : Int → Int → Int)
    («/fn.power.of» : Int → Int → Int)
    (n : Int)
    (a : Int)
    (b : Int)
    (fn_power_top_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power.top» i' j' = «/fn.power» i' j')  -- axiom of fn.power.top
    (fn_power_top_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power.top» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power» i' (j' - 1)))  -- axiom of fn.power.top
    (fn_power_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power» i' j' = «/fn.power.of» i' j')  -- axiom of fn.power
    (fn_power_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power.of» i' (j' - 1)))  -- axiom of fn.power
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 42: n >= 0
    , «/fn.power.top» (a * b) n = «/fn.power.top» a n * «/fn.power.top» b n
