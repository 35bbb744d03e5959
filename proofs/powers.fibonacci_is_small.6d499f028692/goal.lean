-- fibonacci_is_small, line 91: the postcondition holds at the end
-- fibonacci(n) <= two_to(n)
-- goal 6d499f028692314c
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.two_to.top» : Int → Int)
    («/fn.two_to» : Int → Int)
    («/fn.fibonacci.top» : Int → Int)
    («/fn.fibonacci» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    («/fn.fibonacci.of» : Int → Int)
    (n : Int)
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_fibonacci_top_ax'1 : ∀ i' : Int, «/fn.fibonacci.top» i' = «/fn.fibonacci» i')  -- axiom of fn.fibonacci.top
    (fn_fibonacci_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci.top» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci» (i' - 1) + «/fn.fibonacci» (i' - 2)))  -- axiom of fn.fibonacci.top
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (fn_fibonacci_ax'1 : ∀ i' : Int, «/fn.fibonacci» i' = «/fn.fibonacci.of» i')  -- axiom of fn.fibonacci
    (fn_fibonacci_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci.of» (i' - 1) + «/fn.fibonacci.of» (i' - 2)))  -- axiom of fn.fibonacci
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 90: n >= 0
    , «/fn.fibonacci.top» n ≤ «/fn.two_to.top» n
