-- squares_is_closed, line 49: the postcondition holds at the end
-- 6 * squares(n) == n * (n + 1) * (2 * n + 1)
-- goal b98f26c49b915b51
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.squares.top» : Int → Int)
    («/fn.squares» : Int → Int)
    («/fn.squares.of» : Int → Int)
    (n : Int)
    (fn_squares_top_ax'1 : ∀ i' : Int, «/fn.squares.top» i' = «/fn.squares» i')  -- axiom of fn.squares.top
    (fn_squares_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.squares.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.squares» (i' - 1) + i' * i'))  -- axiom of fn.squares.top
    (fn_squares_ax'1 : ∀ i' : Int, «/fn.squares» i' = «/fn.squares.of» i')  -- axiom of fn.squares
    (fn_squares_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.squares» i' = Spec.ite (i' = 0) (0 : Int) («/fn.squares.of» (i' - 1) + i' * i'))  -- axiom of fn.squares
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 48: n >= 0
    , 6 * «/fn.squares.top» n = n * (n + 1) * (2 * n + 1)
