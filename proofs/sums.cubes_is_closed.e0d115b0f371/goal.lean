-- cubes_is_closed, line 55: the postcondition holds at the end
-- 4 * cubes(n) == n * n * (n + 1) * (n + 1)
-- goal e0d115b0f37123ad
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.cubes.top» : Int → Int)
    («/fn.cubes» : Int → Int)
    («/fn.cubes.of» : Int → Int)
    (n : Int)
    (fn_cubes_top_ax'1 : ∀ i' : Int, «/fn.cubes.top» i' = «/fn.cubes» i')  -- axiom of fn.cubes.top
    (fn_cubes_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.cubes.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.cubes» (i' - 1) + i' * i' * i'))  -- axiom of fn.cubes.top
    (fn_cubes_ax'1 : ∀ i' : Int, «/fn.cubes» i' = «/fn.cubes.of» i')  -- axiom of fn.cubes
    (fn_cubes_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.cubes» i' = Spec.ite (i' = 0) (0 : Int) («/fn.cubes.of» (i' - 1) + i' * i' * i'))  -- axiom of fn.cubes
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 54: n >= 0
    , 4 * «/fn.cubes.top» n = n * n * (n + 1) * (n + 1)
