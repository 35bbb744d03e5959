-- factorial_is_large, line 67: the postcondition holds at the end
-- 2 * factorial(n) >= two_to(n)
-- goal 6e1ebcb9187da562
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.factorial.top» : Int → Int)
    («/fn.factorial» : Int → Int)
    («/fn.two_to.top» : Int → Int)
    («/fn.two_to» : Int → Int)
    («/fn.factorial.of» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    (n : Int)
    (fn_factorial_top_ax'1 : ∀ i' : Int, «/fn.factorial.top» i' = «/fn.factorial» i')  -- axiom of fn.factorial.top
    (fn_factorial_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.factorial.top» i' = Spec.ite (i' = 0) (1 : Int) (i' * «/fn.factorial» (i' - 1)))  -- axiom of fn.factorial.top
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_factorial_ax'1 : ∀ i' : Int, «/fn.factorial» i' = «/fn.factorial.of» i')  -- axiom of fn.factorial
    (fn_factorial_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.factorial» i' = Spec.ite (i' = 0) (1 : Int) (i' * «/fn.factorial.of» (i' - 1)))  -- axiom of fn.factorial
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 66: n >= 0
    , «/fn.two_to.top» n ≤ 2 * «/fn.factorial.top» n
