import Spec.Arithmetic
import Spec.Certificate

theorem cube (x : Int) : ∃ k, x * x * x = 9 * k ∨ x * x * x = 9 * k + 1 ∨ x * x * x = 9 * k + 8 := by
  have e : x = 9 * (x / 9) + x % 9 := by omega
  have r : x % 9 = 0 ∨ x % 9 = 1 ∨ x % 9 = 2 ∨ x % 9 = 3 ∨ x % 9 = 4 ∨ x % 9 = 5 ∨ x % 9 = 6 ∨ x % 9 = 7 ∨ x % 9 = 8 := by
    omega
  have step : ∀ y : Int, y * x = 9 * (x / 9 * y) + x % 9 * y := by
    intro y
    rw [← Int.mul_assoc, ← Int.add_mul, ← e, Int.mul_comm]
  have s := step x
  have t := step (x * x)
  refine ⟨x * x * x / 9, ?_⟩
  rcases r with r | r | r | r | r | r | r | r | r <;> rw [r] at e s t <;> omega

theorem goal
    (x : Int)
    (y : Int)
    (z : Int)
    : ¬(Int.fmod (x * x * x + y * y * y + z * z * z) 9 = 4 ∨ Int.fmod (x * x * x + y * y * y + z * z * z) 9 = 5) := by
  have ⟨i, hx⟩ := cube x
  have ⟨j, hy⟩ := cube y
  have ⟨k, hz⟩ := cube z
  have ⟨d, l, g⟩ := Spec.div_const (x * x * x + y * y * y + z * z * z) 9 (by decide)
  omega
