import Spec.Arithmetic
import Spec.Certificate

theorem square (x : Int) : ∃ k, x * x = 8 * k ∨ x * x = 8 * k + 1 ∨ x * x = 8 * k + 4 := by
  have e : x = 8 * (x / 8) + x % 8 := by omega
  have r : x % 8 = 0 ∨ x % 8 = 1 ∨ x % 8 = 2 ∨ x % 8 = 3 ∨ x % 8 = 4 ∨ x % 8 = 5 ∨ x % 8 = 6 ∨ x % 8 = 7 := by omega
  have s : x * x = 8 * (x / 8 * x) + x % 8 * x := by rw [← Int.mul_assoc, ← Int.add_mul, ← e]
  refine ⟨x * x / 8, ?_⟩
  rcases r with r | r | r | r | r | r | r | r <;> rw [r] at e s <;> omega

theorem goal
    (x : Int)
    (y : Int)
    (z : Int)
    : ¬(Int.fmod (x * x + y * y + z * z) 8 = 7) := by
  have ⟨i, hx⟩ := square x
  have ⟨j, hy⟩ := square y
  have ⟨k, hz⟩ := square z
  have ⟨d, l, g⟩ := Spec.div_const (x * x + y * y + z * z) 8 (by decide)
  omega
