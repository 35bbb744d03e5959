import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.triangle.top» : Int → Int)
    («/fn.triangle» : Int → Int)
    («/fn.triangle.of» : Int → Int)
    (m : Int)
    (n : Int)
    (fn_triangle_top_ax'1 : ∀ i' : Int, «/fn.triangle.top» i' = «/fn.triangle» i')  -- axiom of fn.triangle.top
    (fn_triangle_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle» (i' - 1) + i'))  -- axiom of fn.triangle.top
    (fn_triangle_ax'1 : ∀ i' : Int, «/fn.triangle» i' = «/fn.triangle.of» i')  -- axiom of fn.triangle
    (fn_triangle_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.triangle» i' = Spec.ite (i' = 0) (0 : Int) («/fn.triangle.of» (i' - 1) + i'))  -- axiom of fn.triangle
    (precondition_in_line_90_0'1 : 0 ≤ m ∧ m ≤ n)  -- precondition in line 90: 0 <= m <= n
    : «/fn.triangle.top» m ≤ «/fn.triangle.top» n := by
  have zero : «/fn.triangle.top» 0 = 0 := by rw [fn_triangle_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → «/fn.triangle.top» (k + 1) = «/fn.triangle.top» k + (k + 1) := by
    intro k h
    rw [fn_triangle_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_triangle_top_ax'1]
  have all : ∀ k : Int, 0 ≤ k → «/fn.triangle.top» m ≤ «/fn.triangle.top» (m + k) := by
    refine up _ ?_ ?_
    · rw [Int.add_zero]
      exact Int.le_refl _
    · intro k h ih
      rw [← Int.add_assoc, succ (m + k) (by omega)]
      omega
  have := all (n - m) (by omega)
  rw [Int.add_comm, Int.sub_add_cancel] at this
  exact this
