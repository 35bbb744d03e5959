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
    (m : Int)
    (n : Int)
    (a : Int)
    (fn_power_top_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power.top» i' j' = «/fn.power» i' j')  -- axiom of fn.power.top
    (fn_power_top_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power.top» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power» i' (j' - 1)))  -- axiom of fn.power.top
    (fn_power_ax'1 : ∀ i' : Int, ∀ j' : Int, «/fn.power» i' j' = «/fn.power.of» i' j')  -- axiom of fn.power
    (fn_power_ax'2 : ∀ i' : Int, ∀ j' : Int, 0 ≤ j' → «/fn.power» i' j' = Spec.ite (j' = 0) (1 : Int) (i' * «/fn.power.of» i' (j' - 1)))  -- axiom of fn.power
    (precondition_in_line_36_m'1 : 0 ≤ m ∧ 0 ≤ n)  -- precondition in line 36: m >= 0 and n >= 0
    : «/fn.power.top» a (m + n) = «/fn.power.top» a m * «/fn.power.top» a n := by
  have zero : ∀ b : Int, «/fn.power.top» b 0 = 1 := by
    intro b
    rw [fn_power_top_ax'2 b 0 (by decide), Spec.ite_pos _ _ _ rfl]
  have succ : ∀ b k : Int, 0 ≤ k → «/fn.power.top» b (k + 1) = b * «/fn.power.top» b k := by
    intro b k h
    rw [fn_power_top_ax'2 b (k + 1) (by omega), Spec.ite_neg _ _ _ (by omega), Int.add_sub_cancel, ← fn_power_top_ax'1]
  refine up (fun n => «/fn.power.top» a (m + n) = «/fn.power.top» a m * «/fn.power.top» a n) ?_ ?_ n (by omega)
  · show «/fn.power.top» a (m + 0) = «/fn.power.top» a m * «/fn.power.top» a 0
    rw [Int.add_zero, zero, Int.mul_one]
  · intro k h ih
    show «/fn.power.top» a (m + (k + 1)) = «/fn.power.top» a m * «/fn.power.top» a (k + 1)
    rw [← Int.add_assoc, succ a (m + k) (by omega), succ a k h, ih, Int.mul_left_comm]
