-- cassini, line 85: the postcondition holds at the end
-- fibonacci(n) * fibonacci(n + 2) - fibonacci(n + 1) * fibonacci(n + 1) in (-1, 1)
-- goal 355a09072a281192
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.fibonacci.top» : Int → Int)
    («/fn.fibonacci» : Int → Int)
    («/fn.fibonacci.of» : Int → Int)
    (n : Int)
    (fn_fibonacci_top_ax'1 : ∀ i' : Int, «/fn.fibonacci.top» i' = «/fn.fibonacci» i')  -- axiom of fn.fibonacci.top
    (fn_fibonacci_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci.top» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci» (i' - 1) + «/fn.fibonacci» (i' - 2)))  -- axiom of fn.fibonacci.top
    (fn_fibonacci_ax'1 : ∀ i' : Int, «/fn.fibonacci» i' = «/fn.fibonacci.of» i')  -- axiom of fn.fibonacci
    (fn_fibonacci_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci.of» (i' - 1) + «/fn.fibonacci.of» (i' - 2)))  -- axiom of fn.fibonacci
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 84: n >= 0
    , «/fn.fibonacci.top» n * «/fn.fibonacci.top» (n + 2) - «/fn.fibonacci.top» (n + 1) * «/fn.fibonacci.top» (n + 1) = (-1) ∨ «/fn.fibonacci.top» n * «/fn.fibonacci.top» (n + 2) - «/fn.fibonacci.top» (n + 1) * «/fn.fibonacci.top» (n + 1) = 1
