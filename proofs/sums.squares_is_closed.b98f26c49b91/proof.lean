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
theorem closed (f : Int → Int) (zero : f 0 = 0) (succ : ∀ k : Int, 0 ≤ k → f (k + 1) = f k + (k + 1) * (k + 1))
    (n : Int) (h : 0 ≤ n) : 6 * f n = n * (n + 1) * (2 * n + 1) := by
  refine up (fun n => 6 * f n = n * (n + 1) * (2 * n + 1)) ?_ ?_ n h
  · show 6 * f 0 = 0 * (0 + 1) * (2 * 0 + 1)
    rw [zero]
    decide
  · intro k h ih
    show 6 * f (k + 1) = (k + 1) * ((k + 1) + 1) * (2 * (k + 1) + 1)
    have ih : 6 * f k = k * (k + 1) * (2 * k + 1) := ih
    rw [succ k h]
    simp only [times2, by2, times3, by3, times4, by4, times6, by6, Int.sub_eq_add_neg, Int.neg_add, Int.mul_add, Int.add_mul, Int.neg_mul, Int.mul_neg, Int.neg_neg, Int.one_mul, Int.mul_one, Int.mul_comm, Int.mul_left_comm, Int.mul_assoc] at *
    omega

theorem goal
    («/fn.squares.top» : Int → Int)
    («/fn.squares» : Int → Int)
    («/fn.squares.of» : Int → Int)
    (n : Int)
    (fn_squares_top_ax'1 : ∀ i' : Int, «/fn.squares.top» i' = «/fn.squares» i')  -- axiom of fn.squares.top
    (fn_squares_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.squares.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.squares» (i' - 1) + i' * i'))  -- axiom of fn.squares.top
    (fn_squares_ax'1 : ∀ i' : Int, «/fn.squares» i' = «/fn.squares.of» i')  -- axiom of fn.squares
    (fn_squares_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.squares» i' = Spec.ite (i' = 0) (0 : Int) («/fn.squares.of» (i' - 1) + i' * i'))  -- axiom of fn.squares
    (precondition_in_line_48_n'1 : 0 ≤ n)  -- precondition in line 48: n >= 0
    : 6 * «/fn.squares.top» n = n * (n + 1) * (2 * n + 1) := by
  refine closed _ ?_ ?_ n (by assumption)
  · rw [fn_squares_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  · intro k h
    rw [fn_squares_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_squares_top_ax'1]
