-- sum_of_cubes, line 109: the postcondition holds at the end
-- 4 * sum((i * i * i for i in range(n))) == n * n * (n - 1) * (n - 1)
-- goal 36ccdb1df3ea38d2
import Spec.Arithmetic
import Spec.Certificate

∀ («/sum.top» : (Int → Int) → Int → Int → Int)
    («/sum» : (Int → Int) → Int → Int → Int)
    («/sum.of» : (Int → Int) → Int → Int → Int)
    («/sum.differ» : (Int → Int) → (Int → Int) → Int → Int → Int → Int)
    («/sum.negative» : (Int → Int) → Int → Int → Int)
    («/sum.above» : (Int → Int) → Int → Int → Int)
    (n : Int)
    (sum_top_ax'1 : ∀ i' : Int → Int, ∀ j' : Int, ∀ k' : Int, «/sum.top» i' j' k' = «/sum» i' j' k' ∧ (j' + 1 ≤ k' → «/sum.top» i' j' k' = «/sum» i' j' (k' - 1) + i' (k' - 1)))  -- axiom of sum.top
    (sum_ax'1 : ∀ i' : Int → Int, ∀ j' : Int, ∀ k' : Int, «/sum» i' j' k' = «/sum.of» i' j' k' ∧ (k' ≤ j' → «/sum» i' j' k' = 0) ∧ (j' + 1 ≤ k' → «/sum» i' j' k' = «/sum.of» i' j' (k' - 1) + i' (k' - 1) ∧ «/sum» i' j' k' = «/sum.of» i' (j' + 1) k' + i' j'))  -- axiom of sum
    (sum_ax'2 : ∀ i' : Int → Int, ∀ j' : Int, ∀ k' : Int, k' ≤ j' → «/sum.of» i' j' k' = 0)  -- axiom of sum
    (sum_ax'3 : ∀ i' : Int → Int, ∀ j' : Int → Int, ∀ k' : Int, ∀ k'3 : Int, ∀ k'4 : Int, ∀ k'5 : Int, k'3 - k' = k'5 - k'4 → «/sum.of» i' k' k'3 = «/sum.of» j' k'4 k'5 ∨ 0 ≤ «/sum.differ» i' j' k' k'3 k'4 ∧ k' + «/sum.differ» i' j' k' k'3 k'4 + 1 ≤ k'3 ∧ ¬(i' (k' + «/sum.differ» i' j' k' k'3 k'4) = j' (k'4 + «/sum.differ» i' j' k' k'3 k'4)))  -- axiom of sum
    (sum_ax'4 : ∀ i' : Int → Int, ∀ j' : Int, ∀ k' : Int, ∀ k'3 : Int, j' ≤ k' ∧ k' ≤ k'3 → «/sum.of» i' j' k'3 = «/sum.of» i' j' k' + «/sum.of» i' k' k'3)  -- axiom of sum
    (sum_ax'5 : ∀ i' : Int → Int, ∀ j' : Int, ∀ k' : Int, j' ≤ k' → (0 ≤ «/sum.of» i' j' k' ∨ j' ≤ «/sum.negative» i' j' k' ∧ «/sum.negative» i' j' k' + 1 ≤ k' ∧ i' («/sum.negative» i' j' k') + 1 ≤ 0) ∧ (j' + «/sum.of» i' j' k' ≤ k' ∨ j' ≤ «/sum.above» i' j' k' ∧ «/sum.above» i' j' k' + 1 ≤ k' ∧ 2 ≤ i' («/sum.above» i' j' k')))  -- axiom of sum
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 108: n >= 0
    , 4 * «/sum.top» (fun (i' : Int) => i' * i' * i') 0 n = n * n * (n - 1) * (n - 1)
