prelude
/-! Logic, the basic types and the classes behind notation, under the names that Lean's elaborator and kernel look for. -/

set_option linter.all false
set_option checkBinderAnnotations false
set_option bootstrap.inductiveCheckResultingUniverse false
universe u v w u₁ u₂ u₃

-- What the compiler erases to.
unsafe axiom lcErased : Type
unsafe axiom lcAny : Type
unsafe axiom lcVoid : Type
unsafe axiom lcProof {α : Prop} : α
unsafe axiom lcUnreachable {α : Sort u} : α

@[inline] def id {α : Sort u} (a : α) : α := a
@[inline] def Function.comp {α : Sort u} {β : Sort v} {δ : Sort w} (f : β → δ) (g : α → β) : α → δ := fun x => f (g x)
@[inline] def Function.const {α : Sort u} (β : Sort v) (a : α) : β → α := fun _ => a
@[reducible] def inferInstance {α : Sort u} [i : α] : α := i
@[reducible] def «inferInstanceAs» (α : Sort u) [i : α] : α := i
@[irreducible] def letFun {α : Sort u} {β : α → Sort v} (v : α) (f : (x : α) → β x) : β v := f v

@[reducible] def outParam (α : Sort u) : Sort u := α
@[reducible] def semiOutParam (α : Sort u) : Sort u := α
@[reducible] def optParam (α : Sort u) (default : α) : Sort u := α

set_option genCtorIdx false

inductive PUnit : Sort u where
  | unit : PUnit
@[reducible] def Unit : Type := PUnit
@[match_pattern] def Unit.unit : Unit := PUnit.unit

inductive True : Prop where
  | intro : True
inductive False : Prop
inductive Empty : Type
inductive PEmpty : Sort u

def Not (a : Prop) : Prop := a → False

@[macro_inline] def False.elim {C : Sort u} (h : False) : C := False.rec (fun _ => C) h
@[macro_inline] def absurd {a : Prop} {b : Sort v} (h₁ : a) (h₂ : Not a) : b := False.elim (h₂ h₁)

inductive Eq {α : Sort u} : α → α → Prop where
  | refl (a : α) : Eq a a

@[reducible] def Eq.ndrec {α : Sort u₂} {a : α} {motive : α → Sort u₁} (m : motive a) {b : α} (h : Eq a b) : motive b :=
  Eq.rec (motive := fun x _ => motive x) m h
@[match_pattern] def rfl {α : Sort u} {a : α} : Eq a a := Eq.refl a
theorem Eq.subst {α : Sort u} {motive : α → Prop} {a b : α} (h₁ : Eq a b) (h₂ : motive a) : motive b :=
  Eq.ndrec (motive := motive) h₂ h₁
theorem Eq.symm {α : Sort u} {a b : α} (h : Eq a b) : Eq b a := Eq.subst (motive := fun x => Eq x a) h (Eq.refl a)
theorem Eq.trans {α : Sort u} {a b c : α} (h₁ : Eq a b) (h₂ : Eq b c) : Eq a c := Eq.subst (motive := fun x => Eq a x) h₂ h₁
@[macro_inline] def cast {α β : Sort u} (h : Eq α β) (a : α) : β := Eq.ndrec (motive := fun x => x) a h
theorem congrArg {α : Sort u} {β : Sort v} {a₁ a₂ : α} (f : α → β) (h : Eq a₁ a₂) : Eq (f a₁) (f a₂) :=
  Eq.subst (motive := fun x => Eq (f a₁) (f x)) h (Eq.refl (f a₁))
theorem congr {α : Sort u} {β : Sort v} {f₁ f₂ : α → β} {a₁ a₂ : α} (h₁ : Eq f₁ f₂) (h₂ : Eq a₁ a₂) : Eq (f₁ a₁) (f₂ a₂) :=
  Eq.subst (motive := fun x : α → β => Eq (f₁ a₁) (x a₂)) h₁ (congrArg f₁ h₂)
theorem congrFun {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x} (h : Eq f g) (a : α) : Eq (f a) (g a) :=
  Eq.subst (motive := fun x : (x : α) → β x => Eq (f a) (x a)) h (Eq.refl (f a))

init_quot
axiom Quot.sound {α : Sort u} {r : α → α → Prop} {a b : α} : r a b → Eq (Quot.mk r a) (Quot.mk r b)

inductive HEq : {α : Sort u} → α → {β : Sort u} → β → Prop where
  | refl {α : Sort u} (a : α) : HEq a a
@[match_pattern] def HEq.rfl {α : Sort u} {a : α} : HEq a a := HEq.refl a
theorem eq_of_heq {α : Sort u} {a b : α} (h : HEq a b) : Eq a b :=
  (HEq.rec (motive := fun {β : Sort u} (b : β) (_ : HEq a b) => (e : Eq α β) → Eq (cast e a) b) (fun (e : Eq α α) => Eq.refl a) h)
    (Eq.refl α)
theorem heq_of_eq {α : Sort u} {a b : α} (h : Eq a b) : HEq a b := Eq.subst (motive := fun x => HEq a x) h (HEq.refl a)
theorem HEq.symm {α β : Sort u} {a : α} {b : β} (h : HEq a b) : HEq b a :=
  HEq.rec (motive := fun {β : Sort u} (b : β) (_ : HEq a b) => HEq b a) (HEq.refl a) h

structure Prod (α : Type u) (β : Type v) where
  mk ::
  fst : α
  snd : β
structure PProd (α : Sort u) (β : Sort v) where
  fst : α
  snd : β
structure MProd (α β : Type u) where
  fst : α
  snd : β
structure And (a b : Prop) : Prop where
  intro ::
  left : a
  right : b
inductive Or (a b : Prop) : Prop where
  | inl (h : a) : Or a b
  | inr (h : b) : Or a b
theorem Or.intro_left {a : Prop} (b : Prop) (h : a) : Or a b := Or.inl h
theorem Or.intro_right (a : Prop) {b : Prop} (h : b) : Or a b := Or.inr h
theorem Or.elim {a b c : Prop} (h : Or a b) (left : a → c) (right : b → c) : c :=
  Or.rec (motive := fun _ => c) left right h
structure Iff (a b : Prop) : Prop where
  intro ::
  mp : a → b
  mpr : b → a
inductive Exists {α : Sort u} (p : α → Prop) : Prop where
  | intro (w : α) (h : p w) : Exists p
theorem Exists.elim {α : Sort u} {p : α → Prop} {b : Prop} (h₁ : Exists p) (h₂ : (a : α) → p a → b) : b :=
  Exists.rec (motive := fun _ => b) h₂ h₁

inductive Bool : Type where
  | false : Bool
  | true : Bool
export Bool (false true)

structure Subtype {α : Sort u} (p : α → Prop) where
  val : α
  property : p val
structure PLift (α : Sort u) : Type u where
  up ::
  down : α
structure ULift.{r, s} (α : Type s) : Type (max s r) where
  up ::
  down : α
structure PULift.{r, s} (α : Sort s) : Sort (max s r 1) where
  up ::
  down : α
inductive PSum (α : Sort u) (β : Sort v) where
  | inl (val : α) : PSum α β
  | inr (val : β) : PSum α β
inductive Sum (α : Type u) (β : Type v) where
  | inl (val : α) : Sum α β
  | inr (val : β) : Sum α β
structure Sigma {α : Type u} (β : α → Type v) where
  mk ::
  fst : α
  snd : β fst
structure PSigma {α : Sort u} (β : α → Sort v) where
  mk ::
  fst : α
  snd : β fst

-- `sorry` elaborates to this; the checks of texts from outside refuse it.
axiom sorryAx (α : Sort u) (synthetic : Bool) : α

axiom propext {a b : Prop} : Iff a b → Eq a b
class inductive Nonempty (α : Sort u) : Prop where
  | intro (val : α) : Nonempty α
axiom Classical.choice {α : Sort u} : Nonempty α → α
class Inhabited (α : Sort u) where
  default : α
export Inhabited (default)

inductive Nat where
  | zero : Nat
  | succ (n : Nat) : Nat
class OfNat (α : Type u) (_ : Nat) where
  ofNat : α
@[default_instance 100] instance instOfNatNat (n : Nat) : OfNat Nat n where
  ofNat := n

class Decidable (p : Prop) where
  mk ::
  decide : Bool
  reflects_decide : Bool.rec (Not p) p decide


attribute [gen_constructor_elims] Nat

export Decidable (decide)
@[match_pattern] def Decidable.isTrue {p : Prop} (h : p) : Decidable p := ⟨true, h⟩
@[match_pattern] def Decidable.isFalse {p : Prop} (h : Not p) : Decidable p := ⟨false, h⟩
export Decidable (isTrue isFalse)

@[elab_as_elim] def Decidable.falseTrueCases {p : Prop} {motive : Decidable p → Sort u} (isFalse : (h : Not p) → motive (Decidable.isFalse h))
    (isTrue : (h : p) → motive (Decidable.isTrue h)) (t : Decidable p) : motive t :=
  Decidable.casesOn t fun b =>
    Bool.casesOn (motive := fun b => (h : @Bool.rec (fun _ => Prop) (Not p) p b) → motive (@Decidable.mk p b h)) b isFalse isTrue

@[reducible] def DecidablePred {α : Sort u} (r : α → Prop) := (a : α) → Decidable (r a)
@[reducible] def DecidableRel {α : Sort u} {β : Sort v} (r : α → β → Prop) := (a : α) → (b : β) → Decidable (r a b)
@[reducible] def DecidableEq (α : Sort u) := (a b : α) → Decidable (Eq a b)
def decEq {α : Sort u} [inst : DecidableEq α] (a b : α) : Decidable (Eq a b) := inst a b

@[macro_inline] def ite {α : Sort u} (c : Prop) [h : Decidable c] (t e : α) : α :=
  Bool.casesOn (motive := fun _ => α) h.decide e t
@[macro_inline] def dite {α : Sort u} (c : Prop) [h : Decidable c] (t : c → α) (e : Not c → α) : α :=
  Decidable.falseTrueCases (motive := fun _ => α) e t h
@[macro_inline] def cond {α : Sort u} (c : Bool) (x y : α) : α := Bool.casesOn (motive := fun _ => α) c y x
@[macro_inline] def Bool.and (x y : Bool) : Bool := Bool.casesOn (motive := fun _ => Bool) x false y
@[macro_inline] def Bool.or (x y : Bool) : Bool := Bool.casesOn (motive := fun _ => Bool) x y true
@[macro_inline] def Bool.not (x : Bool) : Bool := Bool.casesOn (motive := fun _ => Bool) x true false
export Bool (and or not)

class BEq (α : Type u) where
  beq : α → α → Bool
class Add (α : Type u) where
  add : α → α → α
class Sub (α : Type u) where
  sub : α → α → α
class Mul (α : Type u) where
  mul : α → α → α
class Neg (α : Type u) where
  neg : α → α
class Div (α : Type u) where
  div : α → α → α
class Mod (α : Type u) where
  mod : α → α → α
class Dvd (α : Type u) where
  dvd : α → α → Prop
class Pow (α : Type u) (β : Type v) where
  pow : α → β → α
class NatPow (α : Type u) where
  pow : α → Nat → α
class Append (α : Type u) where
  append : α → α → α
class LT (α : Type u) where
  lt : α → α → Prop
class LE (α : Type u) where
  le : α → α → Prop
class Min (α : Type u) where
  min : α → α → α
class Max (α : Type u) where
  max : α → α → α
export Min (min)
export Max (max)
@[reducible] def GT.gt {α : Type u} [LT α] (a b : α) : Prop := LT.lt b a
@[reducible] def GE.ge {α : Type u} [LE α] (a b : α) : Prop := LE.le b a
@[reducible] def Ne {α : Sort u} (a b : α) : Prop := Not (Eq a b)
class HAdd (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hAdd : α → β → γ
class HSub (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hSub : α → β → γ
class HMul (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hMul : α → β → γ
class HDiv (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hDiv : α → β → γ
class HMod (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hMod : α → β → γ
class HPow (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hPow : α → β → γ
class HAppend (α : Type u) (β : Type v) (γ : outParam (Type w)) where
  hAppend : α → β → γ
@[default_instance] instance instHAdd {α : Type u} [Add α] : HAdd α α α := ⟨Add.add⟩
@[default_instance] instance instHSub {α : Type u} [Sub α] : HSub α α α := ⟨Sub.sub⟩
@[default_instance] instance instHMul {α : Type u} [Mul α] : HMul α α α := ⟨Mul.mul⟩
@[default_instance] instance instHDiv {α : Type u} [Div α] : HDiv α α α := ⟨Div.div⟩
@[default_instance] instance instHMod {α : Type u} [Mod α] : HMod α α α := ⟨Mod.mod⟩
@[default_instance] instance instHPow {α : Type u} {β : Type v} [Pow α β] : HPow α β α := ⟨Pow.pow⟩
@[default_instance 10000] instance instPowNat {α : Type u} [NatPow α] : Pow α Nat := ⟨NatPow.pow⟩
@[default_instance] instance instHAppendOfAppend {α : Type u} [Append α] : HAppend α α α := ⟨Append.append⟩

instance instInhabitedNat : Inhabited Nat := ⟨.zero⟩
instance instInhabitedSort : Inhabited (Sort u) := ⟨PUnit⟩
instance instInhabitedBool : Inhabited Bool := ⟨false⟩
instance instNonemptyOfInhabited {α : Sort u} [Inhabited α] : Nonempty α := ⟨default⟩
instance instInhabitedForall {α : Sort u} {β : α → Sort v} [(a : α) → Inhabited (β a)] : Inhabited ((a : α) → β a) := ⟨fun _ => default⟩
@[extern "lean_nat_add"] protected def Nat.add : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => .succ (Nat.add n m)
@[extern "lean_nat_mul"] protected def Nat.mul : Nat → Nat → Nat
  | _, .zero => .zero
  | n, .succ m => Nat.add (Nat.mul n m) n
attribute [match_pattern] Nat.add Add.add HAdd.hAdd Neg.neg
set_option bootstrap.genMatcherCode false
@[extern "lean_nat_pow"] protected def Nat.pow : Nat → Nat → Nat
  | _, .zero => 1
  | m, .succ n => Nat.mul (Nat.pow m n) m
@[extern "lean_nat_pred"] def Nat.pred : Nat → Nat
  | .zero => .zero
  | .succ n => n
@[extern "lean_nat_sub"] protected def Nat.sub : Nat → Nat → Nat
  | n, .zero => n
  | n, .succ m => Nat.pred (Nat.sub n m)
@[extern "lean_nat_dec_eq"] def Nat.beq : Nat → Nat → Bool
  | .zero, .zero => true
  | .zero, .succ _ => false
  | .succ _, .zero => false
  | .succ n, .succ m => Nat.beq n m
@[extern "lean_nat_dec_le"] def Nat.ble : Nat → Nat → Bool
  | .zero, _ => true
  | .succ _, .zero => false
  | .succ n, .succ m => Nat.ble n m
protected inductive Nat.le (n : Nat) : Nat → Prop where
  | refl : Nat.le n n
  | step {m : Nat} : Nat.le n m → Nat.le n (.succ m)
protected def Nat.lt (n m : Nat) : Prop := Nat.le (.succ n) m
instance instAddNat : Add Nat := ⟨Nat.add⟩
instance instMulNat : Mul Nat := ⟨Nat.mul⟩
instance instSubNat : Sub Nat := ⟨Nat.sub⟩
instance instLENat : LE Nat := ⟨Nat.le⟩
instance instLTNat : LT Nat := ⟨Nat.lt⟩
instance instNatPowNat : NatPow Nat := ⟨Nat.pow⟩

theorem Nat.beq_refl : (n : Nat) → Eq (Nat.beq n n) true
  | .zero => rfl
  | .succ n => Nat.beq_refl n
theorem Nat.beq_eq_true_of_eq {n m : Nat} (h : Eq n m) : Eq (Nat.beq n m) true :=
  Eq.subst (motive := fun x => Eq (Nat.beq n x) true) h (Nat.beq_refl n)
theorem noConfusion_of_Nat {α : Sort u} (f : α → Nat) {a b : α} (h : Eq a b) :
    @Bool.rec (fun _ => Prop) False True (Nat.beq (f a) (f b)) :=
  Eq.subst (motive := fun x => @Bool.rec (fun _ => Prop) False True x) (Eq.symm (Nat.beq_eq_true_of_eq (congrArg f h))) True.intro
set_option genCtorIdx true
attribute [gen_constructor_elims] Bool PUnit True And Or Iff Eq HEq Prod PProd MProd Sum PSum Sigma PSigma Subtype PLift ULift PULift Decidable
theorem Nat.eq_of_beq_eq_true : {n m : Nat} → Eq (Nat.beq n m) true → Eq n m
  | .zero, .zero, _ => rfl
  | .zero, .succ _, h => Bool.noConfusion h
  | .succ _, .zero, h => Bool.noConfusion h
  | .succ n, .succ m, h => congrArg Nat.succ (Nat.eq_of_beq_eq_true (n := n) (m := m) h)

theorem Bool.eq_false_of_ne_true : {b : Bool} → Not (Eq b true) → Eq b false
  | true, h => False.elim (h rfl)
  | false, _ => rfl
theorem Bool.ne_true_of_eq_false : {b : Bool} → Eq b false → Not (Eq b true)
  | true, h, _ => Bool.noConfusion h
  | false, _, h => Bool.noConfusion h
/-- A decision by a Boolean test that holds exactly for the proposition. -/
@[reducible, macro_inline] def Decidable.ofBool (b : Bool) {p : Prop} (yes : Eq b true → p) (no : p → Eq b true) : Decidable p :=
  ⟨b, match b, yes, no with
    | true, yes, _ => yes rfl
    | false, _, no => fun h => Bool.noConfusion (no h)⟩
@[extern "lean_nat_dec_eq"] protected def Nat.decEq (n m : Nat) : Decidable (Eq n m) :=
  Decidable.ofBool (Nat.beq n m) Nat.eq_of_beq_eq_true Nat.beq_eq_true_of_eq
instance instDecidableEqNat : DecidableEq Nat := Nat.decEq
attribute [gen_constructor_elims] Nat
theorem Nat.le_succ_of_le {n m : Nat} (h : Nat.le n m) : Nat.le n (.succ m) := Nat.le.step h
theorem Nat.zero_le : (n : Nat) → LE.le 0 n
  | .zero => Nat.le.refl
  | .succ n => Nat.le.step (Nat.zero_le n)
theorem Nat.succ_le_succ {n m : Nat} (h : LE.le n m) : LE.le (Nat.succ n) (Nat.succ m) :=
  Nat.le.rec (motive := fun m _ => Nat.le (.succ n) (.succ m)) Nat.le.refl (fun _ ih => Nat.le.step ih) h
theorem Nat.le_trans {n m k : Nat} (h : LE.le n m) (h' : LE.le m k) : LE.le n k :=
  Nat.le.rec (motive := fun k _ => Nat.le n k) h (fun _ ih => Nat.le.step ih) h'
theorem Nat.pred_le_pred {n m : Nat} (h : LE.le n m) : LE.le (Nat.pred n) (Nat.pred m) :=
  Nat.le.rec (motive := fun m _ => Nat.le (.pred n) (.pred m)) Nat.le.refl
    (fun {m} h _ => Nat.casesOn (motive := fun m => Nat.le n m → Nat.le (.pred n) m) m
      (fun h => Nat.le_trans (Nat.casesOn (motive := fun n => Nat.le (.pred n) n) n Nat.le.refl (fun _ => Nat.le.step Nat.le.refl)) h)
      (fun _ h => Nat.le_trans (Nat.casesOn (motive := fun n => Nat.le (.pred n) n) n Nat.le.refl (fun _ => Nat.le.step Nat.le.refl)) h) h) h
theorem Nat.le_of_succ_le_succ {n m : Nat} (h : LE.le (Nat.succ n) (Nat.succ m)) : LE.le n m := Nat.pred_le_pred h
theorem Nat.not_succ_le_zero (n : Nat) (h : LE.le (Nat.succ n) 0) : False :=
  @Nat.le.rec (.succ n) (fun m _ => @Nat.rec (fun _ => Prop) False (fun _ _ => True) m) True.intro (fun _ _ => True.intro) 0 h
theorem Nat.le_of_ble_eq_true : {n m : Nat} → Eq (Nat.ble n m) true → LE.le n m
  | .zero, m, _ => Nat.zero_le m
  | .succ _, .zero, h => Bool.noConfusion h
  | .succ n, .succ m, h => Nat.succ_le_succ (Nat.le_of_ble_eq_true (n := n) (m := m) h)
theorem Nat.ble_eq_true_of_le : {n m : Nat} → LE.le n m → Eq (Nat.ble n m) true
  | .zero, _, _ => rfl
  | .succ n, .zero, h => False.elim (Nat.not_succ_le_zero n h)
  | .succ n, .succ m, h => Nat.ble_eq_true_of_le (n := n) (m := m) (Nat.le_of_succ_le_succ h)
@[extern "lean_nat_dec_le"] instance Nat.decLe (n m : Nat) : Decidable (LE.le n m) :=
  Decidable.ofBool (Nat.ble n m) Nat.le_of_ble_eq_true Nat.ble_eq_true_of_le
@[extern "lean_nat_dec_lt"] instance Nat.decLt (n m : Nat) : Decidable (LT.lt n m) := Nat.decLe (.succ n) m

theorem of_decide_eq_true {p : Prop} [inst : Decidable p] : Eq (decide p) true → p :=
  Decidable.falseTrueCases (motive := fun i => Eq (@decide p i) true → p) (fun _ h => Bool.noConfusion h) (fun h _ => h) inst
theorem of_decide_eq_false {p : Prop} [inst : Decidable p] : Eq (decide p) false → Not p :=
  Decidable.falseTrueCases (motive := fun i => Eq (@decide p i) false → Not p) (fun h _ => h) (fun _ h => Bool.noConfusion h) inst
theorem decide_eq_true {p : Prop} [inst : Decidable p] : p → Eq (decide p) true :=
  Decidable.falseTrueCases (motive := fun i => p → Eq (@decide p i) true) (fun h h' => False.elim (h h')) (fun _ _ => rfl) inst
theorem decide_eq_false {p : Prop} [inst : Decidable p] : Not p → Eq (decide p) false :=
  Decidable.falseTrueCases (motive := fun i => Not p → Eq (@decide p i) false) (fun _ _ => rfl) (fun h h' => False.elim (h' h)) inst

example : LE.le 3000000000000 40000000000000000 := of_decide_eq_true rfl
example : Eq (Nat.mul 3000000000000 40000000000000000)  120000000000000000000000000000 := of_decide_eq_true rfl
