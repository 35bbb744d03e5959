-- cubes_is_a_square, line 61: the postcondition holds at the end
-- cubes(n) == triangle(n) * triangle(n)
-- goal b1c63b7bd54e0f62
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.cubes.top» : Int → Int)
    («/fn.cubes» : Int → Int)
    («/fn.triangle.top» : Int → Int)
    («/fn.triangle» : Int → Int)
    («/fn.cubes.of» : Int → Int)
    («/fn.triangle.of» : Int → Int)
    (n : Int)
    (fn_cubes_top_ax'1 : ∀ i' : Int, «/fn.cubes.top» i' = «/fn.cubes» i')  -- axiom of fn.cubes.top
    (fn_cubes_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.cubes.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.cubes» (i' - 1) + i' * i' * i'))  -- axiom of fn.cubes.top
    (fn_triangle_top_ax'1 : ∀ i' : Int, «/fn.triangle.top» i' = «/fn.triangle» i')  -- axiom of fn.triangle.top
    (fn_triangle_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle» (i' - 1) + i'))  -- axiom of fn.triangle.top
    (fn_cubes_ax'1 : ∀ i' : Int, «/fn.cubes» i' = «/fn.cubes.of» i')  -- axiom of fn.cubes
    (fn_cubes_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.cubes» i' = Spec.ite (i' = 0) (0 : Int) («/fn.cubes.of» (i' - 1) + i' * i' * i'))  -- axiom of fn.cubes
    (fn_triangle_ax'1 : ∀ i' : Int, «/fn.triangle» i' = «/fn.triangle.of» i')  -- axiom of fn.triangle
    (fn_triangle_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle.of» (i' - 1) + i'))  -- axiom of fn.triangle
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 60: n >= 0
    , «/fn.cubes.top» n = «/fn.triangle.top» n * «/fn.triangle.top» n
