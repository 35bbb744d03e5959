-- two_to_is_large, line 49: the postcondition holds at the end
-- two_to(n) >= n + 1
-- goal 4e639df6bacef573
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.two_to.top» : Int → Int)
    («/fn.two_to» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    (n : Int)
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 48: n >= 0
    , n + 1 ≤ «/fn.two_to.top» n
