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
    («/fn.fibonacci.top» : Int → Int)
    («/fn.fibonacci» : Int → Int)
    («/fn.two_to.of» : Int → Int)
    («/fn.fibonacci.of» : Int → Int)
    (n : Int)
    (fn_two_to_top_ax'1 : ∀ i' : Int, «/fn.two_to.top» i' = «/fn.two_to» i')  -- axiom of fn.two_to.top
    (fn_two_to_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to.top» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to» (i' - 1)))  -- axiom of fn.two_to.top
    (fn_fibonacci_top_ax'1 : ∀ i' : Int, «/fn.fibonacci.top» i' = «/fn.fibonacci» i')  -- axiom of fn.fibonacci.top
    (fn_fibonacci_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci.top» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci» (i' - 1) + «/fn.fibonacci» (i' - 2)))  -- axiom of fn.fibonacci.top
    (fn_two_to_ax'1 : ∀ i' : Int, «/fn.two_to» i' = «/fn.two_to.of» i')  -- axiom of fn.two_to
    (fn_two_to_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.two_to» i' = Spec.ite (i' = 0) (1 : Int) (2 * «/fn.two_to.of» (i' - 1)))  -- axiom of fn.two_to
    (fn_fibonacci_ax'1 : ∀ i' : Int, «/fn.fibonacci» i' = «/fn.fibonacci.of» i')  -- axiom of fn.fibonacci
    (fn_fibonacci_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.fibonacci» i' = Spec.ite (i' ≤ 1) i' («/fn.fibonacci.of» (i' - 1) + «/fn.fibonacci.of» (i' - 2)))  -- axiom of fn.fibonacci
    (precondition_in_line_90_n'1 : 0 ≤ n)  -- precondition in line 90: n >= 0
    : «/fn.fibonacci.top» n ≤ «/fn.two_to.top» n := by
  have zero : «/fn.two_to.top» 0 = 1 := by rw [fn_two_to_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → «/fn.two_to.top» (k + 1) = 2 * «/fn.two_to.top» k := by
    intro k h
    rw [fn_two_to_top_ax'2 (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_two_to_top_ax'1]
  have first : «/fn.fibonacci.top» 0 = 0 := by rw [fn_fibonacci_top_ax'2 0 (by decide), Spec.ite_pos _ _ _ (by decide)]
  have second : «/fn.fibonacci.top» 1 = 1 := by rw [fn_fibonacci_top_ax'2 1 (by decide), Spec.ite_pos _ _ _ (by decide)]
  have next : ∀ k : Int, 0 ≤ k → «/fn.fibonacci.top» (k + 1 + 1) = «/fn.fibonacci.top» (k + 1) + «/fn.fibonacci.top» k := by
    intro k h
    have e : k + 1 + 1 - 2 = k := by omega
    rw [fn_fibonacci_top_ax'2 (k + 1 + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, e,
      ← fn_fibonacci_top_ax'1, ← fn_fibonacci_top_ax'1]
  have all : ∀ k : Int, 0 ≤ k → 0 ≤ «/fn.fibonacci.top» k ∧ «/fn.fibonacci.top» k ≤ «/fn.two_to.top» k ∧
      0 ≤ «/fn.fibonacci.top» (k + 1) ∧ «/fn.fibonacci.top» (k + 1) ≤ «/fn.two_to.top» (k + 1) := by
    refine up _ ?_ ?_
    · have s : «/fn.fibonacci.top» (0 + 1) = 1 := second
      rw [first, s, succ 0 (by decide), zero]
      decide
    · intro k h ih
      rw [next k h, succ (k + 1) (by omega)]
      rw [succ k h] at *
      omega
  exact (all n (by assumption)).2.1
