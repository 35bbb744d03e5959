import Spec.Arithmetic
import Spec.Certificate

theorem unique {m q r q' r' : Int} (e : m * q + r = m * q' + r') (h : 0 ≤ r) (k : r + 1 ≤ m) (h' : 0 ≤ r')
    (k' : r' + 1 ≤ m) : r = r' := by
  have l := Spec.mul_le_up_ll m (q + 1) q' (by omega)
  have g := Spec.mul_le_up_ll m (q' + 1) q (by omega)
  simp only [Int.mul_add, Int.mul_one] at l g
  cases Int.lt_or_ge q q' with
  | inl c => have := l c; omega
  | inr c =>
    cases Int.lt_or_ge q' q with
    | inl d => have := g d; omega
    | inr d =>
      have s : q = q' := Int.le_antisymm d c
      rw [s] at e
      omega

theorem mod_of {a m : Int} (p : 1 ≤ m) :
    a = m * Int.fdiv a m + Spec.mod a m ∧ 0 ≤ Spec.mod a m ∧ Spec.mod a m + 1 ≤ m := by
  unfold Spec.mod
  rw [Spec.ite_neg _ _ _ (by omega)]
  exact Spec.div_const a m p

theorem mod_is {a m q r : Int} (e : a = m * q + r) (h : 0 ≤ r) (k : r + 1 ≤ m) : Spec.mod a m = r := by
  have ⟨d, l, g⟩ := mod_of (a := a) (m := m) (by omega)
  exact unique (d.symm.trans e) l g h k

theorem goal
    (m : Int)
    (a : Int)
    (b : Int)
    (c : Int)
    (the_divisor_is_not_zero'1 : 1 ≤ m → ¬(m = 0))  -- the divisor is not zero, in the clause of line 12
    (precondition_in_line_12_m'2 : 1 ≤ m ∧ Spec.mod a m = Spec.mod b m)  -- precondition in line 12: m > 0 and a % m == b % m
    (the_divisor_is_not_zero'3 : ¬(m = 0))  -- the divisor is not zero, in the clause of line 13
    : Spec.mod (a * c) m = Spec.mod (b * c) m := by
  have ⟨da, _, _⟩ := mod_of (a := a) (m := m) (by omega)
  have ⟨db, _, _⟩ := mod_of (a := b) (m := m) (by omega)
  have ⟨dc, l, g⟩ := mod_of (a := b * c) (m := m) (by omega)
  refine mod_is (q := (Int.fdiv a m - Int.fdiv b m) * c + Int.fdiv (b * c) m) ?_ l g
  have same : Spec.mod a m = Spec.mod b m := precondition_in_line_12_m'2.2
  have e : a = m * (Int.fdiv a m - Int.fdiv b m) + b := by
    rw [Int.mul_sub]
    omega
  have f : a * c = m * (Int.fdiv a m - Int.fdiv b m) * c + b * c := by rw [← Int.add_mul, ← e]
  rw [Int.mul_add, ← Int.mul_assoc]
  omega
