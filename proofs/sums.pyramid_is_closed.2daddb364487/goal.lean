-- pyramid_is_closed, line 73: the postcondition holds at the end
-- 6 * pyramid(n) == n * (n + 1) * (n + 2)
-- goal 2daddb3644876c8c
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.pyramid.top» : Int → Int)
    («/fn.pyramid» : Int → Int)
    («/fn.triangle» : Int → Int)
    («/fn.pyramid.of» : Int → Int)
    («/fn.triangle.of» : Int → Int)
    (n : Int)
    (fn_pyramid_top_ax'1 : ∀ i' : Int, «/fn.pyramid.top» i' = «/fn.pyramid» i')  -- axiom of fn.pyramid.top
    (fn_pyramid_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.pyramid.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.pyramid» (i' - 1) + «/fn.triangle» i'))  -- axiom of fn.pyramid.top
    (fn_pyramid_ax'1 : ∀ i' : Int, «/fn.pyramid» i' = «/fn.pyramid.of» i')  -- axiom of fn.pyramid
    (fn_pyramid_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.pyramid» i' = Spec.ite (i' = 0) (0 : Int) («/fn.pyramid.of» (i' - 1) + «/fn.triangle» i'))  -- axiom of fn.pyramid
    (fn_triangle_ax'1 : ∀ i' : Int, «/fn.triangle» i' = «/fn.triangle.of» i')  -- axiom of fn.triangle
    (fn_triangle_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle.of» (i' - 1) + i'))  -- axiom of fn.triangle
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 72: n >= 0
    , 6 * «/fn.pyramid.top» n = n * (n + 1) * (n + 2)
