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
    (precondition_in_line_6_m'1 : 1 ≤ m)  -- precondition in line 6: m > 0
    (the_divisor_is_not_zero'2 : ¬(m = 0))  -- the divisor is not zero, in the clause of line 7
    : Spec.mod (a * b) m = Spec.mod (Spec.mod a m * Spec.mod b m) m := by
  have ⟨da, _, _⟩ := mod_of (a := a) (m := m) (by assumption)
  have ⟨db, _, _⟩ := mod_of (a := b) (m := m) (by assumption)
  have ⟨dc, l, g⟩ := mod_of (a := Spec.mod a m * Spec.mod b m) (m := m) (by assumption)
  refine mod_is (q := Int.fdiv a m * b + Spec.mod a m * Int.fdiv b m + Int.fdiv (Spec.mod a m * Spec.mod b m) m) ?_ l g
  have e : a * b = m * Int.fdiv a m * b + Spec.mod a m * b := by rw [← Int.add_mul, ← da]
  have f : Spec.mod a m * b = Spec.mod a m * (m * Int.fdiv b m) + Spec.mod a m * Spec.mod b m := by rw [← Int.mul_add, ← db]
  rw [e, f]
  rw [Int.mul_add, Int.mul_add, ← Int.mul_assoc m, Int.mul_left_comm (Spec.mod a m) m]
  omega
