import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.fibonacci.top» : Int → Int)
    («/fn.fibonacci» : Int → Int)
    («/fn.fibonacci.of» : Int → Int)
    (n : Int)
    (fn_fibonacci_top_ax'1 : ∀ i' : Int, «/fn.fibonacci.top» i' = «/fn.fibonacci» i')  -- axiom of fn.fibonacci.top
    (fn_fibonacci_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci.top» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci» (i' - 1) + «/fn.fibonacci» (i' - 2)))  -- axiom of fn.fibonacci.top
    (fn_fibonacci_ax'1 : ∀ i' : Int, «/fn.fibonacci» i' = «/fn.fibonacci.of» i')  -- axiom of fn.fibonacci
    (fn_fibonacci_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci.of» (i' - 1) + «/fn.fibonacci.of» (i' - 2)))  -- axiom of fn.fibonacci
    (precondition_in_line_84_n'1 : 0 ≤ n)  -- precondition in line 84: n >= 0
    : «/fn.fibonacci.top» n * «/fn.fibonacci.top» (n + 2) - «/fn.fibonacci.top» (n + 1) * «/fn.fibonacci.top» (n + 1) = (-1) ∨ «/fn.fibonacci.top» n * «/fn.fibonacci.top» (n + 2) - «/fn.fibonacci.top» (n + 1) * «/fn.fibonacci.top» (n + 1) = 1 := by
  have first : «/fn.fibonacci.top» 0 = 0 := by rw [fn_fibonacci_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ (by decide)]
  have second : «/fn.fibonacci.top» 1 = 1 := by rw [fn_fibonacci_top_ax'2 1 (by decide), Spec.ite_pos _ _ _ (by decide)]
  have next : ∀ k : Int, 0 ≤ k → «/fn.fibonacci.top» (k + 1 + 1) = «/fn.fibonacci.top» (k + 1) + «/fn.fibonacci.top» k := by
    intro k h
    have e : k + 1 + 1 - 2 = k := by omega
    rw [fn_fibonacci_top_ax'2 (k + 1 + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, e,
      ← fn_fibonacci_top_ax'1, ← fn_fibonacci_top_ax'1]
  have all : ∀ k : Int, 0 ≤ k →
      «/fn.fibonacci.top» k * «/fn.fibonacci.top» (k + 1 + 1) - «/fn.fibonacci.top» (k + 1) * «/fn.fibonacci.top» (k + 1) = -1 ∨
      «/fn.fibonacci.top» k * «/fn.fibonacci.top» (k + 1 + 1) - «/fn.fibonacci.top» (k + 1) * «/fn.fibonacci.top» (k + 1) = 1 := by
    refine up _ ?_ ?_
    · have s : «/fn.fibonacci.top» (0 + 1) = 1 := second
      rw [first, s]
      omega
    · intro k h ih
      rw [next (k + 1) (by omega)]
      rw [next k h] at *
      simp only [Int.mul_add, Int.add_mul] at *
      have c := Int.mul_comm («/fn.fibonacci.top» k) («/fn.fibonacci.top» (k + 1))
      omega
  have e : n + 2 = n + 1 + 1 := by omega
  rw [e]
  exact all n (by assumption)
