-- geometric_sum, line 61: the postcondition holds at the end
-- doubled(n) == two_to(n) - 1
-- goal 34e3c8fb7d94cfda
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.doubled.top» : Int → Int)
    («/fn.doubled» : Int → Int)
    («/fn.two_to» : Int → Int)
    («/fn.two_to.top» : Int → Int)
    («/fn.doubled.of» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    (n : Int)
    (fn_doubled_top_ax'1 : ∀ i' : Int, «/fn.doubled.top» i' = «/fn.doubled» i')  -- axiom of fn.doubled.top
    (fn_doubled_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.doubled.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.doubled» (i' - 1) + «/fn.two_to» (i' - 1)))  -- axiom of fn.doubled.top
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_doubled_ax'1 : ∀ i' : Int, «/fn.doubled» i' = «/fn.doubled.of» i')  -- axiom of fn.doubled
    (fn_doubled_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.doubled» i' = Spec.ite (i' = 0) (0 : Int) («/fn.doubled.of» (i' - 1) + «/fn.two_to» (i' - 1)))  -- axiom of fn.doubled
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 60: n >= 0
    , «/fn.doubled.top» n = «/fn.two_to.top» n - 1
