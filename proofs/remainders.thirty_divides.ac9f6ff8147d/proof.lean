import Spec.Arithmetic
import Spec.Certificate

theorem by_five (n : Int) : ∃ k, n * n * n * n * n - n = 5 * k := by
  have e : n = 5 * (n / 5) + n % 5 := by omega
  have r : n % 5 = 0 ∨ n % 5 = 1 ∨ n % 5 = 2 ∨ n % 5 = 3 ∨ n % 5 = 4 := by omega
  have step : ∀ x : Int, x * n = 5 * (n / 5 * x) + n % 5 * x := by
    intro x
    rw [← Int.mul_assoc, ← Int.add_mul, ← e, Int.mul_comm]
  have s2 := step n
  have s3 := step (n * n)
  have s4 := step (n * n * n)
  have s5 := step (n * n * n * n)
  refine ⟨(n * n * n * n * n - n) / 5, ?_⟩
  rcases r with r | r | r | r | r <;> rw [r] at e s2 s3 s4 s5 <;> omega

theorem by_six (n : Int) : ∃ k, n * n * n * n * n - n = 6 * k := by
  have e : n = 6 * (n / 6) + n % 6 := by omega
  have r : n % 6 = 0 ∨ n % 6 = 1 ∨ n % 6 = 2 ∨ n % 6 = 3 ∨ n % 6 = 4 ∨ n % 6 = 5 := by omega
  have step : ∀ x : Int, x * n = 6 * (n / 6 * x) + n % 6 * x := by
    intro x
    rw [← Int.mul_assoc, ← Int.add_mul, ← e, Int.mul_comm]
  have s2 := step n
  have s3 := step (n * n)
  have s4 := step (n * n * n)
  have s5 := step (n * n * n * n)
  refine ⟨(n * n * n * n * n - n) / 6, ?_⟩
  rcases r with r | r | r | r | r | r <;> rw [r] at e s2 s3 s4 s5 <;> omega

theorem goal
    (n : Int)
    : Int.fmod (n * n * n * n * n - n) 30 = 0 := by
  have ⟨i, five⟩ := by_five n
  have ⟨j, six⟩ := by_six n
  have ⟨d, l, g⟩ := Spec.div_const (n * n * n * n * n - n) 30 (by decide)
  omega
