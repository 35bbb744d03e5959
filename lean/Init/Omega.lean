prelude
import Init.Int
import Init.List
import Init.Coe
/-! What the tactic `omega` builds its proofs from, under the names that the binary uses: linear combinations as lists of
coefficients, bounds, and the steps between them. Where a step divides, its result is compared with what it must satisfy, so
that the proofs need no theory of greatest common divisors. -/
set_option linter.all false
universe u


theorem le_of_le_of_eq {α : Type u} {a b c : α} [LE α] (h : a ≤ b) (k : b = c) : a ≤ c := k ▸ h
theorem Decidable.not_or_of_imp {a b : Prop} [Decidable a] (h : a → b) : ¬a ∨ b := (Classical.em a).elim (fun x => Or.inr (h x)) Or.inl
theorem Decidable.and_not_of_not_imp {a b : Prop} [Decidable a] (h : ¬(a → b)) : a ∧ ¬b := Classical.not_imp_iff_and_not.mp h
theorem Decidable.of_not_not {p : Prop} [Decidable p] (h : ¬¬p) : p := Classical.not_not.mp h

namespace Nat
theorem lt_of_not_le {a b : Nat} (h : ¬a ≤ b) : b < a := Nat.not_le.mp h
theorem le_of_not_lt {a b : Nat} (h : ¬a < b) : b ≤ a := Nat.not_lt.mp h
theorem lt_or_gt_of_ne {a b : Nat} (h : a ≠ b) : a < b ∨ b < a := by
  rcases Nat.lt_or_ge a b with x | x
  · exact Or.inl x
  · rcases Nat.lt_or_ge b a with y | y
    · exact Or.inr y
    · exact absurd (Nat.le_antisymm y x) h
theorem add_one_le_of_lt {a b : Nat} (h : a < b) : a + 1 ≤ b := h
theorem le_of_lt {a b : Nat} (h : a < b) : a ≤ b := Nat.le_trans (Nat.le_succ a) h

theorem divFuel_spec (y : Nat) (p : 0 < y) : ∀ (fuel x : Nat), x ≤ fuel → y * divFuel y fuel x + modFuel y fuel x = x ∧ modFuel y fuel x < y
  | 0, x, h => by
    have e : x = 0 := Nat.le_antisymm h (Nat.zero_le x)
    subst e
    exact ⟨rfl, p⟩
  | fuel + 1, x, h => by
    unfold divFuel modFuel
    by_cases c : 0 < y ∧ y ≤ x
    · rw [if_pos c, if_pos c]
      rcases Nat.exists_eq_add_of_le c.2 with ⟨k, e⟩
      have small : x - y ≤ fuel := by
        rw [e, Nat.add_sub_cancel_left]
        have h : k + 1 ≤ fuel + 1 := Nat.le_trans (by rw [e, Nat.add_comm y]; exact Nat.add_le_add_left c.1 k) h
        exact Nat.le_of_succ_le_succ h
      have ih := divFuel_spec y p fuel (x - y) small
      refine ⟨?_, ih.2⟩
      rw [Nat.mul_add, Nat.mul_one, Nat.add_right_comm, ih.1, e, Nat.add_sub_cancel_left, Nat.add_comm]
    · rw [if_neg c, if_neg c]
      refine ⟨?_, ?_⟩
      · rw [Nat.mul_zero, Nat.zero_add]
      · exact Nat.lt_of_not_le fun n => c ⟨p, n⟩
theorem div_add_mod (m n : Nat) : n * (m / n) + m % n = m := by
  rcases Nat.lt_or_ge 0 n with p | z
  · exact (divFuel_spec n p m m (Nat.le_refl m)).1
  · have e : n = 0 := Nat.le_antisymm z (Nat.zero_le n)
    subst e
    have r : ∀ fuel x : Nat, modFuel 0 fuel x = x := by
      intro fuel x
      cases fuel with
      | zero => rfl
      | succ fuel => unfold modFuel; exact if_neg fun h => Nat.lt_irrefl 0 h.1
    show 0 * (m / 0) + modFuel 0 m m = m
    rw [r, Nat.zero_mul, Nat.zero_add]
theorem mod_lt (x : Nat) {y : Nat} (h : y > 0) : x % y < y := (divFuel_spec y h x x (Nat.le_refl x)).2
end Nat

namespace Int
theorem add_one_le_of_lt {a b : Int} (h : a < b) : a + 1 ≤ b := h
theorem sub_nonneg_of_le {a b : Int} (h : b ≤ a) : 0 ≤ a - b := Int.sub_nonneg.mpr h
theorem sub_eq_zero_of_eq {a b : Int} (h : a = b) : a - b = 0 := by rw [h, Int.sub_self]
theorem lt_of_not_ge {a b : Int} (h : ¬a ≥ b) : a < b := Int.not_le.mp h
theorem natCast_add (a b : Nat) : ((a + b : Nat) : Int) = (a : Int) + (b : Int) := rfl
theorem natCast_mul (a b : Nat) : ((a * b : Nat) : Int) = (a : Int) * (b : Int) := rfl
theorem natCast_succ (n : Nat) : ((Nat.succ n : Nat) : Int) = (n : Int) + 1 := rfl
theorem natCast_ofNat (n : Nat) : ((OfNat.ofNat n : Nat) : Int) = OfNat.ofNat n := rfl
theorem natCast_ediv (a b : Nat) : ((a / b : Nat) : Int) = (a : Int) / (b : Int) := rfl
theorem natCast_emod (a b : Nat) : ((a % b : Nat) : Int) = (a : Int) % (b : Int) := rfl
theorem natCast_nonneg (n : Nat) : (0 : Int) ≤ (n : Int) := Int.ofNat_nonneg n
theorem max_def (a b : Int) : max a b = if a ≤ b then b else a := rfl
theorem min_def (a b : Int) : min a b = if a ≤ b then a else b := rfl
theorem min_le_left (a b : Int) : min a b ≤ a := by
  rw [min_def]; split
  · exact Int.le_refl a
  · rename_i h; exact Int.le_of_lt (Int.not_le.mp h)
theorem min_le_right (a b : Int) : min a b ≤ b := by
  rw [min_def]; split
  · assumption
  · exact Int.le_refl b
theorem le_max_left (a b : Int) : a ≤ max a b := by
  rw [max_def]; split
  · assumption
  · exact Int.le_refl a
theorem le_max_right (a b : Int) : b ≤ max a b := by
  rw [max_def]; split
  · exact Int.le_refl b
  · rename_i h; exact Int.le_of_lt (Int.not_le.mp h)
end Int

namespace Lean.Omega
namespace Int
theorem neg_le_neg {a b : Int} (h : a ≤ b) : -b ≤ -a := by
  have h := Int.add_le_add_left h (-a + -b)
  rw [Int.add_right_comm, Int.add_left_neg, Int.zero_add, Int.add_assoc, Int.add_left_neg, Int.add_zero] at h
  exact h
theorem mul_le_mul_of_nonpos_left' {a b k : Int} (h : a ≤ b) (n : k ≤ 0) : k * b ≤ k * a := by
  have h := Int.mul_le_mul_of_nonneg_left h (neg_le_neg n)
  rw [Int.neg_mul, Int.neg_mul] at h
  have h := neg_le_neg h
  rw [Int.neg_neg, Int.neg_neg] at h
  exact h
theorem le_sub_one_of_lt' {a b : Int} (h : a < b) : a ≤ b - 1 := by
  have h : a + 1 ≤ b := h
  have h := Int.add_le_add_right h (-1)
  rw [Int.add_assoc, show (1 : Int) + -1 = 0 from rfl, Int.add_zero, ← Int.sub_eq_add_neg] at h
  exact h
theorem max_le' {a b t : Int} (h : a ≤ t) (k : b ≤ t) : max a b ≤ t := by
  show (if a ≤ b then b else a) ≤ t
  split <;> assumption
theorem le_min' {a b t : Int} (h : t ≤ a) (k : t ≤ b) : t ≤ min a b := by
  show t ≤ (if a ≤ b then a else b)
  split <;> assumption
theorem add_congr {a b c d : Int} (h : a = b) (k : c = d) : a + c = b + d := by rw [h, k]
theorem sub_congr {a b c d : Int} (h : a = b) (k : c = d) : a - c = b - d := by rw [h, k]
theorem mul_congr {a b c d : Int} (h : a = b) (k : c = d) : a * c = b * d := by rw [h, k]
theorem neg_congr {a b : Int} (h : a = b) : -a = -b := by rw [h]
theorem lt_of_not_le {a b : Int} (h : ¬a ≤ b) : b < a := Int.not_le.mp h
theorem le_of_not_lt {a b : Int} (h : ¬a < b) : b ≤ a := Int.not_lt.mp h
theorem lt_of_not_ge {a b : Int} (h : ¬a ≥ b) : a < b := Int.not_le.mp h
theorem le_of_not_le {a b : Int} (h : ¬a ≤ b) : b ≤ a := Int.le_of_lt (Int.not_le.mp h)
theorem lt_of_gt {a b : Int} (h : a > b) : b < a := h
theorem le_of_ge {a b : Int} (h : a ≥ b) : b ≤ a := h
theorem ofNat_le_of_le {a b : Nat} (h : a ≤ b) : (a : Int) ≤ (b : Int) := by
  rcases Nat.exists_eq_add_of_le h with ⟨k, e⟩
  subst e
  have h := Int.add_le_add_left (Int.ofNat_nonneg k) (a : Int)
  rw [Int.add_zero] at h
  exact h
theorem ofNat_lt_of_lt {a b : Nat} (h : a < b) : (a : Int) < (b : Int) := ofNat_le_of_le h
theorem emod_ofNat_nonneg {x : Nat} {y : Int} : 0 ≤ (x : Int) % y := Int.ofNat_nonneg (x % Int.natAbs y)
theorem ofNat_mul_nonneg {a b : Nat} : (0 : Int) ≤ (a : Int) * (b : Int) := Int.ofNat_nonneg (a * b)
theorem ofNat_natAbs (a : Int) : ((Int.natAbs a : Nat) : Int) = if 0 ≤ a then a else -a := by
  cases a with
  | ofNat n => exact (if_pos (Int.ofNat_nonneg n)).symm
  | negSucc n => rfl
theorem ofNat_sub_dichotomy {a b : Nat} : b ≤ a ∧ ((a - b : Nat) : Int) = (a : Int) - (b : Int) ∨ a < b ∧ ((a - b : Nat) : Int) = 0 := by
  rcases Nat.lt_or_ge a b with h | h
  · exact Or.inr ⟨h, congrArg _ (Nat.sub_eq_zero_of_le (Nat.le_of_lt h))⟩
  · rcases Nat.exists_eq_add_of_le h with ⟨k, e⟩
    refine Or.inl ⟨h, ?_⟩
    subst e
    rw [Nat.add_sub_cancel_left]
    show (k : Int) = ((b : Int) + (k : Int)) - (b : Int)
    rw [Int.add_comm, Int.sub_eq_add_neg, Int.add_assoc, Int.add_right_neg, Int.add_zero]
theorem ofNat_congr {a b : Nat} (h : a = b) : (a : Int) = (b : Int) := congrArg _ h
end Int
namespace Nat
theorem lt_of_gt {a b : Nat} (h : a > b) : b < a := h
theorem le_of_ge {a b : Nat} (h : a ≥ b) : b ≤ a := h
end Nat
theorem ite_disjunction {α : Type u} {P : Prop} [Decidable P] {a b : α} : (P ∧ (if P then a else b) = a) ∨ (¬P ∧ (if P then a else b) = b) :=
  if h : P then Or.inl ⟨h, if_pos h⟩ else Or.inr ⟨h, if_neg h⟩
theorem and_not_not_of_not_or {p q : Prop} (h : ¬(p ∨ q)) : ¬p ∧ ¬q := not_or.mp h
theorem Decidable.or_not_not_of_not_and {p q : Prop} [Decidable p] [Decidable q] (h : ¬(p ∧ q)) : ¬p ∨ ¬q :=
  Classical.not_and_iff_or_not_not.mp h
theorem Decidable.and_or_not_and_not_of_iff {p q : Prop} [Decidable q] (h : p ↔ q) : (p ∧ q) ∨ (¬p ∧ ¬q) :=
  (Classical.em p).elim (fun x => Or.inl ⟨x, h.mp x⟩) (fun x => Or.inr ⟨x, fun y => x (h.mpr y)⟩)
theorem Decidable.and_not_or_not_and_of_not_iff {p q : Prop} [Decidable p] [Decidable q] (h : ¬(p ↔ q)) : (p ∧ ¬q) ∨ (¬p ∧ q) :=
  (Classical.em p).elim (fun x => Or.inl ⟨x, fun y => h ⟨fun _ => y, fun _ => x⟩⟩)
    (fun x => Or.inr ⟨x, Classical.byContradiction fun y => h ⟨fun a => absurd a x, fun b => absurd b y⟩⟩)

@[reducible] def IntList : Type := List Int
namespace IntList
def get : IntList → Nat → Int
  | [], _ => 0
  | x :: _, 0 => x
  | _ :: xs, n + 1 => get xs n
def set : IntList → Nat → Int → IntList
  | [], 0, y => [y]
  | [], n + 1, y => 0 :: set [] n y
  | _ :: xs, 0, y => y :: xs
  | x :: xs, n + 1, y => x :: set xs n y
def smul (xs : IntList) (i : Int) : IntList := xs.map fun x => i * x
def neg (xs : IntList) : IntList := xs.map fun x => -x
def sdiv (xs : IntList) (g : Nat) : IntList := xs.map fun x => x / (g : Int)
def combo (a : Int) : IntList → Int → IntList → IntList
  | [], b, ys => ys.map fun y => b * y
  | x :: xs, _, [] => (x :: xs).map fun x => a * x
  | x :: xs, b, y :: ys => (a * x + b * y) :: combo a xs b ys
def add : IntList → IntList → IntList
  | [], ys => ys
  | x :: xs, [] => x :: xs
  | x :: xs, y :: ys => (x + y) :: add xs ys
def sub : IntList → IntList → IntList
  | [], ys => neg ys
  | x :: xs, [] => x :: xs
  | x :: xs, y :: ys => (x - y) :: sub xs ys
def dot : IntList → IntList → Int
  | [], _ => 0
  | _ :: _, [] => 0
  | x :: xs, y :: ys => x * y + dot xs ys
def leading : IntList → Int
  | [] => 0
  | x :: xs => if x = 0 then leading xs else x
def gcd (xs : IntList) : Nat := xs.foldr (fun x g => Nat.gcd (Int.natAbs x) g) 0
/-- Whether no coefficient is there but zero. -/
def isZeroB (xs : IntList) : Bool := xs.all fun x => decide (x = 0)
end IntList

@[reducible] def Coeffs : Type := IntList
namespace Coeffs
@[reducible] def ofList (xs : List Int) : Coeffs := xs
@[reducible] def toList (xs : Coeffs) : List Int := xs
@[reducible] def get (xs : Coeffs) (i : Nat) : Int := IntList.get xs i
@[reducible] def set (xs : Coeffs) (i : Nat) (y : Int) : Coeffs := IntList.set xs i y
@[reducible] def length (xs : Coeffs) : Nat := List.length xs
@[reducible] def dot (xs ys : Coeffs) : Int := IntList.dot xs ys
@[reducible] def smul (xs : Coeffs) (i : Int) : Coeffs := IntList.smul xs i
@[reducible] def neg (xs : Coeffs) : Coeffs := IntList.neg xs
@[reducible] def sdiv (xs : Coeffs) (g : Nat) : Coeffs := IntList.sdiv xs g
@[reducible] def combo (a : Int) (xs : Coeffs) (b : Int) (ys : Coeffs) : Coeffs := IntList.combo a xs b ys
@[reducible] def add (xs ys : Coeffs) : Coeffs := IntList.add xs ys
@[reducible] def sub (xs ys : Coeffs) : Coeffs := IntList.sub xs ys
@[reducible] def leading (xs : Coeffs) : Int := IntList.leading xs
@[reducible] def gcd (xs : Coeffs) : Nat := IntList.gcd xs
def isZero (xs : Coeffs) : Prop := IntList.isZeroB xs = true
instance (xs : Coeffs) : Decidable (isZero xs) := inferInstance (α := Decidable (IntList.isZeroB xs = true))
end Coeffs

theorem dot_nil_right : ∀ (x : IntList), IntList.dot x [] = 0
  | [] => rfl
  | _ :: _ => rfl
theorem dot_smul : ∀ (x v : IntList) (a : Int), IntList.dot (IntList.smul x a) v = a * IntList.dot x v
  | [], _, a => (Int.mul_zero a).symm
  | _ :: _, [], a => (Int.mul_zero a).symm
  | x :: xs, y :: ys, a => by
    show a * x * y + IntList.dot (IntList.smul xs a) ys = a * (x * y + IntList.dot xs ys)
    rw [dot_smul xs ys a, Int.mul_add, Int.mul_assoc]
theorem dot_neg : ∀ (x v : IntList), IntList.dot (IntList.neg x) v = -IntList.dot x v
  | [], _ => rfl
  | _ :: _, [] => rfl
  | x :: xs, y :: ys => by
    show -x * y + IntList.dot (IntList.neg xs) ys = -(x * y + IntList.dot xs ys)
    rw [dot_neg xs ys, Int.neg_add, Int.neg_mul]
theorem dot_combo : ∀ (x y v : IntList) (a b : Int), IntList.dot (IntList.combo a x b y) v = a * IntList.dot x v + b * IntList.dot y v
  | [], y, v, a, b => by
    show IntList.dot (IntList.smul y b) v = a * 0 + b * IntList.dot y v
    rw [dot_smul, Int.mul_zero, Int.zero_add]
  | x :: xs, [], v, a, b => by
    show IntList.dot (IntList.smul (x :: xs) a) v = a * IntList.dot (x :: xs) v + b * 0
    rw [dot_smul, Int.mul_zero, Int.add_zero]
  | x :: xs, y :: ys, [], a, b => by
    rw [dot_nil_right, dot_nil_right, dot_nil_right, Int.mul_zero, Int.mul_zero]; rfl
  | x :: xs, y :: ys, v :: vs, a, b => by
    show (a * x + b * y) * v + IntList.dot (IntList.combo a xs b ys) vs = a * (x * v + IntList.dot xs vs) + b * (y * v + IntList.dot ys vs)
    rw [dot_combo xs ys vs a b, Int.add_mul, Int.mul_add, Int.mul_add, Int.mul_assoc, Int.mul_assoc]
    rw [Int.add_assoc, Int.add_assoc, Int.add_left_comm (b * (y * v))]
theorem dot_add : ∀ (x y v : IntList), IntList.dot (IntList.add x y) v = IntList.dot x v + IntList.dot y v
  | [], y, v => (Int.zero_add _).symm
  | x :: xs, [], v => (Int.add_zero _).symm
  | x :: xs, y :: ys, [] => rfl
  | x :: xs, y :: ys, v :: vs => by
    show (x + y) * v + IntList.dot (IntList.add xs ys) vs = (x * v + IntList.dot xs vs) + (y * v + IntList.dot ys vs)
    rw [dot_add xs ys vs, Int.add_mul, Int.add_assoc, Int.add_assoc, Int.add_left_comm (y * v)]
theorem dot_sub : ∀ (x y v : IntList), IntList.dot (IntList.sub x y) v = IntList.dot x v - IntList.dot y v
  | [], y, v => by
    show IntList.dot (IntList.neg y) v = 0 - IntList.dot y v
    rw [dot_neg, Int.sub_eq_add_neg, Int.zero_add]
  | x :: xs, [], v => by
    show IntList.dot (x :: xs) v = IntList.dot (x :: xs) v - 0
    rw [Int.sub_eq_add_neg]; exact (Int.add_zero _).symm
  | x :: xs, y :: ys, [] => rfl
  | x :: xs, y :: ys, v :: vs => by
    show (x - y) * v + IntList.dot (IntList.sub xs ys) vs = (x * v + IntList.dot xs vs) - (y * v + IntList.dot ys vs)
    rw [dot_sub xs ys vs, Int.sub_mul]
    simp only [Int.sub_eq_add_neg, Int.neg_add]
    rw [Int.add_assoc, Int.add_assoc, Int.add_left_comm (-(y * v))]
theorem dot_isZero : ∀ (x v : IntList), IntList.isZeroB x = true → IntList.dot x v = 0
  | [], _, _ => rfl
  | _ :: _, [], _ => rfl
  | x :: xs, y :: ys, h => by
    have h : and (decide (x = 0)) (IntList.isZeroB xs) = true := h
    rw [Bool.and_eq_true] at h
    have hx : x = 0 := of_decide_eq_true h.1
    show x * y + IntList.dot xs ys = 0
    rw [hx, Int.zero_mul, dot_isZero xs ys h.2]; rfl
theorem dot_unit : ∀ (i : Nat) (v : IntList), IntList.dot (IntList.set [] i 1) v = IntList.get v i
  | 0, [] => rfl
  | 0, v :: vs => by
    show 1 * v + 0 = v
    rw [Int.one_mul, Int.add_zero]
  | _ + 1, [] => rfl
  | i + 1, v :: vs => by
    show 0 * v + IntList.dot (IntList.set [] i 1) vs = IntList.get vs i
    rw [Int.zero_mul, Int.zero_add, dot_unit i vs]

structure LinearCombo where
  const : Int
  coeffs : Coeffs
namespace LinearCombo
def eval (l : LinearCombo) (v : Coeffs) : Int := l.const + Coeffs.dot l.coeffs v
def coordinate (i : Nat) : LinearCombo := ⟨0, Coeffs.set [] i 1⟩
def add (a b : LinearCombo) : LinearCombo := ⟨a.const + b.const, Coeffs.add a.coeffs b.coeffs⟩
def sub (a b : LinearCombo) : LinearCombo := ⟨a.const - b.const, Coeffs.sub a.coeffs b.coeffs⟩
def neg (a : LinearCombo) : LinearCombo := ⟨-a.const, Coeffs.neg a.coeffs⟩
def smul (a : LinearCombo) (i : Int) : LinearCombo := ⟨i * a.const, Coeffs.smul a.coeffs i⟩
def mul (a b : LinearCombo) : LinearCombo :=
  let d := Coeffs.sub (Coeffs.add (Coeffs.smul a.coeffs b.const) (Coeffs.smul b.coeffs a.const)) []
  ⟨a.const * b.const, d⟩
instance : Add LinearCombo := ⟨add⟩
instance : Sub LinearCombo := ⟨sub⟩
instance : Neg LinearCombo := ⟨neg⟩
instance : HMul Int LinearCombo LinearCombo := ⟨fun i a => smul a i⟩
theorem coordinate_eval (i : Nat) (v : Coeffs) : (coordinate i).eval v = Coeffs.get v i := by
  show 0 + IntList.dot (IntList.set [] i 1) v = IntList.get v i
  rw [Int.zero_add, dot_unit]
theorem coordinate_eval_0 {a0 : Int} {t : List Int} : (coordinate 0).eval (a0 :: t) = a0 := coordinate_eval 0 _
theorem coordinate_eval_1 {a0 a1 : Int} {t : List Int} : (coordinate 1).eval (a0 :: a1 :: t) = a1 := coordinate_eval 1 _
theorem coordinate_eval_2 {a0 a1 a2 : Int} {t : List Int} : (coordinate 2).eval (a0 :: a1 :: a2 :: t) = a2 := coordinate_eval 2 _
theorem coordinate_eval_3 {a0 a1 a2 a3 : Int} {t : List Int} : (coordinate 3).eval (a0 :: a1 :: a2 :: a3 :: t) = a3 := coordinate_eval 3 _
theorem coordinate_eval_4 {a0 a1 a2 a3 a4 : Int} {t : List Int} : (coordinate 4).eval (a0 :: a1 :: a2 :: a3 :: a4 :: t) = a4 :=
  coordinate_eval 4 _
theorem coordinate_eval_5 {a0 a1 a2 a3 a4 a5 : Int} {t : List Int} :
    (coordinate 5).eval (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: t) = a5 := coordinate_eval 5 _
theorem coordinate_eval_6 {a0 a1 a2 a3 a4 a5 a6 : Int} {t : List Int} :
    (coordinate 6).eval (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: t) = a6 := coordinate_eval 6 _
theorem coordinate_eval_7 {a0 a1 a2 a3 a4 a5 a6 a7 : Int} {t : List Int} :
    (coordinate 7).eval (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: a7 :: t) = a7 := coordinate_eval 7 _
theorem coordinate_eval_8 {a0 a1 a2 a3 a4 a5 a6 a7 a8 : Int} {t : List Int} :
    (coordinate 8).eval (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: a7 :: a8 :: t) = a8 := coordinate_eval 8 _
theorem coordinate_eval_9 {a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 : Int} {t : List Int} :
    (coordinate 9).eval (a0 :: a1 :: a2 :: a3 :: a4 :: a5 :: a6 :: a7 :: a8 :: a9 :: t) = a9 := coordinate_eval 9 _
theorem add_eval (a b : LinearCombo) (v : Coeffs) : (a + b).eval v = a.eval v + b.eval v := by
  show a.const + b.const + IntList.dot (IntList.add a.coeffs b.coeffs) v = (a.const + IntList.dot a.coeffs v) + (b.const + IntList.dot b.coeffs v)
  rw [dot_add, Int.add_assoc, Int.add_assoc, Int.add_left_comm b.const]
theorem neg_eval (a : LinearCombo) (v : Coeffs) : (-a).eval v = -a.eval v := by
  show -a.const + IntList.dot (IntList.neg a.coeffs) v = -(a.const + IntList.dot a.coeffs v)
  rw [dot_neg, Int.neg_add]
theorem sub_eval (a b : LinearCombo) (v : Coeffs) : (a - b).eval v = a.eval v - b.eval v := by
  show a.const - b.const + IntList.dot (IntList.sub a.coeffs b.coeffs) v = (a.const + IntList.dot a.coeffs v) - (b.const + IntList.dot b.coeffs v)
  rw [dot_sub]
  simp only [Int.sub_eq_add_neg, Int.neg_add]
  rw [Int.add_assoc, Int.add_assoc, Int.add_left_comm (-b.const)]
theorem smul_eval (a : LinearCombo) (i : Int) (v : Coeffs) : (i * a).eval v = i * a.eval v := by
  show i * a.const + IntList.dot (IntList.smul a.coeffs i) v = i * (a.const + IntList.dot a.coeffs v)
  rw [dot_smul, Int.mul_add]
theorem mul_eval (a b : LinearCombo) (v : Coeffs) (h : a.coeffs.isZero ∨ b.coeffs.isZero) : (mul a b).eval v = a.eval v * b.eval v := by
  show a.const * b.const + IntList.dot (IntList.sub (IntList.add (IntList.smul a.coeffs b.const) (IntList.smul b.coeffs a.const)) []) v =
    (a.const + IntList.dot a.coeffs v) * (b.const + IntList.dot b.coeffs v)
  rw [dot_sub, dot_add, dot_smul, dot_smul, Int.mul_add, Int.add_mul, Int.add_mul]
  show a.const * b.const + (b.const * IntList.dot a.coeffs v + a.const * IntList.dot b.coeffs v - 0) =
    a.const * b.const + IntList.dot a.coeffs v * b.const + (a.const * IntList.dot b.coeffs v + IntList.dot a.coeffs v * IntList.dot b.coeffs v)
  have zero : IntList.dot a.coeffs v * IntList.dot b.coeffs v = 0 := by
    rcases h with h | h
    · rw [dot_isZero _ _ h, Int.zero_mul]
    · rw [dot_isZero _ _ h, Int.mul_zero]
  rw [zero, Int.sub_eq_add_neg]
  show a.const * b.const + (b.const * IntList.dot a.coeffs v + a.const * IntList.dot b.coeffs v + 0) = _
  rw [Int.add_zero, Int.add_zero, Int.mul_comm b.const, Int.add_assoc]
end LinearCombo

@[reducible] def LowerBound : Type := Option Int
@[reducible] def UpperBound : Type := Option Int
structure Constraint where
  lowerBound : LowerBound
  upperBound : UpperBound
/-- Every bound that is there is kept. -/
structure Constraint.sat (c : Constraint) (t : Int) : Prop where
  lower : ∀ l, c.lowerBound = some l → l ≤ t
  upper : ∀ u, c.upperBound = some u → t ≤ u
def Constraint.sat' (c : Constraint) (x v : Coeffs) : Prop := c.sat (Coeffs.dot x v)

namespace Constraint
def trivial : Constraint := ⟨none, none⟩
def impossible : Constraint := ⟨some 1, some 0⟩
def exact (r : Int) : Constraint := ⟨some r, some r⟩
def isImpossible : Constraint → Bool
  | ⟨some l, some u⟩ => decide (u < l)
  | ⟨some _, none⟩ => false
  | ⟨none, _⟩ => false
def above : Option Int → Int → Bool
  | none, _ => true
  | some l, t => decide (l ≤ t)
def below : Option Int → Int → Bool
  | none, _ => true
  | some u, t => decide (t ≤ u)
def satB (c : Constraint) (t : Int) : Bool := and (above c.lowerBound t) (below c.upperBound t)
def neg : Constraint → Constraint
  | ⟨l, u⟩ => ⟨u.map fun x => -x, l.map fun x => -x⟩
/-- Of two bounds the stronger. -/
def strongest (f : Int → Int → Int) : Option Int → Option Int → Option Int
  | none, b => b
  | some a, none => some a
  | some a, some b => some (f a b)
def combine (c d : Constraint) : Constraint := ⟨strongest max c.lowerBound d.lowerBound, strongest min c.upperBound d.upperBound⟩
def scale (k : Int) (c : Constraint) : Constraint :=
  if k = 0 then ⟨some 0, some 0⟩
  else if 0 < k then ⟨c.lowerBound.map fun x => k * x, c.upperBound.map fun x => k * x⟩
  else ⟨c.upperBound.map fun x => k * x, c.lowerBound.map fun x => k * x⟩
def sum : Option Int → Option Int → Option Int
  | some a, some b => some (a + b)
  | some _, none => none
  | none, _ => none
def add (c d : Constraint) : Constraint := ⟨sum c.lowerBound d.lowerBound, sum c.upperBound d.upperBound⟩
def combo (a : Int) (c : Constraint) (b : Int) (d : Constraint) : Constraint := add (scale a c) (scale b d)
/-- Bounds of `t` from bounds of `g * t`; each is kept only if it was computed right. -/
def div (c : Constraint) (g : Nat) : Constraint :=
  ⟨match c.lowerBound with
    | none => none
    | some l => let r := -(-l / (g : Int)); if (g : Int) * (r - 1) < l then some r else none,
   match c.upperBound with
    | none => none
    | some u => let r := u / (g : Int); if u < (g : Int) * (r + 1) then some r else none⟩

theorem sat_trivial (t : Int) : trivial.sat t := ⟨fun _ h => (nomatch h), fun _ h => (nomatch h)⟩
theorem not_sat'_of_isImpossible {c : Constraint} (h : isImpossible c = true) {x v : Coeffs} : ¬c.sat' x v := by
  intro s
  rcases c with ⟨l, u⟩
  cases l with
  | none => exact Bool.noConfusion h
  | some l => cases u with
    | none => exact Bool.noConfusion h
    | some u => exact Int.not_lt.mpr (Int.le_trans (s.lower l rfl) (s.upper u rfl)) (of_decide_eq_true h)
theorem sat_of_satB {c : Constraint} {t : Int} (h : satB c t = true) : c.sat t := by
  rcases c with ⟨l, u⟩
  have h : and (above l t) (below u t) = true := h
  rw [Bool.and_eq_true] at h
  constructor
  · intro a e
    subst e
    exact of_decide_eq_true h.1
  · intro a e
    subst e
    exact of_decide_eq_true h.2
theorem satB_of_sat {c : Constraint} {t : Int} (s : c.sat t) : satB c t = true := by
  rcases c with ⟨l, u⟩
  show and (above l t) (below u t) = true
  rw [Bool.and_eq_true]
  constructor
  · cases l with
    | none => rfl
    | some l => exact decide_eq_true (s.lower l rfl)
  · cases u with
    | none => rfl
    | some u => exact decide_eq_true (s.upper u rfl)
theorem map_eq_some {f : Int → Int} {o : Option Int} {y : Int} (h : o.map f = some y) : ∃ x, o = some x ∧ f x = y := by
  cases o with
  | none => exact nomatch h
  | some x => exact ⟨x, rfl, Option.some.inj h⟩
theorem neg_sat {c : Constraint} {t : Int} (s : c.sat t) : (neg c).sat (-t) := by
  rcases c with ⟨l, u⟩
  constructor
  · intro a h
    rcases map_eq_some h with ⟨x, e, f⟩
    subst f
    exact Int.neg_le_neg (s.upper x e)
  · intro a h
    rcases map_eq_some h with ⟨x, e, f⟩
    subst f
    exact Int.neg_le_neg (s.lower x e)
theorem scale_sat {c : Constraint} {t : Int} (k : Int) (s : c.sat t) : (scale k c).sat (k * t) := by
  unfold scale
  by_cases z : k = 0
  · rw [if_pos z, z, Int.zero_mul]
    exact ⟨fun l h => Int.le_of_eq (Option.some.inj h).symm, fun u h => Int.le_of_eq (Option.some.inj h)⟩
  · rw [if_neg z]
    by_cases p : 0 < k
    · rw [if_pos p]
      constructor
      · intro a h
        rcases map_eq_some h with ⟨x, e, f⟩
        subst f
        exact Int.mul_le_mul_of_nonneg_left (s.lower x e) (Int.le_of_lt p)
      · intro a h
        rcases map_eq_some h with ⟨x, e, f⟩
        subst f
        exact Int.mul_le_mul_of_nonneg_left (s.upper x e) (Int.le_of_lt p)
    · rw [if_neg p]
      have n : k ≤ 0 := Int.not_lt.mp p
      constructor
      · intro a h
        rcases map_eq_some h with ⟨x, e, f⟩
        subst f
        exact Int.mul_le_mul_of_nonpos_left' (s.upper x e) n
      · intro a h
        rcases map_eq_some h with ⟨x, e, f⟩
        subst f
        exact Int.mul_le_mul_of_nonpos_left' (s.lower x e) n
theorem sum_eq_some {a b : Option Int} {y : Int} (h : sum a b = some y) : ∃ x z, a = some x ∧ b = some z ∧ x + z = y := by
  cases a with
  | none => exact nomatch h
  | some x => cases b with
    | none => exact nomatch h
    | some z => exact ⟨x, z, rfl, rfl, Option.some.inj h⟩
theorem add_sat {c d : Constraint} {t u : Int} (s : c.sat t) (r : d.sat u) : (add c d).sat (t + u) := by
  constructor
  · intro a h
    rcases sum_eq_some h with ⟨x, z, e, f, g⟩
    subst g
    exact Int.add_le_add (s.lower x e) (r.lower z f)
  · intro a h
    rcases sum_eq_some h with ⟨x, z, e, f, g⟩
    subst g
    exact Int.add_le_add (s.upper x e) (r.upper z f)
theorem strongest_cases {f : Int → Int → Int} {a b : Option Int} {y : Int} (h : strongest f a b = some y) :
    a = some y ∨ b = some y ∨ ∃ x z, a = some x ∧ b = some z ∧ f x z = y := by
  cases a with
  | none => exact Or.inr (Or.inl h)
  | some x => cases b with
    | none => exact Or.inl h
    | some z => exact Or.inr (Or.inr ⟨x, z, rfl, rfl, Option.some.inj h⟩)
theorem combine_sat' {c d : Constraint} {x v : Coeffs} (s : c.sat' x v) (r : d.sat' x v) : (combine c d).sat' x v := by
  constructor
  · intro a h
    rcases strongest_cases h with h | h | ⟨x, z, e, f, g⟩
    · exact s.lower a h
    · exact r.lower a h
    · subst g
      exact Int.max_le' (s.lower x e) (r.lower z f)
  · intro a h
    rcases strongest_cases h with h | h | ⟨x, z, e, f, g⟩
    · exact s.upper a h
    · exact r.upper a h
    · subst g
      exact Int.le_min' (s.upper x e) (r.upper z f)
theorem div_sat {c : Constraint} {g : Nat} {t : Int} (s : c.sat ((g : Int) * t)) : (div c g).sat t := by
  have nonneg : (0 : Int) ≤ (g : Int) := Int.ofNat_nonneg g
  rcases c with ⟨l, u⟩
  constructor
  · intro a h
    cases l with
    | none => exact nomatch h
    | some l =>
      have h : (if (g : Int) * (-(-l / (g : Int)) - 1) < l then some (-(-l / (g : Int))) else none) = some a := h
      by_cases c : (g : Int) * (-(-l / (g : Int)) - 1) < l
      · rw [if_pos c] at h
        have h := Option.some.inj h
        subst h
        rcases Int.lt_or_ge t (-(-l / (g : Int))) with small | big
        · have below : t ≤ -(-l / (g : Int)) - 1 := Int.le_sub_one_of_lt' small
          exact absurd (Int.lt_of_le_of_lt (Int.mul_le_mul_of_nonneg_left below nonneg) c) (Int.not_lt.mpr (s.lower l rfl))
        · exact big
      · rw [if_neg c] at h
        exact nomatch h
  · intro a h
    cases u with
    | none => exact nomatch h
    | some u =>
      have h : (if u < (g : Int) * (u / (g : Int) + 1) then some (u / (g : Int)) else none) = some a := h
      by_cases c : u < (g : Int) * (u / (g : Int) + 1)
      · rw [if_pos c] at h
        have h := Option.some.inj h
        subst h
        rcases Int.lt_or_ge (u / (g : Int)) t with big | small
        · have above : u / (g : Int) + 1 ≤ t := big
          exact absurd (Int.lt_of_lt_of_le c (Int.mul_le_mul_of_nonneg_left above nonneg)) (Int.not_lt.mpr (s.upper u rfl))
        · exact small
      · rw [if_neg c] at h
        exact nomatch h
end Constraint
open Constraint in
theorem combo_sat' (c d : Constraint) (a : Int) (x : Coeffs) (b : Int) (y v : Coeffs) (s : c.sat' x v) (r : d.sat' y v) :
    (combo a c b d).sat' (Coeffs.combo a x b y) v := by
  show (add (scale a c) (scale b d)).sat (IntList.dot (IntList.combo a x b y) v)
  rw [dot_combo]
  exact add_sat (scale_sat a s) (scale_sat b r)

/-- Whether two lists are the same. -/
def IntList.same : IntList → IntList → Bool
  | [], [] => true
  | x :: xs, y :: ys => and (decide (x = y)) (same xs ys)
  | [], _ :: _ => false
  | _ :: _, [] => false
theorem IntList.eq_of_same : ∀ {x y : IntList}, same x y = true → x = y
  | [], [], _ => rfl
  | x :: xs, y :: ys, h => by
    have h : and (decide (x = y)) (same xs ys) = true := h
    rw [Bool.and_eq_true] at h
    have e : x = y := of_decide_eq_true h.1
    rw [e, eq_of_same h.2]
  | [], _ :: _, h => Bool.noConfusion h
  | _ :: _, [], h => Bool.noConfusion h

def positive (s : Constraint) (x : Coeffs) : Constraint × Coeffs :=
  if 0 ≤ Coeffs.leading x then (s, x) else (s.neg, Coeffs.smul x (-1))
/-- Divided by the greatest common divisor of the coefficients. -/
def normal (s : Constraint) (x : Coeffs) : Constraint × Coeffs :=
  if Coeffs.gcd x = 0 then
    match IntList.isZeroB x, s.satB 0 with
    | true, true => (.trivial, x)
    | true, false => (.impossible, x)
    | false, _ => (s, x)
  else if Coeffs.gcd x = 1 then (s, x)
  else match IntList.same (IntList.smul (Coeffs.sdiv x (Coeffs.gcd x)) (Coeffs.gcd x : Int)) x with
    | true => (s.div (Coeffs.gcd x), Coeffs.sdiv x (Coeffs.gcd x))
    | false => (s, x)
def tidy (s : Constraint) (x : Coeffs) : Constraint × Coeffs := normal (positive s x).1 (positive s x).2
def tidyConstraint (s : Constraint) (x : Coeffs) : Constraint := (tidy s x).1
def tidyCoeffs (s : Constraint) (x : Coeffs) : Coeffs := (tidy s x).2
theorem positive_sat {s : Constraint} {x v : Coeffs} (h : s.sat' x v) : (positive s x).1.sat' (positive s x).2 v := by
  unfold positive
  by_cases c : 0 ≤ Coeffs.leading x
  · rw [if_pos c]; exact h
  · rw [if_neg c]
    show s.neg.sat (IntList.dot (IntList.smul x (-1)) v)
    rw [dot_smul, Int.neg_mul, Int.one_mul]
    exact Constraint.neg_sat h
theorem normal_sat {s : Constraint} {x v : Coeffs} (h : s.sat' x v) : (normal s x).1.sat' (normal s x).2 v := by
  unfold normal
  by_cases z : Coeffs.gcd x = 0
  · rw [if_pos z]
    cases e : IntList.isZeroB x with
    | false => exact h
    | true => cases f : s.satB 0 with
      | true => exact Constraint.sat_trivial _
      | false =>
        have h : s.sat (IntList.dot x v) := h
        rw [dot_isZero x v e] at h
        rw [Constraint.satB_of_sat h] at f
        exact Bool.noConfusion f
  · rw [if_neg z]
    by_cases o : Coeffs.gcd x = 1
    · rw [if_pos o]; exact h
    · rw [if_neg o]
      cases e : IntList.same (IntList.smul (Coeffs.sdiv x (Coeffs.gcd x)) (Coeffs.gcd x : Int)) x with
      | false => exact h
      | true =>
        have h : s.sat (IntList.dot x v) := h
        have d : IntList.dot x v = (Coeffs.gcd x : Int) * IntList.dot (Coeffs.sdiv x (Coeffs.gcd x)) v := by
          rw [← dot_smul, IntList.eq_of_same e]
        rw [d] at h
        exact Constraint.div_sat h
theorem tidy_sat {s : Constraint} {x v : Coeffs} (h : s.sat' x v) : (tidyConstraint s x).sat' (tidyCoeffs s x) v :=
  normal_sat (positive_sat h)

theorem Constraint.addInequality_sat {c : Int} {x v : Coeffs} (h : c + Coeffs.dot x v ≥ 0) : Constraint.sat' ⟨some (-c), none⟩ x v := by
  constructor
  · intro l e
    have e : -c = l := Option.some.inj e
    subst e
    have h : -c + 0 ≤ -c + (c + Coeffs.dot x v) := Int.add_le_add_left h (-c)
    rw [Int.add_zero, ← Int.add_assoc, Int.add_left_neg, Int.zero_add] at h
    exact h
  · intro _ e; exact nomatch e
theorem Constraint.addEquality_sat {c : Int} {x v : Coeffs} (h : c + Coeffs.dot x v = 0) : Constraint.sat' ⟨some (-c), some (-c)⟩ x v := by
  have e : Coeffs.dot x v = -c := by
    have h : -c + (c + Coeffs.dot x v) = -c + 0 := congrArg (fun y => -c + y) h
    rw [Int.add_zero, ← Int.add_assoc, Int.add_left_neg, Int.zero_add] at h
    exact h
  constructor
  · intro l f
    have f : -c = l := Option.some.inj f
    rw [← f, ← e]; exact Int.le_refl _
  · intro u f
    have f : -c = u := Option.some.inj f
    rw [← f, ← e]; exact Int.le_refl _
end Lean.Omega
