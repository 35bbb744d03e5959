-- triangle_is_closed, line 43: the postcondition holds at the end
-- 2 * triangle(n) == n * (n + 1)
-- goal dad33f225e09669d
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.triangle.top» : Int → Int)
    («/fn.triangle» : Int → Int)
    («/fn.triangle.of» : Int → Int)
    (n : Int)
    (fn_triangle_top_ax'1 : ∀ i' : Int, «/fn.triangle.top» i' = «/fn.triangle» i')  -- axiom of fn.triangle.top
    (fn_triangle_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle» (i' - 1) + i'))  -- axiom of fn.triangle.top
    (fn_triangle_ax'1 : ∀ i' : Int, «/fn.triangle» i' = «/fn.triangle.of» i')  -- axiom of fn.triangle
    (fn_triangle_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle.of» (i' - 1) + i'))  -- axiom of fn.triangle
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 42: n >= 0
    , 2 * «/fn.triangle.top» n = n * (n + 1)
