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
    (a : Int)
    (b : Int)
    (c : Int)
    (the_divisor_is_not_zero'1 : 1 ≤ a ∧ 1 ≤ b → ¬(a = 0))  -- the divisor is not zero, in the clause of line 18
    (the_divisor_is_not_zero'2 : 1 ≤ a ∧ 1 ≤ b ∧ Spec.mod b a = 0 → ¬(b = 0))  -- the divisor is not zero, in the clause of line 18
    (precondition_in_line_18_a'3 : 1 ≤ a ∧ 1 ≤ b ∧ Spec.mod b a = 0 ∧ Spec.mod c b = 0)  -- precondition in line 18: a > 0 and b > 0 and (b % a == 0) and (c % b == 0)
    (the_divisor_is_not_zero'4 : ¬(a = 0))  -- the divisor is not zero, in the clause of line 19
    : Spec.mod c a = 0 := by
  have ⟨pa, pb, ab, bc⟩ := precondition_in_line_18_a'3
  have ⟨db, _, _⟩ := mod_of (a := b) (m := a) pa
  have ⟨dc, _, _⟩ := mod_of (a := c) (m := b) pb
  have eb : b = a * Int.fdiv b a := by omega
  have ec : c = b * Int.fdiv c b := by omega
  refine mod_is (q := Int.fdiv b a * Int.fdiv c b) ?_ (by decide) (by omega)
  rw [← Int.mul_assoc, ← eb]
  omega
