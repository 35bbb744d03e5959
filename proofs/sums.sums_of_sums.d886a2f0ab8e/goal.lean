-- sums_of_sums, line 85: the postcondition holds at the end
-- squares(n) + triangle(n) == 2 * pyramid(n)
-- goal d886a2f0ab8e0144
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.squares.top» : Int → Int)
    («/fn.squares» : Int → Int)
    («/fn.triangle.top» : Int → Int)
    («/fn.triangle» : Int → Int)
    («/fn.pyramid.top» : Int → Int)
    («/fn.pyramid» : Int → Int)
    («/fn.squares.of» : Int → Int)
    («/fn.triangle.of» : Int → Int)
    («/fn.pyramid.of» : Int → Int)
    (n : Int)
    (fn_squares_top_ax'1 : ∀ i' : Int, «/fn.squares.top» i' = «/fn.squares» i')  -- axiom of fn.squares.top
    (fn_squares_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.squares.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.squares» (i' - 1) + i' * i'))  -- axiom of fn.squares.top
    (fn_triangle_top_ax'1 : ∀ i' : Int, «/fn.triangle.top» i' = «/fn.triangle» i')  -- axiom of fn.triangle.top
    (fn_triangle_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle» (i' - 1) + i'))  -- axiom of fn.triangle.top
    (fn_pyramid_top_ax'1 : ∀ i' : Int, «/fn.pyramid.top» i' = «/fn.pyramid» i')  -- axiom of fn.pyramid.top
    (fn_pyramid_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.pyramid.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.pyramid» (i' - 1) + «/fn.triangle» i'))  -- axiom of fn.pyramid.top
    (fn_squares_ax'1 : ∀ i' : Int, «/fn.squares» i' = «/fn.squares.of» i')  -- axiom of fn.squares
    (fn_squares_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.squares» i' = Spec.ite (i' = 0) (0 : Int) («/fn.squares.of» (i' - 1) + i' * i'))  -- axiom of fn.squares
    (fn_triangle_ax'1 : ∀ i' : Int, «/fn.triangle» i' = «/fn.triangle.of» i')  -- axiom of fn.triangle
    (fn_triangle_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle.of» (i' - 1) + i'))  -- axiom of fn.triangle
    (fn_pyramid_ax'1 : ∀ i' : Int, «/fn.pyramid» i' = «/fn.pyramid.of» i')  -- axiom of fn.pyramid
    (fn_pyramid_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.pyramid» i' = Spec.ite (i' = 0) (0 : Int) («/fn.pyramid.of» (i' - 1) + «/fn.triangle» i'))  -- axiom of fn.pyramid
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 84: n >= 0
    , «/fn.squares.top» n + «/fn.triangle.top» n = 2 * «/fn.pyramid.top» n
