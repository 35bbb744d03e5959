-- four_to_modulo_three, line 79: the postcondition holds at the end
-- power(4, n) % 3 == 1
-- goal a47cd632a7040a26
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.power.top» : Int → Int → Int)
    («/fn.power» : Int → Int → Int)
    («/fn.power.of» : Int → Int → Int)
    (n : Int)
    (fn_power_top_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power.top» i' j' = «/fn.power» i' j')  -- axiom of fn.power.top
    (fn_power_top_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power.top» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power» i' (j' - 1)))  -- axiom of fn.power.top
    (fn_power_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power» i' j' = «/fn.power.of» i' j')  -- axiom of fn.power
    (fn_power_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power.of» i' (j' - 1)))  -- axiom of fn.power
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 78: n >= 0
    , Int.fmod («/fn.power.top» 4 n) 3 = 1
