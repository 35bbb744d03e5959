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
    (precondition_in_line_54_n'1 : 4 ≤ n)  -- precondition in line 54: n >= 4
    : n * n ≤ «/fn.two_to.top» n := by
  have zero : «/fn.two_to.top» 0 = 1 := by rw [fn_two_to_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → «/fn.two_to.top» (k + 1) = 2 * «/fn.two_to.top» k := by
    intro k h
    rw [fn_two_to_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_two_to_top_ax'1]
  have all : ∀ k : Int, 0 ≤ k → (k + 4) * (k + 4) ≤ «/fn.two_to.top» (k + 4) := by
    refine up _ ?_ ?_
    · show (4 : Int) * 4 ≤ «/fn.two_to.top» (0 + 1 + 1 + 1 + 1)
      rw [succ _ (by decide), succ _ (by decide), succ _ (by decide), succ _ (by decide), zero]
      decide
    · intro k h ih
      have e : k + 1 + 4 = k + 4 + 1 := by omega
      have g := Int.mul_nonneg h h
      rw [e, succ (k + 4) (by omega)]
      simp only [Int.mul_add, Int.add_mul] at *
      omega
  have := all (n - 4) (by omega)
  rw [Int.sub_add_cancel] at this
  exact this
