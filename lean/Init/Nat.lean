prelude
import Init.Simp
/-! Natural numbers: the commutative semiring and its order. -/
set_option linter.all false

namespace Nat

theorem zero_add : (n : Nat) → 0 + n = n
  | 0 => rfl
  | succ n => congrArg succ (zero_add n)
theorem succ_add (n : Nat) : (m : Nat) → succ n + m = succ (n + m)
  | 0 => rfl
  | succ m => congrArg succ (succ_add n m)
protected theorem add_comm (n : Nat) : (m : Nat) → n + m = m + n
  | 0 => (zero_add n).symm
  | succ m => (congrArg succ (Nat.add_comm n m)).trans (succ_add m n).symm
protected theorem add_assoc (n m : Nat) : (k : Nat) → n + m + k = n + (m + k)
  | 0 => rfl
  | succ k => congrArg succ (Nat.add_assoc n m k)
protected theorem add_left_comm (n m k : Nat) : n + (m + k) = m + (n + k) := by
  rw [← Nat.add_assoc, Nat.add_comm n m, Nat.add_assoc]
protected theorem add_right_comm (n m k : Nat) : n + m + k = n + k + m := by
  rw [Nat.add_assoc, Nat.add_comm m k, ← Nat.add_assoc]

theorem succ.inj {n m : Nat} (h : succ n = succ m) : n = m := congrArg pred h
protected theorem add_left_cancel {n m k : Nat} (h : n + m = n + k) : m = k := by
  induction n with
  | zero => rw [Nat.zero_add, Nat.zero_add] at h; exact h
  | succ n ih => rw [Nat.succ_add, Nat.succ_add] at h; exact ih (Nat.succ.inj h)
protected theorem add_right_cancel {n m k : Nat} (h : n + m = k + m) : n = k :=
  Nat.add_left_cancel (n := m) (by rw [Nat.add_comm m n, Nat.add_comm m k]; exact h)
theorem zero_mul : (n : Nat) → 0 * n = 0
  | 0 => rfl
  | succ n => zero_mul n
theorem succ_mul (n m : Nat) : succ n * m = n * m + m := by
  induction m with
  | zero => rfl
  | succ m ih => rw [mul_succ, mul_succ, ih, add_succ, add_succ, Nat.add_right_comm]
protected theorem mul_comm (n m : Nat) : n * m = m * n := by
  induction m with
  | zero => rw [mul_zero, zero_mul]
  | succ m ih => rw [mul_succ, succ_mul, ih]
protected theorem mul_add (n m k : Nat) : n * (m + k) = n * m + n * k := by
  induction k with
  | zero => rfl
  | succ k ih => rw [add_succ, mul_succ, mul_succ, ih, Nat.add_assoc]
protected theorem add_mul (n m k : Nat) : (n + m) * k = n * k + m * k := by
  rw [Nat.mul_comm, Nat.mul_add, Nat.mul_comm k n, Nat.mul_comm k m]
protected theorem mul_assoc (n m k : Nat) : n * m * k = n * (m * k) := by
  induction k with
  | zero => rfl
  | succ k ih => rw [mul_succ, mul_succ, ih, Nat.mul_add]
protected theorem mul_left_comm (n m k : Nat) : n * (m * k) = m * (n * k) := by
  rw [← Nat.mul_assoc, Nat.mul_comm n m, Nat.mul_assoc]
protected theorem mul_one (n : Nat) : n * 1 = n := zero_add n
protected theorem one_mul (n : Nat) : 1 * n = n := by rw [Nat.mul_comm, Nat.mul_one]

protected theorem le_refl (n : Nat) : n ≤ n := Nat.le.refl
theorem le_succ (n : Nat) : n ≤ succ n := Nat.le.step Nat.le.refl
theorem le_add_right (n : Nat) : (k : Nat) → n ≤ n + k
  | 0 => Nat.le.refl
  | succ k => Nat.le.step (le_add_right n k)
theorem le_add_left (n k : Nat) : n ≤ k + n := Nat.add_comm n k ▸ le_add_right n k
theorem exists_eq_add_of_le {n m : Nat} (h : n ≤ m) : ∃ k, m = n + k := by
  induction h with
  | refl => exact ⟨0, rfl⟩
  | step _ ih => exact ih.elim fun k e => ⟨succ k, congrArg succ e⟩
protected theorem le_total (n m : Nat) : n ≤ m ∨ m ≤ n := by
  induction m with
  | zero => exact Or.inr (Nat.zero_le n)
  | succ m ih =>
    cases ih with
    | inl h => exact Or.inl (Nat.le.step h)
    | inr h =>
      cases exists_eq_add_of_le h with
      | intro k e =>
        cases k with
        | zero => exact Or.inl (by rw [e]; exact Nat.le.step Nat.le.refl)
        | succ k => exact Or.inr (by rw [e, Nat.add_succ]; exact succ_le_succ (le_add_right m k))
protected theorem add_le_add_left {n m : Nat} (h : n ≤ m) (k : Nat) : k + n ≤ k + m := by
  cases exists_eq_add_of_le h with
  | intro i e => rw [e, ← Nat.add_assoc]; exact le_add_right _ _
protected theorem add_le_add_right {n m : Nat} (h : n ≤ m) (k : Nat) : n + k ≤ m + k := by
  rw [Nat.add_comm n k, Nat.add_comm m k]; exact Nat.add_le_add_left h k
protected theorem add_le_add {a b c d : Nat} (h : a ≤ b) (k : c ≤ d) : a + c ≤ b + d :=
  Nat.le_trans (Nat.add_le_add_right h c) (Nat.add_le_add_left k b)
theorem not_succ_le_self (n : Nat) (h : succ n ≤ n) : False := by
  cases exists_eq_add_of_le h with
  | intro k e =>
    have e : n + 0 = n + succ k := e.trans ((succ_add n k).trans (add_succ n k).symm)
    exact Nat.noConfusion (Nat.add_left_cancel e)
protected theorem lt_irrefl (n : Nat) : ¬ n < n := not_succ_le_self n
protected theorem le_of_add_le_add_left {k n m : Nat} (h : k + n ≤ k + m) : n ≤ m := by
  cases exists_eq_add_of_le h with
  | intro i e => rw [Nat.add_assoc] at e; rw [Nat.add_left_cancel e]; exact le_add_right _ _
protected theorem le_of_add_le_add_right {k n m : Nat} (h : n + k ≤ m + k) : n ≤ m :=
  Nat.le_of_add_le_add_left (k := k) (by rw [Nat.add_comm k n, Nat.add_comm k m]; exact h)
protected theorem le_antisymm {n m : Nat} (h : n ≤ m) (k : m ≤ n) : n = m := by
  cases exists_eq_add_of_le h with
  | intro i e =>
    cases i with
    | zero => exact e.symm
    | succ i =>
      exact False.elim (not_succ_le_self n (Nat.le_trans (by rw [e, add_succ]; exact succ_le_succ (le_add_right n i)) k))
protected theorem not_le {n m : Nat} : ¬ n ≤ m ↔ m < n := by
  constructor
  · intro h
    cases Nat.le_total m n with
    | inl k =>
      cases exists_eq_add_of_le k with
      | intro i e =>
        cases i with
        | zero => exact absurd (by rw [e]; exact Nat.le.refl) h
        | succ i => rw [e, add_succ]; exact succ_le_succ (le_add_right m i)
    | inr k => exact absurd k h
  · intro h k
    exact not_succ_le_self m (Nat.le_trans h k)
protected theorem not_lt {n m : Nat} : ¬ n < m ↔ m ≤ n := by
  constructor
  · intro h
    cases Nat.le_total m n with
    | inl k => exact k
    | inr k =>
      cases exists_eq_add_of_le k with
      | intro i e =>
        cases i with
        | zero => have e : m = n := e; rw [e]; exact Nat.le.refl
        | succ i => exact absurd (by rw [e]; exact succ_le_succ (le_add_right n i)) h
  · intro h k
    exact not_succ_le_self n (Nat.le_trans k h)
protected theorem lt_or_ge (n m : Nat) : n < m ∨ m ≤ n := by
  cases Nat.le_total m n with
  | inl k => exact Or.inr k
  | inr k =>
    cases exists_eq_add_of_le k with
    | intro i e =>
      cases i with
      | zero => have e : m = n := e; rw [e]; exact Or.inr Nat.le.refl
      | succ i => rw [e]; exact Or.inl (succ_le_succ (le_add_right n i))
protected theorem lt_of_le_of_lt {a b c : Nat} (h : a ≤ b) (k : b < c) : a < c := Nat.le_trans (succ_le_succ h) k
protected theorem eq_zero_of_add_eq_zero_right {n m : Nat} (h : n + m = 0) : n = 0 := by
  cases n with
  | zero => rfl
  | succ n => rw [succ_add] at h; exact Nat.noConfusion h
protected theorem eq_zero_of_add_eq_zero_left {n m : Nat} (h : n + m = 0) : m = 0 :=
  Nat.eq_zero_of_add_eq_zero_right (n := m) (m := n) (Nat.add_comm m n ▸ h)
protected theorem eq_zero_of_mul_eq_zero {n m : Nat} (h : n * m = 0) : n = 0 ∨ m = 0 := by
  cases m with
  | zero => exact Or.inr rfl
  | succ m => exact Or.inl (Nat.eq_zero_of_add_eq_zero_left (n := n * m) h)
protected theorem lt_of_lt_of_le {a b c : Nat} (h : a < b) (k : b ≤ c) : a < c := Nat.le_trans h k
protected theorem mul_le_mul_left {n m : Nat} (k : Nat) (h : n ≤ m) : k * n ≤ k * m := by
  cases exists_eq_add_of_le h with
  | intro i e => rw [e, Nat.mul_add]; exact le_add_right _ _

theorem succ_sub_succ (n m : Nat) : succ n - succ m = n - m := by
  induction m with
  | zero => rfl
  | succ m ih => exact congrArg pred ih
protected theorem sub_self (n : Nat) : n - n = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => rw [succ_sub_succ, ih]
protected theorem add_sub_add_right (n k m : Nat) : n + k - (m + k) = n - m := by
  induction k with
  | zero => rfl
  | succ k ih => rw [add_succ, add_succ, succ_sub_succ, ih]
theorem zero_sub (n : Nat) : 0 - n = 0 := by
  induction n with
  | zero => rfl
  | succ n ih => exact congrArg pred ih
protected theorem sub_zero (n : Nat) : n - 0 = n := rfl
protected theorem add_sub_cancel (n m : Nat) : n + m - m = n := by
  have h := Nat.add_sub_add_right n m 0
  rw [Nat.zero_add] at h
  exact h
protected theorem add_sub_cancel_left (n m : Nat) : n + m - n = m := by rw [Nat.add_comm, Nat.add_sub_cancel]
protected theorem sub_eq_zero_of_le {n m : Nat} (h : n ≤ m) : n - m = 0 := by
  cases exists_eq_add_of_le h with
  | intro k e =>
    have := Nat.add_sub_add_right 0 n k
    rw [Nat.zero_add, Nat.zero_sub] at this
    rw [e, Nat.add_comm]; exact this
end Nat
