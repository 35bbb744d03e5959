-- bernoulli, line 73: the postcondition holds at the end
-- power(1 + x, n) >= 1 + n * x
-- goal 2d853b78b84d7146
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.power.top» : Int → Int → Int)
    («/fn.power» : Int → Int → Int)
    («/fn.power.of» : Int → Int → Int)
    (x : Int)
    (n : Int)
    (fn_power_top_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power.top» i' j' = «/fn.power» i' j')  -- axiom of fn.power.top
    (fn_power_top_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power.top» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power» i' (j' - 1)))  -- axiom of fn.power.top
    (fn_power_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power» i' j' = «/fn.power.of» i' j')  -- axiom of fn.power
    (fn_power_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power.of» i' (j' - 1)))  -- axiom of fn.power
    (precondition_x_1_and_n'1 : 0 ≤ x + 1 ∧ 0 ≤ n)  -- precondition in line 72: x >= -1 and n >= 0
    , n * x + 1 ≤ «/fn.power.top» (x + 1) n
