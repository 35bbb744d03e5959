import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.doubled.top» : Int → Int)
    («/fn.doubled» : Int → Int)
    («/fn.two_to» : Int → Int)
    («/fn.two_to.top» : Int → Int)
    («/fn.doubled.of» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    (n : Int)
    (fn_doubled_top_ax'1 : ∀ i' : Int, «/fn.doubled.top» i' = «/fn.doubled» i')  -- axiom of fn.doubled.top
    (fn_doubled_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.doubled.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.doubled» (i' - 1) + «/fn.two_to» (i' - 1)))  -- axiom of fn.doubled.top
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_doubled_ax'1 : ∀ i' : Int, «/fn.doubled» i' = «/fn.doubled.of» i')  -- axiom of fn.doubled
    (fn_doubled_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.doubled» i' = Spec.ite (i' = 0) (0 : Int) («/fn.doubled.of» (i' - 1) + «/fn.two_to» (i' - 1)))  -- axiom of fn.doubled
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (precondition_in_line_60_n'1 : 0 ≤ n)  -- precondition in line 60: n >= 0
    : «/fn.doubled.top» n = «/fn.two_to.top» n - 1 := by
  have zero : «/fn.two_to.top» 0 = 1 := by rw [fn_two_to_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → «/fn.two_to.top» (k + 1) = 2 * «/fn.two_to.top» k := by
    intro k h
    rw [fn_two_to_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_two_to_top_ax'1]
  have zero' : «/fn.doubled.top» 0 = 0 := by rw [fn_doubled_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ' : ∀ k : Int, 0 ≤ k → «/fn.doubled.top» (k + 1) = «/fn.doubled.top» k + «/fn.two_to.top» k := by
    intro k h
    rw [fn_doubled_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_doubled_top_ax'1,
      ← fn_two_to_top_ax'1]
  refine up (fun n => «/fn.doubled.top» n = «/fn.two_to.top» n - 1) ?_ ?_ n (by assumption)
  · show «/fn.doubled.top» 0 = «/fn.two_to.top» 0 - 1
    rw [zero, zero']
    decide
  · intro k h ih
    show «/fn.doubled.top» (k + 1) = «/fn.two_to.top» (k + 1) - 1
    have ih : «/fn.doubled.top» k = «/fn.two_to.top» k - 1 := ih
    rw [succ k h, succ' k h]
    omega
