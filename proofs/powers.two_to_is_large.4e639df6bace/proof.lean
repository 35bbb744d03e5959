import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.two_to.top» : Int → Int)
    («/fn.two_to» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    (n : Int)
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (precondition_in_line_48_n'1 : 0 ≤ n)  -- precondition in line 48: n >= 0
    : n + 1 ≤ «/fn.two_to.top» n := by
  have zero : «/fn.two_to.top» 0 = 1 := by rw [fn_two_to_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → «/fn.two_to.top» (k + 1) = 2 * «/fn.two_to.top» k := by
    intro k h
    rw [fn_two_to_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_two_to_top_ax'1]
  refine up (fun n => n + 1 ≤ «/fn.two_to.top» n) ?_ ?_ n (by assumption)
  · show 0 + 1 ≤ «/fn.two_to.top» 0
    rw [zero]
    decide
  · intro k h ih
    show k + 1 + 1 ≤ «/fn.two_to.top» (k + 1)
    have ih : k + 1 ≤ «/fn.two_to.top» k := ih
    rw [succ k h]
    omega
