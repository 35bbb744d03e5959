-- pronic_is_closed, line 79: the postcondition holds at the end
-- 3 * pronic(n) == n * (n + 1) * (n + 2)
-- goal dbf18c4b8e431c9f
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.pronic.top» : Int → Int)
    («/fn.pronic» : Int → Int)
    («/fn.pronic.of» : Int → Int)
    (n : Int)
    (fn_pronic_top_ax'1 : ∀ i' : Int, «/fn.pronic.top» i' = «/fn.pronic» i')  -- axiom of fn.pronic.top
    (fn_pronic_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.pronic.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.pronic» (i' - 1) + i' * (i' + 1)))  -- axiom of fn.pronic.top
    (fn_pronic_ax'1 : ∀ i' : Int, «/fn.pronic» i' = «/fn.pronic.of» i')  -- axiom of fn.pronic
    (fn_pronic_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.pronic» i' = Spec.ite (i' = 0) (0 : Int) («/fn.pronic.of» (i' - 1) + i' * (i' + 1)))  -- axiom of fn.pronic
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 78: n >= 0
    , 3 * «/fn.pronic.top» n = n * (n + 1) * (n + 2)
