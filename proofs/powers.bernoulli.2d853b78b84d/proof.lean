import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.power.top» : Int → Int → Int)
    («/fn.power» : Int → Int → Int)
    («/fn.power.of» : Int → Int → Int)
    (x : Int)
    (n : Int)
    (fn_power_top_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power.top» i' j' = «/fn.power» i' j')  -- axiom of fn.power.top
    (fn_power_top_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power.top» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power» i' (j' - 1)))  -- axiom of fn.power.top
    (fn_power_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power» i' j' = «/fn.power.of» i' j')  -- axiom of fn.power
    (fn_power_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power.of» i' (j' - 1)))  -- axiom of fn.power
    (precondition_in_line_72_x'1 : 0 ≤ x + 1 ∧ 0 ≤ n)  -- precondition in line 72: x >= -1 and n >= 0
    : n * x + 1 ≤ «/fn.power.top» (x + 1) n := by
  have zero : ∀ b : Int, «/fn.power.top» b 0 = 1 := by
    intro b
    rw [fn_power_top_ax'2 b 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ b k : Int, 0 ≤ k → «/fn.power.top» b (k + 1) = b * «/fn.power.top» b k := by
    intro b k h
    rw [fn_power_top_ax'2 b (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_power_top_ax'1]
  have all : ∀ k : Int, 0 ≤ k → 1 + k * x ≤ «/fn.power.top» (1 + x) k := by
    refine up _ ?_ ?_
    · rw [zero, Int.zero_mul]
      decide
    · intro k h ih
      rw [succ _ k h]
      have g := Spec.mul_le_up_ll (1 + x) (1 + k * x) («/fn.power.top» (1 + x) k) (by omega) ih
      have s : 0 ≤ k * (x * x) := by
        refine Int.mul_nonneg h ?_
        cases Int.le_total 0 x with
        | inl p => exact Int.mul_nonneg p p
        | inr p => exact Spec.mul_nonpos_nonpos x x p p
      refine Int.le_trans ?_ g
      rw [Int.mul_left_comm] at s
      simp only [Int.mul_add, Int.add_mul, Int.one_mul, Int.mul_one]
      omega
  rw [Int.add_comm x 1, Int.add_comm (n * x) 1]
  exact all n (by omega)
