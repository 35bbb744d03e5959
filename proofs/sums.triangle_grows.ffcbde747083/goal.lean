-- triangle_grows, line 91: the postcondition holds at the end
-- triangle(m) <= triangle(n)
-- goal ffcbde747083d525
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.triangle.top» : Int → Int)
    («/fn.triangle» : Int → Int)
    («/fn.triangle.of» : Int → Int)
    (m : Int)
    (n : Int)
    (fn_triangle_top_ax'1 : ∀ i' : Int, «/fn.triangle.top» i' = «/fn.triangle» i')  -- axiom of fn.triangle.top
    (fn_triangle_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle» (i' - 1) + i'))  -- axiom of fn.triangle.top
    (fn_triangle_ax'1 : ∀ i' : Int, «/fn.triangle» i' = «/fn.triangle.of» i')  -- axiom of fn.triangle
    (fn_triangle_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle.of» (i' - 1) + i'))  -- axiom of fn.triangle
    (precondition_0_m_n'1 : 0 ≤ m ∧ m ≤ n)  -- precondition in line 90: 0 <= m <= n
    , «/fn.triangle.top» m ≤ «/fn.triangle.top» n
