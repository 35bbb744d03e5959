prelude
import Init.Logic
/-! Operations of natural numbers and integers. The kernel computes those of natural numbers fast, keyed on their names, so the
definitions here must say the same as its arithmetic. -/
set_option linter.all false
universe u v w

theorem Nat.add_zero (n : Nat) : n + 0 = n := rfl
theorem Nat.add_succ (n m : Nat) : n + succ m = succ (n + m) := rfl
theorem Nat.mul_zero (n : Nat) : n * 0 = 0 := rfl
theorem Nat.mul_succ (n m : Nat) : n * succ m = n * m + n := rfl

/-- How often `y` goes into `x`, at most `fuel` times. -/
def Nat.divFuel (y : Nat) : (fuel x : Nat) → Nat
  | .zero, _ => 0
  | .succ fuel, x => if 0 < y ∧ y ≤ x then Nat.divFuel y fuel (x - y) + 1 else 0
/-- What is left of `x` when `y` is taken away as often as it goes, at most `fuel` times. -/
def Nat.modFuel (y : Nat) : (fuel x : Nat) → Nat
  | .zero, x => x
  | .succ fuel, x => if 0 < y ∧ y ≤ x then Nat.modFuel y fuel (x - y) else x
@[extern "lean_nat_div"] protected def Nat.div (x y : Nat) : Nat := Nat.divFuel y x x
@[extern "lean_nat_mod"] protected def Nat.mod (x y : Nat) : Nat := Nat.modFuel y x x
instance Nat.instDiv : Div Nat := ⟨Nat.div⟩
instance Nat.instMod : Mod Nat := ⟨Nat.mod⟩
instance Nat.instDvd : Dvd Nat := ⟨fun a b => ∃ c, b = a * c⟩

/-- Euclid's algorithm, at most `fuel` steps. -/
def Nat.gcdFuel : (fuel m n : Nat) → Nat
  | .zero, _, n => n
  | .succ fuel, m, n => if m = 0 then n else Nat.gcdFuel fuel (n % m) m
@[extern "lean_nat_gcd"] def Nat.gcd (m n : Nat) : Nat := Nat.gcdFuel m m n
def Nat.log2Fuel : (fuel n : Nat) → Nat
  | .zero, _ => 0
  | .succ fuel, n => if 2 ≤ n then Nat.log2Fuel fuel (n / 2) + 1 else 0
@[extern "lean_nat_log2"] def Nat.log2 (n : Nat) : Nat := Nat.log2Fuel n n
/-- Bit by bit, the lowest `fuel` bits. -/
def Nat.bitwiseFuel (f : Bool → Bool → Bool) : (fuel m n : Nat) → Nat
  | .zero, _, _ => 0
  | .succ fuel, m, n =>
    2 * Nat.bitwiseFuel f fuel (m / 2) (n / 2) + cond (f (Nat.beq (m % 2) 1) (Nat.beq (n % 2) 1)) 1 0
@[extern "lean_nat_land"] def Nat.land (m n : Nat) : Nat := Nat.bitwiseFuel and (m + n) m n
@[extern "lean_nat_lor"] def Nat.lor (m n : Nat) : Nat := Nat.bitwiseFuel or (m + n) m n
@[extern "lean_nat_lxor"] def Nat.xor (m n : Nat) : Nat := Nat.bitwiseFuel (fun a b => cond a (not b) b) (m + n) m n
@[extern "lean_nat_shiftl"] def Nat.shiftLeft (m n : Nat) : Nat := m * 2 ^ n
@[extern "lean_nat_shiftr"] def Nat.shiftRight (m n : Nat) : Nat := m / 2 ^ n
instance instMinNat : Min Nat := ⟨fun a b => if a ≤ b then a else b⟩
instance Nat.instMax : Max Nat := ⟨fun a b => if a ≤ b then b else a⟩

-- `Lean.reduceBool` and `Lean.reduceNat` are not declared: the kernel runs compiled code for these names.

set_option genCtorIdx false in
inductive Int : Type where
  | ofNat : Nat → Int
  | negSucc : Nat → Int
attribute [extern "lean_nat_to_int"] Int.ofNat
attribute [extern "lean_int_neg_succ_of_nat"] Int.negSucc

class NatCast (R : Type u) where
  natCast : Nat → R
class IntCast (R : Type u) where
  intCast : Int → R
@[coe, reducible, match_pattern] protected def Nat.cast {R : Type u} [NatCast R] : Nat → R := NatCast.natCast
@[coe, reducible, match_pattern] protected def Int.cast {R : Type u} [IntCast R] : Int → R := IntCast.intCast
instance instNatCastInt : NatCast Int := ⟨Int.ofNat⟩
instance instNatCastNat : NatCast Nat := ⟨id⟩
instance instIntCastInt : IntCast Int := ⟨id⟩
@[default_instance 100] instance instOfNat {n : Nat} : OfNat Int n := ⟨Int.ofNat n⟩

namespace Int
instance instInhabited : Inhabited Int := ⟨ofNat 0⟩
def negOfNat : Nat → Int
  | .zero => ofNat 0
  | .succ m => negSucc m
@[extern "lean_int_neg"] protected def neg : Int → Int
  | ofNat n => negOfNat n
  | negSucc n => ofNat (.succ n)
def subNatNat (m n : Nat) : Int :=
  match n - m with
  | .zero => ofNat (m - n)
  | .succ k => negSucc k
@[extern "lean_int_add"] protected def add : Int → Int → Int
  | ofNat m, ofNat n => ofNat (m + n)
  | ofNat m, negSucc n => subNatNat m (.succ n)
  | negSucc m, ofNat n => subNatNat n (.succ m)
  | negSucc m, negSucc n => negSucc (.succ (m + n))
@[extern "lean_int_mul"] protected def mul : Int → Int → Int
  | ofNat m, ofNat n => ofNat (m * n)
  | ofNat m, negSucc n => negOfNat (m * .succ n)
  | negSucc m, ofNat n => negOfNat (.succ m * n)
  | negSucc m, negSucc n => ofNat (.succ m * .succ n)
instance instNegInt : Neg Int := ⟨Int.neg⟩
instance instAdd : Add Int := ⟨Int.add⟩
instance instMul : Mul Int := ⟨Int.mul⟩
@[extern "lean_int_sub"] protected def sub (m n : Int) : Int := m + -n
instance instSub : Sub Int := ⟨Int.sub⟩
inductive NonNeg : Int → Prop where
  | mk (n : Nat) : NonNeg (ofNat n)
protected def le (a b : Int) : Prop := NonNeg (b - a)
instance instLEInt : LE Int := ⟨Int.le⟩
protected def lt (a b : Int) : Prop := (a + 1) ≤ b
instance instLTInt : LT Int := ⟨Int.lt⟩

@[extern "lean_nat_abs"] def natAbs : Int → Nat
  | ofNat n => n
  | negSucc n => .succ n
theorem ofNat_ne_negSucc {m n : Nat} (h : ofNat m = negSucc n) : False :=
  Eq.subst (motive := fun x => @Int.rec (fun _ => Prop) (fun _ => True) (fun _ => False) x) h True.intro
theorem not_nonNeg_negSucc {n : Nat} (h : NonNeg (negSucc n)) : False :=
  @NonNeg.rec (fun x _ => @Int.rec (fun _ => Prop) (fun _ => True) (fun _ => False) x) (fun _ => True.intro) (negSucc n) h
theorem ofNat_inj' {m n : Nat} (h : ofNat m = ofNat n) : m = n := congrArg natAbs h
theorem negSucc_inj' {m n : Nat} (h : negSucc m = negSucc n) : m = n := congrArg (fun x => Nat.pred (natAbs x)) h
@[extern "lean_int_dec_eq"] protected def decEq : (a b : Int) → Decidable (a = b)
  | ofNat a, ofNat b => Decidable.ofBool (Nat.beq a b) (fun h => congrArg ofNat (Nat.eq_of_beq_eq_true h))
      (fun h => Nat.beq_eq_true_of_eq (ofNat_inj' h))
  | ofNat _, negSucc _ => isFalse fun h => ofNat_ne_negSucc h
  | negSucc _, ofNat _ => isFalse fun h => ofNat_ne_negSucc h.symm
  | negSucc a, negSucc b => Decidable.ofBool (Nat.beq a b) (fun h => congrArg negSucc (Nat.eq_of_beq_eq_true h))
      (fun h => Nat.beq_eq_true_of_eq (negSucc_inj' h))
instance instDecidableEq : DecidableEq Int := Int.decEq
noncomputable def decNonneg : (a : Int) → Decidable (NonNeg a)
  | ofNat n => isTrue (NonNeg.mk n)
  | negSucc _ => isFalse fun h => not_nonNeg_negSucc h
@[extern "lean_int_dec_le"] instance decLe (a b : Int) : Decidable (a ≤ b) := decNonneg (b - a)
@[extern "lean_int_dec_lt"] instance decLt (a b : Int) : Decidable (a < b) := decNonneg (b - (a + 1))
attribute [gen_constructor_elims] Int

def sign : Int → Int
  | ofNat .zero => 0
  | ofNat (.succ _) => 1
  | negSucc _ => negSucc 0
def toNat : Int → Nat
  | ofNat n => n
  | negSucc _ => 0
/-- The quotient with a remainder that is never negative. -/
@[extern "lean_int_ediv"] def ediv : Int → Int → Int
  | ofNat m, ofNat n => ofNat (m / n)
  | ofNat m, negSucc n => -ofNat (m / .succ n)
  | negSucc _, ofNat .zero => 0
  | negSucc m, ofNat (.succ n) => negSucc (m / .succ n)
  | negSucc m, negSucc n => ofNat (.succ (m / .succ n))
@[extern "lean_int_emod"] def emod : Int → Int → Int
  | ofNat m, n => ofNat (m % natAbs n)
  | negSucc m, n => subNatNat (natAbs n) (.succ (m % natAbs n))
/-- The quotient rounded down, Python's `//` where the divisor is not zero. -/
def fdiv : Int → Int → Int
  | .ofNat .zero, _ => ofNat 0
  | ofNat m, ofNat n => ofNat (m / n)
  | ofNat (.succ m), negSucc n => negSucc (m / .succ n)
  | negSucc _, ofNat .zero => ofNat 0
  | negSucc m, ofNat (.succ n) => negSucc (m / .succ n)
  | negSucc m, negSucc n => ofNat (.succ m / .succ n)
/-- The remainder with the sign of the divisor, Python's `%` where the divisor is not zero. -/
def fmod : Int → Int → Int
  | .ofNat .zero, _ => ofNat 0
  | ofNat m, ofNat n => ofNat (m % n)
  | ofNat (.succ m), negSucc n => subNatNat (m % .succ n) n
  | negSucc m, ofNat n => subNatNat n (.succ (m % n))
  | negSucc m, negSucc n => -ofNat (.succ m % .succ n)
/-- The quotient rounded towards zero, C's `/`. -/
@[extern "lean_int_div"] def tdiv : Int → Int → Int
  | ofNat m, ofNat n => ofNat (m / n)
  | ofNat m, negSucc n => -ofNat (m / .succ n)
  | negSucc m, ofNat n => -ofNat (.succ m / n)
  | negSucc m, negSucc n => ofNat (.succ m / .succ n)
@[extern "lean_int_mod"] def tmod : Int → Int → Int
  | ofNat m, ofNat n => ofNat (m % n)
  | ofNat m, negSucc n => ofNat (m % .succ n)
  | negSucc m, ofNat n => -ofNat (.succ m % n)
  | negSucc m, negSucc n => -ofNat (.succ m % .succ n)
instance instDiv : Div Int := ⟨ediv⟩
instance instMod : Mod Int := ⟨emod⟩
instance instDvd : Dvd Int := ⟨fun a b => ∃ c, b = a * c⟩
protected def pow (m : Int) : Nat → Int
  | .zero => 1
  | .succ n => Int.pow m n * m
instance instNatPow : NatPow Int := ⟨Int.pow⟩
instance instMin : Min Int := ⟨fun a b => if a ≤ b then a else b⟩
instance instMax : Max Int := ⟨fun a b => if a ≤ b then b else a⟩
end Int
