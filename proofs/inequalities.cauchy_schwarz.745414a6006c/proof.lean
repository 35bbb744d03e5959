import Spec.Arithmetic
import Spec.Certificate

-- A square is not negative.
theorem square (x : Int) : 0 ≤ x * x := by
  cases Int.le_total 0 x with
  | inl h => exact Int.mul_nonneg h h
  | inr h => exact Spec.mul_nonpos_nonpos x x h h

theorem goal
    (a : Int)
    (w : Int)
    (b : Int)
    (x : Int)
    (c : Int)
    (y : Int)
    (d : Int)
    (z : Int)
    : (a * w + b * x + c * y + d * z) * (a * w + b * x + c * y + d * z) ≤ (a * a + b * b + c * c + d * d) * (w * w + x * x + y * y + z * z) := by
  have s1 := square (a * x - b * w)
  have s2 := square (a * y - c * w)
  have s3 := square (a * z - d * w)
  have s4 := square (b * y - c * x)
  have s5 := square (b * z - d * x)
  have s6 := square (c * z - d * y)
  simp only [Int.sub_eq_add_neg, Int.neg_add, Int.mul_add, Int.add_mul, Int.neg_mul, Int.mul_neg, Int.neg_neg, Int.one_mul, Int.mul_one, Int.mul_comm, Int.mul_left_comm, Int.mul_assoc] at *
  omega
