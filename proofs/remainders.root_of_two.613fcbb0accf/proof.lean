import Spec.Arithmetic
import Spec.Certificate

-- No square is twice a square below any bound: the half of `x` would be a smaller `y`.
theorem descent (n : Nat) : ∀ x y : Int, 0 ≤ x → 1 ≤ y → y ≤ n → ¬x * x = 2 * (y * y) := by
  induction n with
  | zero =>
    intro x y _ p l _
    have l : y ≤ 0 := l
    omega
  | succ n ih =>
    intro x y nx p l e
    have even : x = 2 * (x / 2) := by
      have r : x % 2 = 0 ∨ x % 2 = 1 := by omega
      have d : x = 2 * (x / 2) + x % 2 := by omega
      have s : x * x = 2 * (x / 2 * x) + x % 2 * x := by rw [← Int.mul_assoc, ← Int.add_mul, ← d]
      rcases r with r | r <;> rw [r] at s <;> omega
    have half : y * y = 2 * (x / 2 * (x / 2)) := by
      have s : x * x = 2 * (x / 2 * (2 * (x / 2))) := by rw [← Int.mul_assoc, ← even]
      rw [Int.mul_left_comm (x / 2)] at s
      omega
    have positive : 1 ≤ x / 2 := by
      cases Int.lt_or_ge 0 (x / 2) with
      | inl c => omega
      | inr c =>
        have z : x / 2 = 0 := by omega
        have := Spec.mul_le_up_ll y 1 y (by omega) p
        rw [z] at half
        omega
    have smaller : x / 2 + 1 ≤ y := by
      cases Int.lt_or_ge (x / 2) y with
      | inl c => omega
      | inr c =>
        have u := Spec.mul_le_up_ll y y (x / 2) (by omega) c
        have v := Spec.mul_le_up_rr (x / 2) y (x / 2) (by omega) c
        have w := Spec.mul_le_up_ll y 1 y (by omega) p
        have c1 := Int.mul_comm y (x / 2)
        omega
    exact ih y (x / 2) (by omega) positive (by omega) half

theorem goal
    (y : Int)
    (x : Int)
    (precondition_in_line_50_y'1 : 1 ≤ y)  -- precondition in line 50: y > 0
    : ¬(x * x = 2 * y * y) := by
  intro e
  obtain ⟨n, hn⟩ := Int.eq_ofNat_of_zero_le (x := y) (by omega)
  have e' : x * x = 2 * (y * y) := by rw [← Int.mul_assoc]; exact e
  cases Int.le_total 0 x with
  | inl h => exact descent n x y h (by assumption) (Int.le_of_eq hn) e'
  | inr h =>
    refine descent n (-x) y (by omega) (by assumption) (Int.le_of_eq hn) ?_
    rw [Int.neg_mul, Int.mul_neg, Int.neg_neg]
    exact e'
