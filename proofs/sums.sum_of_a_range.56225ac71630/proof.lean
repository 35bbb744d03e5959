import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))
-- Factors as sums, so that every product of variables stands alone.
theorem times2 (x : Int) : 2 * x = x + x := by omega
theorem by2 (x : Int) : x * 2 = x + x := by omega
theorem times3 (x : Int) : 3 * x = x + x + x := by omega
theorem by3 (x : Int) : x * 3 = x + x + x := by omega
theorem times4 (x : Int) : 4 * x = x + x + x + x := by omega
theorem by4 (x : Int) : x * 4 = x + x + x + x := by omega
theorem times6 (x : Int) : 6 * x = x + x + x + x + x + x := by omega
theorem by6 (x : Int) : x * 6 = x + x + x + x + x + x := by omega
theorem closed (f : Int → Int) (zero : f 0 = 0) (succ : ∀ k : Int, 0 ≤ k → f (k + 1) = f k + k)
    (n : Int) (h : 0 ≤ n) : 2 * f n = n * (n - 1) := by
  refine up (fun n => 2 * f n = n * (n - 1)) ?_ ?_ n h
  · show 2 * f 0 = 0 * (0 - 1)
    rw [zero]
    decide
  · intro k h ih
    show 2 * f (k + 1) = (k + 1) * ((k + 1) - 1)
    have ih : 2 * f k = k * (k - 1) := ih
    rw [succ k h]
    simp only [times2, by2, times3, by3, times4, by4, times6, by6, Int.sub_eq_add_neg, Int.neg_add, Int.mul_add, Int.add_mul, Int.neg_mul, Int.mul_neg, Int.neg_neg, Int.one_mul, Int.mul_one, Int.mul_comm, Int.mul_left_comm, Int.mul_assoc] at *
    omega

theorem goal
    («/sum.top» : (Int → Int) → Int → Int → Int)
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
    (precondition_in_line_96_n'1 : 0 ≤ n)  -- precondition in line 96: n >= 0
    : 2 * «/sum.top» (fun (i' : Int) => i') 0 n = n * (n - 1) := by
  refine closed («/sum.top» (fun i => i) 0) ?_ ?_ n (by assumption)
  · rw [(sum_top_ax'1 _ 0 0).1]
    exact (sum_ax'1 _ 0 0).2.1 (by decide)
  · intro k h
    rw [(sum_top_ax'1 _ 0 (k + 1)).2 (by omega), Int.add_sub_cancel, ← (sum_top_ax'1 _ 0 k).1]
