prelude
import Init.Nat
/-! Integers: the ordered commutative ring. Every integer is a difference of natural numbers, and every law one about those. -/
set_option linter.all false

namespace Int

theorem subNatNat_add_right (m k : Nat) : subNatNat (m + k) m = ofNat k := by
  unfold subNatNat
  rw [Nat.sub_eq_zero_of_le (Nat.le_add_right m k), Nat.add_sub_cancel_left]
theorem subNatNat_add_left (m k : Nat) : subNatNat m (m + .succ k) = negSucc k := by
  unfold subNatNat
  rw [Nat.add_sub_cancel_left]
theorem subNatNat_add_add (m n k : Nat) : subNatNat (m + k) (n + k) = subNatNat m n := by
  unfold subNatNat
  rw [Nat.add_sub_add_right, Nat.add_sub_add_right]
theorem subNatNat_zero (n : Nat) : subNatNat n 0 = ofNat n := by
  have h := subNatNat_add_right 0 n
  rw [Nat.zero_add] at h
  exact h
theorem subNatNat_zero_succ (n : Nat) : subNatNat 0 (.succ n) = negSucc n := rfl
theorem subNatNat_self (n : Nat) : subNatNat n n = 0 := subNatNat_add_right n 0
theorem subNatNat_zero_left (n : Nat) : subNatNat 0 n = negOfNat n := by
  cases n with
  | zero => rfl
  | succ n => rfl
theorem subNatNat_congr {a b c d : Nat} (h : a + d = c + b) : subNatNat a b = subNatNat c d := by
  rw [← subNatNat_add_add a b d, h, Nat.add_comm b d, subNatNat_add_add]

/-- A difference is a natural number or the negation of a positive one. -/
theorem subNatNat_cases {P : Int → Prop} (a b : Nat) (pos : ∀ k, a = b + k → P (ofNat k))
    (neg : ∀ k, b = a + .succ k → P (negSucc k)) : P (subNatNat a b) := by
  cases Nat.le_total b a with
  | inl h =>
    cases Nat.exists_eq_add_of_le h with
    | intro k e => rw [e, subNatNat_add_right]; exact pos k e
  | inr h =>
    cases Nat.exists_eq_add_of_le h with
    | intro k e =>
      cases k with
      | zero => have e : b = a := e; rw [e, subNatNat_self]; exact pos 0 e.symm
      | succ k => rw [e, subNatNat_add_left]; exact neg k e

theorem exists_difference (z : Int) : ∃ a b, z = subNatNat a b := by
  cases z with
  | ofNat n => exact ⟨n, 0, (subNatNat_zero n).symm⟩
  | negSucc n => exact ⟨0, .succ n, rfl⟩

theorem ofNat_add_ofNat (m n : Nat) : ofNat m + ofNat n = ofNat (m + n) := rfl
theorem ofNat_add_negSucc (m n : Nat) : ofNat m + negSucc n = subNatNat m (.succ n) := rfl
theorem negSucc_add_ofNat (m n : Nat) : negSucc m + ofNat n = subNatNat n (.succ m) := rfl
theorem negSucc_add_negSucc (m n : Nat) : negSucc m + negSucc n = negSucc (.succ (m + n)) := rfl
theorem ofNat_mul_ofNat (m n : Nat) : ofNat m * ofNat n = ofNat (m * n) := rfl
theorem ofNat_mul_negSucc (m n : Nat) : ofNat m * negSucc n = subNatNat 0 (m * .succ n) := (subNatNat_zero_left _).symm
theorem negSucc_mul_ofNat (m n : Nat) : negSucc m * ofNat n = subNatNat 0 (.succ m * n) := (subNatNat_zero_left _).symm
theorem negSucc_mul_negSucc (m n : Nat) : negSucc m * negSucc n = ofNat (.succ m * .succ n) := rfl

theorem add_subNatNat (a b c d : Nat) : subNatNat a b + subNatNat c d = subNatNat (a + c) (b + d) := by
  refine subNatNat_cases (P := fun x => x + subNatNat c d = subNatNat (a + c) (b + d)) a b (fun i hi => ?_) (fun i hi => ?_)
  · refine subNatNat_cases (P := fun x => ofNat i + x = subNatNat (a + c) (b + d)) c d (fun j hj => ?_) (fun j hj => ?_)
    · rw [ofNat_add_ofNat, ← subNatNat_zero]
      exact subNatNat_congr (by rw [hi, hj]; simp [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm, Nat.add_zero, Nat.zero_add])
    · rw [ofNat_add_negSucc]
      exact subNatNat_congr (by rw [hi, hj]; simp [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm])
  · refine subNatNat_cases (P := fun x => negSucc i + x = subNatNat (a + c) (b + d)) c d (fun j hj => ?_) (fun j hj => ?_)
    · rw [negSucc_add_ofNat]
      exact subNatNat_congr (by rw [hi, hj]; simp [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm])
    · rw [negSucc_add_negSucc, ← subNatNat_zero_succ]
      exact subNatNat_congr (by
        rw [hi, hj]; simp only [Nat.add_succ, Nat.succ_add, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm, Nat.zero_add, Nat.add_zero])
theorem neg_subNatNat (a b : Nat) : -subNatNat a b = subNatNat b a := by
  refine subNatNat_cases (P := fun x => -x = subNatNat b a) a b (fun i hi => ?_) (fun i hi => ?_)
  · show negOfNat i = _
    rw [← subNatNat_zero_left]
    exact subNatNat_congr (by rw [hi, Nat.zero_add])
  · show ofNat (.succ i) = _
    rw [hi, subNatNat_add_right]
theorem sub_subNatNat (a b c d : Nat) : subNatNat a b - subNatNat c d = subNatNat (a + d) (b + c) := by
  show subNatNat a b + -subNatNat c d = _
  rw [neg_subNatNat, add_subNatNat]
theorem mul_subNatNat (a b c d : Nat) : subNatNat a b * subNatNat c d = subNatNat (a * c + b * d) (a * d + b * c) := by
  refine subNatNat_cases (P := fun x => x * subNatNat c d = subNatNat (a * c + b * d) (a * d + b * c)) a b
    (fun i hi => ?_) (fun i hi => ?_)
  · refine subNatNat_cases (P := fun x => ofNat i * x = subNatNat (a * c + b * d) (a * d + b * c)) c d
      (fun j hj => ?_) (fun j hj => ?_)
    · rw [ofNat_mul_ofNat, ← subNatNat_zero]
      exact subNatNat_congr (by
        rw [hi, hj]; simp only [Nat.mul_add, Nat.add_mul, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm, Nat.add_zero, Nat.zero_add])
    · rw [ofNat_mul_negSucc]
      exact subNatNat_congr (by
        rw [hi, hj]; simp only [Nat.mul_add, Nat.add_mul, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm, Nat.add_zero, Nat.zero_add])
  · refine subNatNat_cases (P := fun x => negSucc i * x = subNatNat (a * c + b * d) (a * d + b * c)) c d
      (fun j hj => ?_) (fun j hj => ?_)
    · rw [negSucc_mul_ofNat]
      exact subNatNat_congr (by
        rw [hi, hj]; simp only [Nat.mul_add, Nat.add_mul, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm, Nat.add_zero, Nat.zero_add])
    · rw [negSucc_mul_negSucc, ← subNatNat_zero]
      exact subNatNat_congr (by
        rw [hi, hj]; simp only [Nat.mul_add, Nat.add_mul, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm, Nat.add_zero, Nat.zero_add])

-- The ring.
protected theorem add_comm (x y : Int) : x + y = y + x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  rw [add_subNatNat, add_subNatNat, Nat.add_comm a, Nat.add_comm b]
protected theorem add_assoc (x y z : Int) : x + y + z = x + (y + z) := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  obtain ⟨e, f, rfl⟩ := exists_difference z
  simp only [add_subNatNat, Nat.add_assoc]
protected theorem zero_add (x : Int) : 0 + x = x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  show subNatNat 0 0 + _ = _
  rw [add_subNatNat, Nat.zero_add, Nat.zero_add]
protected theorem add_zero (x : Int) : x + 0 = x := by rw [Int.add_comm, Int.zero_add]
protected theorem add_left_comm (x y z : Int) : x + (y + z) = y + (x + z) := by
  rw [← Int.add_assoc, Int.add_comm x y, Int.add_assoc]
protected theorem add_right_comm (x y z : Int) : x + y + z = x + z + y := by
  rw [Int.add_assoc, Int.add_comm y z, ← Int.add_assoc]
protected theorem add_left_neg (x : Int) : -x + x = 0 := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  rw [neg_subNatNat, add_subNatNat, Nat.add_comm b a, subNatNat_self]
protected theorem add_right_neg (x : Int) : x + -x = 0 := by rw [Int.add_comm, Int.add_left_neg]
protected theorem sub_eq_add_neg {x y : Int} : x - y = x + -y := rfl
protected theorem neg_neg (x : Int) : - -x = x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  rw [neg_subNatNat, neg_subNatNat]
protected theorem neg_add {x y : Int} : -(x + y) = -x + -y := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  simp only [add_subNatNat, neg_subNatNat]
protected theorem mul_comm (x y : Int) : x * y = y * x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  rw [mul_subNatNat, mul_subNatNat, Nat.mul_comm a, Nat.mul_comm b, Nat.mul_comm a, Nat.mul_comm b, Nat.add_comm (d * a)]
protected theorem mul_assoc (x y z : Int) : x * y * z = x * (y * z) := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  obtain ⟨e, f, rfl⟩ := exists_difference z
  simp only [mul_subNatNat, Nat.mul_add, Nat.add_mul, Nat.mul_assoc, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
protected theorem mul_add (x y z : Int) : x * (y + z) = x * y + x * z := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  obtain ⟨e, f, rfl⟩ := exists_difference z
  simp only [mul_subNatNat, add_subNatNat, Nat.mul_add, Nat.add_mul, Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
protected theorem add_mul (x y z : Int) : (x + y) * z = x * z + y * z := by
  rw [Int.mul_comm, Int.mul_add, Int.mul_comm z x, Int.mul_comm z y]
protected theorem one_mul (x : Int) : 1 * x = x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  show subNatNat 1 0 * _ = _
  rw [mul_subNatNat, Nat.one_mul, Nat.one_mul, Nat.zero_mul, Nat.zero_mul, Nat.add_zero, Nat.add_zero]
protected theorem mul_one (x : Int) : x * 1 = x := by rw [Int.mul_comm, Int.one_mul]
protected theorem zero_mul (x : Int) : 0 * x = 0 := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  show subNatNat 0 0 * _ = _
  rw [mul_subNatNat]; simp only [Nat.zero_mul, Nat.add_zero]; rfl
protected theorem mul_zero (x : Int) : x * 0 = 0 := by rw [Int.mul_comm, Int.zero_mul]
protected theorem neg_mul (x y : Int) : -x * y = -(x * y) := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  rw [neg_subNatNat, mul_subNatNat, mul_subNatNat, neg_subNatNat, Nat.add_comm (b * c), Nat.add_comm (b * d)]
protected theorem mul_neg (x y : Int) : x * -y = -(x * y) := by rw [Int.mul_comm, Int.neg_mul, Int.mul_comm]
protected theorem mul_left_comm (x y z : Int) : x * (y * z) = y * (x * z) := by
  rw [← Int.mul_assoc, Int.mul_comm x y, Int.mul_assoc]
protected theorem add_left_cancel {x y z : Int} (h : x + y = x + z) : y = z := by
  rw [← Int.zero_add y, ← Int.zero_add z, ← Int.add_left_neg x, Int.add_assoc, Int.add_assoc, h]
protected theorem add_right_cancel {x y z : Int} (h : x + y = z + y) : x = z := by
  rw [Int.add_comm x, Int.add_comm z] at h; exact Int.add_left_cancel h
protected theorem sub_self (x : Int) : x - x = 0 := Int.add_right_neg x
protected theorem sub_add_cancel (x y : Int) : x - y + y = x := by
  rw [Int.sub_eq_add_neg, Int.add_assoc, Int.add_left_neg, Int.add_zero]
protected theorem add_sub_cancel (x y : Int) : x + y - y = x := by
  rw [Int.sub_eq_add_neg, Int.add_assoc, Int.add_right_neg, Int.add_zero]

-- The order.
theorem nonneg_subNatNat {a b : Nat} : NonNeg (subNatNat a b) ↔ b ≤ a := by
  constructor
  · refine subNatNat_cases (P := fun x => NonNeg x → b ≤ a) a b (fun i hi _ => hi ▸ Nat.le_add_right b i) (fun i hi h => (not_nonNeg_negSucc h).elim)
  · intro h
    cases Nat.exists_eq_add_of_le h with
    | intro k e => rw [e, subNatNat_add_right]; exact NonNeg.mk k
theorem le_subNatNat {a b c d : Nat} : subNatNat a b ≤ subNatNat c d ↔ a + d ≤ c + b := by
  show NonNeg (subNatNat c d - subNatNat a b) ↔ _
  rw [sub_subNatNat]
  exact Nat.add_comm a d ▸ nonneg_subNatNat
protected theorem le_refl (x : Int) : x ≤ x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  exact le_subNatNat.2 (Nat.le_refl _)
protected theorem le_of_eq {x y : Int} (h : x = y) : x ≤ y := h ▸ Int.le_refl x
protected theorem le_trans {x y z : Int} : x ≤ y → y ≤ z → x ≤ z := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  obtain ⟨e, f, rfl⟩ := exists_difference z
  intro h k
  have h := Nat.add_le_add (le_subNatNat.1 h) (le_subNatNat.1 k)
  refine le_subNatNat.2 (Nat.le_of_add_le_add_left (k := c + d) ?_)
  rw [show a + d + (c + f) = c + d + (a + f) by simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm],
      show c + b + (e + d) = c + d + (e + b) by simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]] at h
  exact h
protected theorem le_total (x y : Int) : x ≤ y ∨ y ≤ x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  cases Nat.le_total (a + d) (c + b) with
  | inl h => exact Or.inl (le_subNatNat.2 h)
  | inr h => exact Or.inr (le_subNatNat.2 h)
protected theorem add_le_add_left {x y : Int} : x ≤ y → (z : Int) → z + x ≤ z + y := by
  intro h z
  show NonNeg (z + y - (z + x))
  have e : z + y - (z + x) = y - x := by
    rw [Int.sub_eq_add_neg, Int.neg_add, Int.sub_eq_add_neg, Int.add_left_comm, ← Int.add_assoc, ← Int.add_assoc, Int.add_left_neg,
      Int.zero_add]
  rw [e]; exact h
protected theorem add_le_add_right {x y : Int} (h : x ≤ y) (z : Int) : x + z ≤ y + z := by
  rw [Int.add_comm x z, Int.add_comm y z]; exact Int.add_le_add_left h z
protected theorem add_le_add {a b c d : Int} (h : a ≤ b) (k : c ≤ d) : a + c ≤ b + d :=
  Int.le_trans (Int.add_le_add_right h c) (Int.add_le_add_left k b)
protected theorem le_of_add_le_add_left {x y z : Int} (h : x + y ≤ x + z) : y ≤ z := by
  have h := Int.add_le_add_left h (-x)
  rw [← Int.add_assoc, ← Int.add_assoc, Int.add_left_neg, Int.zero_add, Int.zero_add] at h
  exact h
theorem ofNat_nonneg (n : Nat) : 0 ≤ ofNat n := by
  show NonNeg (ofNat n + -0)
  exact NonNeg.mk n
theorem lt_subNatNat {a b c d : Nat} : subNatNat a b < subNatNat c d ↔ a + d < c + b := by
  show subNatNat a b + subNatNat 1 0 ≤ _ ↔ a + d + 1 ≤ _
  rw [add_subNatNat]
  exact Nat.add_right_comm a d 1 ▸ le_subNatNat
protected theorem not_le {x y : Int} : ¬ x ≤ y ↔ y < x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  exact (not_congr le_subNatNat).trans (Nat.not_le.trans lt_subNatNat.symm)
protected theorem not_lt {x y : Int} : ¬ x < y ↔ y ≤ x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  exact (not_congr lt_subNatNat).trans (Nat.not_lt.trans le_subNatNat.symm)
protected theorem lt_iff_add_one_le {x y : Int} : x < y ↔ x + 1 ≤ y := Iff.rfl
protected theorem lt_irrefl (x : Int) : ¬ x < x := Int.not_lt.2 (Int.le_refl x)
protected theorem lt_or_ge (x y : Int) : x < y ∨ y ≤ x := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  cases Nat.lt_or_ge (a + d) (c + b) with
  | inl h => exact Or.inl (lt_subNatNat.2 h)
  | inr h => exact Or.inr (le_subNatNat.2 h)
protected theorem le_antisymm {x y : Int} : x ≤ y → y ≤ x → x = y := by
  obtain ⟨a, b, rfl⟩ := exists_difference x
  obtain ⟨c, d, rfl⟩ := exists_difference y
  intro h k
  exact subNatNat_congr (Nat.le_antisymm (le_subNatNat.1 h) (le_subNatNat.1 k))
protected theorem lt_or_gt_of_ne {x y : Int} (h : x ≠ y) : x < y ∨ y < x := by
  cases Int.lt_or_ge x y with
  | inl k => exact Or.inl k
  | inr k =>
    cases Int.lt_or_ge y x with
    | inl l => exact Or.inr l
    | inr l => exact absurd (Int.le_antisymm l k) h
protected theorem le_of_lt {x y : Int} (h : x < y) : x ≤ y := by
  cases Int.le_total x y with
  | inl k => exact k
  | inr k => exact absurd h (Int.not_lt.2 k)
protected theorem lt_of_lt_of_le {x y z : Int} (h : x < y) (k : y ≤ z) : x < z := Int.le_trans (x := x + 1) h k
protected theorem lt_of_le_of_lt {x y z : Int} (h : x ≤ y) (k : y < z) : x < z :=
  Int.le_trans (Int.add_le_add_right h 1) k
protected theorem lt_trans {x y z : Int} (h : x < y) (k : y < z) : x < z := Int.lt_of_lt_of_le h (Int.le_of_lt k)
protected theorem ne_of_lt {x y : Int} (h : x < y) : x ≠ y := fun e => Int.lt_irrefl y (e ▸ h)
theorem eq_ofNat_of_zero_le {x : Int} (h : 0 ≤ x) : ∃ n : Nat, x = ofNat n := by
  cases x with
  | ofNat n => exact ⟨n, rfl⟩
  | negSucc n =>
    have h : NonNeg (negSucc n + 0) := h
    rw [Int.add_zero] at h
    exact (not_nonNeg_negSucc h).elim
protected theorem mul_nonneg {x y : Int} (h : 0 ≤ x) (k : 0 ≤ y) : 0 ≤ x * y := by
  obtain ⟨m, rfl⟩ := eq_ofNat_of_zero_le h
  obtain ⟨n, rfl⟩ := eq_ofNat_of_zero_le k
  exact ofNat_nonneg (m * n)
protected theorem sub_nonneg {x y : Int} : 0 ≤ x - y ↔ y ≤ x := by
  show NonNeg (x - y + 0) ↔ NonNeg (x - y)
  rw [Int.add_zero]
protected theorem mul_sub (x y z : Int) : x * (y - z) = x * y - x * z := by
  rw [Int.sub_eq_add_neg, Int.mul_add, Int.mul_neg, Int.sub_eq_add_neg]
protected theorem sub_mul (x y z : Int) : (x - y) * z = x * z - y * z := by
  rw [Int.sub_eq_add_neg, Int.add_mul, Int.neg_mul, Int.sub_eq_add_neg]
protected theorem mul_le_mul_of_nonneg_left {x y z : Int} (h : x ≤ y) (k : 0 ≤ z) : z * x ≤ z * y :=
  Int.sub_nonneg.1 (Int.mul_sub z y x ▸ Int.mul_nonneg k (Int.sub_nonneg.2 h))
protected theorem mul_le_mul_of_nonneg_right {x y z : Int} (h : x ≤ y) (k : 0 ≤ z) : x * z ≤ y * z := by
  rw [Int.mul_comm x, Int.mul_comm y]; exact Int.mul_le_mul_of_nonneg_left h k
end Int
