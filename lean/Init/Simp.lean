prelude
import Init.Core
/-! Lemmas of logic that simplification, case splits and rewriting use by name, and the first rules of `simp`. -/
set_option linter.all false
universe u v w

/-- The value at `x` of a function known up to having the same values. -/
noncomputable def Quot.valueAt {α : Sort u} {β : α → Sort v} (q : Quot fun f g : (x : α) → β x => ∀ x, f x = g x) (x : α) : β x :=
  Quot.lift (fun f => f x) (fun _ _ h => h x) q
theorem funext {α : Sort u} {β : α → Sort v} {f g : (x : α) → β x} (h : ∀ x, f x = g x) : f = g :=
  (congrArg Quot.valueAt (Quot.sound (r := fun f g : (x : α) → β x => ∀ x, f x = g x) h) : _)

attribute [ext] funext
theorem of_eq_true {p : Prop} (h : p = True) : p := h.symm ▸ True.intro
theorem of_eq_false {p : Prop} (h : p = False) : ¬p := fun hp => h ▸ hp
theorem eq_true {p : Prop} (h : p) : p = True := propext ⟨fun _ => True.intro, fun _ => h⟩
theorem eq_false {p : Prop} (h : ¬p) : p = False := propext ⟨h, False.elim⟩
theorem eq_false' {p : Prop} (h : p → False) : p = False := eq_false h
theorem eq_true_of_decide {p : Prop} [Decidable p] (h : decide p = true) : p = True := eq_true (of_decide_eq_true h)
theorem eq_false_of_decide {p : Prop} [Decidable p] (h : decide p = false) : p = False := eq_false (of_decide_eq_false h)
theorem Eq.propIntro {a b : Prop} (h₁ : a → b) (h₂ : b → a) : a = b := propext ⟨h₁, h₂⟩
theorem Lean.injEq_helper {P Q R : Prop} (h : P → Q → R) : P ∧ Q → R := fun x => h x.1 x.2
theorem not_not_intro {p : Prop} (h : p) : ¬¬p := fun n => n h
theorem mt {a b : Prop} (h₁ : a → b) (h₂ : ¬b) : ¬a := fun h => h₂ (h₁ h)
theorem trivial : True := True.intro

@[refl] theorem Iff.refl (a : Prop) : a ↔ a := ⟨id, id⟩
theorem Iff.rfl {a : Prop} : a ↔ a := Iff.refl a
@[symm] theorem Iff.symm {a b : Prop} (h : a ↔ b) : b ↔ a := ⟨h.mpr, h.mp⟩
theorem Iff.trans {a b c : Prop} (h₁ : a ↔ b) (h₂ : b ↔ c) : a ↔ c := ⟨fun h => h₂.mp (h₁.mp h), fun h => h₁.mpr (h₂.mpr h)⟩
theorem Iff.of_eq {a b : Prop} (h : a = b) : a ↔ b := h ▸ Iff.rfl
theorem iff_of_eq {a b : Prop} (h : a = b) : a ↔ b := Iff.of_eq h
theorem And.symm {a b : Prop} (h : a ∧ b) : b ∧ a := ⟨h.2, h.1⟩
theorem Or.symm {a b : Prop} (h : a ∨ b) : b ∨ a := h.elim Or.inr Or.inl
theorem And.imp {a b c d : Prop} (f : a → c) (g : b → d) (h : a ∧ b) : c ∧ d := ⟨f h.1, g h.2⟩
theorem Or.imp {a b c d : Prop} (f : a → c) (g : b → d) (h : a ∨ b) : c ∨ d := h.elim (fun x => Or.inl (f x)) (fun x => Or.inr (g x))
theorem Ne.symm {α : Sort u} {a b : α} (h : a ≠ b) : b ≠ a := fun e => h e.symm
theorem ne_of_eq_false {α : Sort u} {a b : α} (h : (a = b) = False) : a ≠ b := of_eq_false h
theorem HEq.trans {α β γ : Sort u} {a : α} {b : β} {c : γ} (h₁ : HEq a b) (h₂ : HEq b c) : HEq a c := by
  cases h₁; exact h₂

-- Congruence.
theorem implies_congr {p₁ p₂ : Sort u} {q₁ q₂ : Sort v} (h₁ : p₁ = p₂) (h₂ : q₁ = q₂) : (p₁ → q₁) = (p₂ → q₂) := h₁ ▸ h₂ ▸ rfl
theorem implies_congr_ctx {p₁ p₂ q₁ q₂ : Prop} (h₁ : p₁ = p₂) (h₂ : p₂ → q₁ = q₂) : (p₁ → q₁) = (p₂ → q₂) :=
  propext ⟨fun f h => (h₂ h) ▸ f (h₁ ▸ h), fun f h => (h₂ (h₁ ▸ h)) ▸ f (h₁ ▸ h)⟩
theorem implies_dep_congr_ctx {p₁ p₂ q₁ : Prop} (h₁ : p₁ = p₂) {q₂ : p₂ → Prop} (h₂ : (h : p₂) → q₁ = q₂ h) : (p₁ → q₁) = ((h : p₂) → q₂ h) :=
  propext ⟨fun f h => (h₂ h) ▸ f (h₁ ▸ h), fun f h => (h₂ (h₁ ▸ h)) ▸ f (h₁ ▸ h)⟩
theorem forall_congr {α : Sort u} {p q : α → Prop} (h : ∀ a, p a = q a) : (∀ a, p a) = (∀ a, q a) := (funext h : p = q) ▸ rfl
theorem pi_congr {α : Sort u} {β β' : α → Sort v} (h : ∀ a, β a = β' a) : ((a : α) → β a) = ((a : α) → β' a) := (funext h : β = β') ▸ rfl
theorem forall_prop_congr_dom {p₁ p₂ : Prop} (h : p₁ = p₂) (q : p₁ → Prop) : ((a : p₁) → q a) = ((a : p₂) → q (h ▸ a)) := by
  subst h; rfl
theorem exists_congr {α : Sort u} {p q : α → Prop} (h : ∀ a, p a ↔ q a) : (∃ a, p a) ↔ ∃ a, q a :=
  ⟨fun ⟨a, x⟩ => ⟨a, (h a).mp x⟩, fun ⟨a, x⟩ => ⟨a, (h a).mpr x⟩⟩
theorem and_congr {a b c d : Prop} (h₁ : a ↔ c) (h₂ : b ↔ d) : (a ∧ b) ↔ (c ∧ d) := ⟨And.imp h₁.mp h₂.mp, And.imp h₁.mpr h₂.mpr⟩
theorem or_congr {a b c d : Prop} (h₁ : a ↔ c) (h₂ : b ↔ d) : (a ∨ b) ↔ (c ∨ d) := ⟨Or.imp h₁.mp h₂.mp, Or.imp h₁.mpr h₂.mpr⟩
theorem not_congr {a b : Prop} (h : a ↔ b) : ¬a ↔ ¬b := ⟨mt h.mpr, mt h.mp⟩
theorem let_congr {α : Sort u} {β : Sort v} {a a' : α} {b b' : α → β} (h₁ : a = a') (h₂ : ∀ x, b x = b' x) :
    (let x := a; b x) = (let x := a'; b' x) := by subst h₁; exact h₂ a
theorem let_val_congr {α : Sort u} {β : Sort v} {a a' : α} (b : α → β) (h : a = a') : (let x := a; b x) = (let x := a'; b x) := h ▸ rfl

-- Conditions.
theorem if_pos {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t e : α} : ite c t e = t := by
  cases h using Decidable.falseTrueCases with
  | isFalse n => exact absurd hc n
  | isTrue _ => rfl
theorem if_neg {c : Prop} {h : Decidable c} (hn : ¬c) {α : Sort u} {t e : α} : ite c t e = e := by
  cases h using Decidable.falseTrueCases with
  | isFalse _ => rfl
  | isTrue hc => exact absurd hc hn
theorem dif_pos {c : Prop} {h : Decidable c} (hc : c) {α : Sort u} {t : c → α} {e : ¬c → α} : dite c t e = t hc := by
  cases h using Decidable.falseTrueCases with
  | isFalse n => exact absurd hc n
  | isTrue _ => rfl
theorem dif_neg {c : Prop} {h : Decidable c} (hn : ¬c) {α : Sort u} {t : c → α} {e : ¬c → α} : dite c t e = e hn := by
  cases h using Decidable.falseTrueCases with
  | isFalse _ => rfl
  | isTrue hc => exact absurd hc hn
theorem ite_eq_left {α : Sort u} {c : Prop} {h : Decidable c} (hc : c) (t e : α) : ite c t e = t := if_pos hc
theorem ite_eq_right {α : Sort u} {c : Prop} {h : Decidable c} (hc : ¬c) (t e : α) : ite c t e = e := if_neg hc
theorem dite_eq_left {α : Sort u} {c : Prop} {h : Decidable c} (hc : c) (t : c → α) (e : ¬c → α) : dite c t e = t hc := dif_pos hc
theorem dite_eq_right {α : Sort u} {c : Prop} {h : Decidable c} (hc : ¬c) (t : c → α) (e : ¬c → α) : dite c t e = e hc := dif_neg hc
theorem ite_cond_eq_true {α : Sort u} {c : Prop} {x : Decidable c} (a b : α) (h : c = True) : (if c then a else b) = a := if_pos (of_eq_true h)
theorem ite_cond_eq_false {α : Sort u} {c : Prop} {x : Decidable c} (a b : α) (h : c = False) : (if c then a else b) = b := if_neg (of_eq_false h)
theorem dite_cond_eq_true {α : Sort u} {c : Prop} {x : Decidable c} {t : c → α} {e : ¬c → α} (h : c = True) : dite c t e = t (of_eq_true h) :=
  dif_pos (of_eq_true h)
theorem dite_cond_eq_false {α : Sort u} {c : Prop} {x : Decidable c} {t : c → α} {e : ¬c → α} (h : c = False) : dite c t e = e (of_eq_false h) :=
  dif_neg (of_eq_false h)
theorem Decidable.eq_of_same {p : Prop} (a b : Decidable p) : a = b := by
  cases a using Decidable.falseTrueCases with
  | isFalse n => cases b using Decidable.falseTrueCases with
    | isFalse _ => rfl
    | isTrue h => exact absurd h n
  | isTrue h => cases b using Decidable.falseTrueCases with
    | isFalse n => exact absurd h n
    | isTrue _ => rfl
class Subsingleton (α : Sort u) : Prop where
  intro ::
  allEq : (a b : α) → a = b
protected theorem Subsingleton.elim {α : Sort u} [h : Subsingleton α] (a b : α) : a = b := h.allEq a b
protected theorem Subsingleton.helim {α β : Sort u} [h₁ : Subsingleton α] (h₂ : α = β) (a : α) (b : β) : HEq a b := by
  subst h₂; exact heq_of_eq (Subsingleton.elim a b)
instance instSubsingletonDecidable (p : Prop) : Subsingleton (Decidable p) := ⟨Decidable.eq_of_same⟩
instance instSubsingletonProof (p : Prop) : Subsingleton p := ⟨fun _ _ => rfl⟩
theorem ite_congr {α : Sort u} {b c : Prop} {x y u v : α} {s : Decidable b} [Decidable c] (h₁ : b = c) (h₂ : c → x = u) (h₃ : ¬c → y = v) :
    ite b x y = ite c u v := by
  subst h₁
  cases s using Decidable.falseTrueCases with
  | isFalse n => rw [if_neg n, if_neg n]; exact h₃ n
  | isTrue h => rw [if_pos h, if_pos h]; exact h₂ h

-- Rules of `simp`.
@[simp] theorem eq_self {α : Sort u} (a : α) : (a = a) = True := eq_true rfl
@[simp] theorem heq_eq_eq {α : Sort u} (a b : α) : HEq a b = (a = b) := propext ⟨eq_of_heq, heq_of_eq⟩
@[simp] theorem ne_eq {α : Sort u} (a b : α) : (a ≠ b) = ¬(a = b) := rfl
@[simp] theorem not_true_eq_false : (¬True) = False := eq_false (fun h => h True.intro)
@[simp] theorem not_false_eq_true : (¬False) = True := eq_true id
@[simp] theorem and_true (p : Prop) : (p ∧ True) = p := propext ⟨And.left, fun h => ⟨h, True.intro⟩⟩
@[simp] theorem true_and (p : Prop) : (True ∧ p) = p := propext ⟨And.right, fun h => ⟨True.intro, h⟩⟩
@[simp] theorem and_false (p : Prop) : (p ∧ False) = False := eq_false And.right
@[simp] theorem false_and (p : Prop) : (False ∧ p) = False := eq_false And.left
@[simp] theorem and_self (p : Prop) : (p ∧ p) = p := propext ⟨And.left, fun h => ⟨h, h⟩⟩
@[simp] theorem or_true (p : Prop) : (p ∨ True) = True := eq_true (Or.inr True.intro)
@[simp] theorem true_or (p : Prop) : (True ∨ p) = True := eq_true (Or.inl True.intro)
@[simp] theorem or_false (p : Prop) : (p ∨ False) = p := propext ⟨fun h => h.elim id False.elim, Or.inl⟩
@[simp] theorem false_or (p : Prop) : (False ∨ p) = p := propext ⟨fun h => h.elim False.elim id, Or.inr⟩
@[simp] theorem or_self (p : Prop) : (p ∨ p) = p := propext ⟨fun h => h.elim id id, Or.inl⟩
@[simp] theorem iff_self (p : Prop) : (p ↔ p) = True := eq_true Iff.rfl
@[simp] theorem iff_true (p : Prop) : (p ↔ True) = p := propext ⟨fun h => h.mpr True.intro, fun h => ⟨fun _ => True.intro, fun _ => h⟩⟩
@[simp] theorem true_iff (p : Prop) : (True ↔ p) = p := propext ⟨fun h => h.mp True.intro, fun h => ⟨fun _ => h, fun _ => True.intro⟩⟩
@[simp] theorem iff_false (p : Prop) : (p ↔ False) = ¬p := propext ⟨Iff.mp, fun h => ⟨h, False.elim⟩⟩
@[simp] theorem false_iff (p : Prop) : (False ↔ p) = ¬p := propext ⟨Iff.mpr, fun h => ⟨False.elim, h⟩⟩
@[simp] theorem false_implies (p : Prop) : (False → p) = True := eq_true False.elim
@[simp] theorem implies_true (α : Sort u) : (α → True) = True := eq_true fun _ => True.intro
@[simp] theorem true_implies (p : Prop) : (True → p) = p := propext ⟨fun h => h True.intro, fun h _ => h⟩
@[simp] theorem eq_iff_iff {p q : Prop} : (p = q) = (p ↔ q) := propext ⟨Iff.of_eq, propext⟩
@[simp] theorem ite_true {α : Sort u} (a b : α) : (if True then a else b) = a := if_pos True.intro
@[simp] theorem ite_false {α : Sort u} (a b : α) : (if False then a else b) = b := if_neg id
@[simp] theorem ite_self {α : Sort u} {c : Prop} [d : Decidable c] (a : α) : (if c then a else a) = a := by
  cases d using Decidable.falseTrueCases with
  | isFalse n => exact if_neg n
  | isTrue h => exact if_pos h
@[simp] theorem cond_true {α : Sort u} (a b : α) : cond true a b = a := rfl
@[simp] theorem cond_false {α : Sort u} (a b : α) : cond false a b = b := rfl
@[simp] theorem decide_eq_true_eq {p : Prop} [Decidable p] : (decide p = true) = p := propext ⟨of_decide_eq_true, decide_eq_true⟩
@[simp] theorem decide_eq_false_iff_not {p : Prop} [Decidable p] : (decide p = false) ↔ ¬p := ⟨of_decide_eq_false, decide_eq_false⟩
@[simp] theorem Bool.not_eq_true (b : Bool) : (¬(b = true)) = (b = false) := propext ⟨Bool.eq_false_of_ne_true, Bool.ne_true_of_eq_false⟩
@[simp] theorem Bool.not_eq_false (b : Bool) : (¬(b = false)) = (b = true) := by cases b <;> exact propext (by decide)
@[simp] theorem Bool.and_eq_true (a b : Bool) : (and a b = true) = (a = true ∧ b = true) := by cases a <;> cases b <;> exact propext (by decide)
@[simp] theorem Bool.or_eq_true (a b : Bool) : (or a b = true) = (a = true ∨ b = true) := by cases a <;> cases b <;> exact propext (by decide)
@[simp] theorem Bool.not_eq_true' (b : Bool) : (not b = true) = (b = false) := by cases b <;> exact propext (by decide)
@[simp] theorem forall_eq {α : Sort u} {p : α → Prop} {a' : α} : (∀ a, a = a' → p a) = p a' := propext ⟨fun h => h a' rfl, fun h _ e => e ▸ h⟩
@[simp] theorem exists_eq_left {α : Sort u} {p : α → Prop} {a' : α} : (∃ a, a = a' ∧ p a) = p a' :=
  propext ⟨fun ⟨_, e, h⟩ => e ▸ h, fun h => ⟨a', rfl, h⟩⟩
@[simp] theorem not_and_self (p : Prop) : (¬p ∧ p) = False := eq_false fun h => h.1 h.2
@[simp] theorem and_not_self (p : Prop) : (p ∧ ¬p) = False := eq_false fun h => h.2 h.1
theorem and_assoc (a b c : Prop) : ((a ∧ b) ∧ c) ↔ (a ∧ b ∧ c) := ⟨fun h => ⟨h.1.1, h.1.2, h.2⟩, fun h => ⟨⟨h.1, h.2.1⟩, h.2.2⟩⟩
theorem and_comm {a b : Prop} : (a ∧ b) ↔ (b ∧ a) := ⟨And.symm, And.symm⟩
theorem or_comm {a b : Prop} : (a ∨ b) ↔ (b ∨ a) := ⟨Or.symm, Or.symm⟩
theorem not_or {p q : Prop} : ¬(p ∨ q) ↔ ¬p ∧ ¬q := ⟨fun h => ⟨fun x => h (Or.inl x), fun x => h (Or.inr x)⟩, fun h x => x.elim h.1 h.2⟩
theorem not_exists {α : Sort u} {p : α → Prop} : (¬∃ x, p x) ↔ ∀ x, ¬p x := ⟨fun h x hx => h ⟨x, hx⟩, fun h ⟨x, hx⟩ => h x hx⟩

-- Relations that `calc` joins.
class Trans.{a, b, c, d, e, f} {α : Sort d} {β : Sort e} {γ : Sort f} (r : α → β → Sort a) (s : β → γ → Sort b)
    (t : outParam (α → γ → Sort c)) where
  trans : {x : α} → {y : β} → {z : γ} → r x y → s y z → t x z
instance {α : Sort u} {β : Sort v} (r : α → β → Prop) : Trans Eq r r := ⟨fun e h => e ▸ h⟩
instance {α : Sort u} {β : Sort v} (r : α → β → Prop) : Trans r Eq r := ⟨fun h e => e ▸ h⟩
instance : Trans Iff Iff Iff := ⟨Iff.trans⟩
instance : Trans (α := Nat) LE.le LE.le LE.le := ⟨Nat.le_trans⟩

gen_injective_theorems% Int
gen_injective_theorems% Prod
gen_injective_theorems% Sum
gen_injective_theorems% List
gen_injective_theorems% Option

-- Classical logic.
namespace Classical
theorem em (p : Prop) : p ∨ ¬p := by
  -- Diaconescu's argument: two sets of truth values, both inhabited; a choice from equal sets is the same.
  have left : ∃ x : Prop, x = True ∨ p := ⟨True, Or.inl rfl⟩
  have right : ∃ x : Prop, x = False ∨ p := ⟨False, Or.inl rfl⟩
  have key : ∀ (s t : Prop → Prop) (hs : ∃ x, s x) (ht : ∃ x, t x), s = t →
      (choice (match hs with | ⟨x, h⟩ => ⟨⟨x, h⟩⟩ : Nonempty (Subtype s))).val =
      (choice (match ht with | ⟨x, h⟩ => ⟨⟨x, h⟩⟩ : Nonempty (Subtype t))).val := by
    intro s t hs ht e
    subst e
    rfl
  have cl := (choice (match left with | ⟨x, h⟩ => ⟨⟨x, h⟩⟩ : Nonempty (Subtype fun x => x = True ∨ p))).property
  have cr := (choice (match right with | ⟨x, h⟩ => ⟨⟨x, h⟩⟩ : Nonempty (Subtype fun x => x = False ∨ p))).property
  rcases cl with hl | hp
  · rcases cr with hr | hp
    · apply Or.inr
      intro hp
      have same : (fun x : Prop => x = True ∨ p) = (fun x : Prop => x = False ∨ p) := by
        funext x
        exact propext ⟨fun _ => Or.inr hp, fun _ => Or.inr hp⟩
      have e := key _ _ left right same
      rw [hl, hr] at e
      exact of_eq_true e.symm
    · exact Or.inl hp
  · exact Or.inl hp
theorem byContradiction {p : Prop} (h : ¬p → False) : p := (em p).elim id (fun n => (h n).elim)
theorem byCases {p q : Prop} (hp : p → q) (hn : ¬p → q) : q := (em p).elim hp hn
noncomputable def propDecidable (p : Prop) : Decidable p :=
  choice ((em p).elim (fun h => ⟨isTrue h⟩) (fun h => ⟨isFalse h⟩))
attribute [scoped instance 10] propDecidable
theorem not_not {p : Prop} : ¬¬p ↔ p := ⟨fun h => byContradiction h, not_not_intro⟩
theorem not_forall {α : Sort u} {p : α → Prop} : (¬∀ x, p x) ↔ ∃ x, ¬p x :=
  ⟨fun h => byContradiction fun n => h fun x => byContradiction fun hx => n ⟨x, hx⟩, fun ⟨x, hx⟩ h => hx (h x)⟩
theorem not_and_iff_or_not_not {a b : Prop} : ¬(a ∧ b) ↔ ¬a ∨ ¬b :=
  ⟨fun h => (em a).elim (fun ha => Or.inr fun hb => h ⟨ha, hb⟩) Or.inl, fun h x => h.elim (fun n => n x.1) (fun n => n x.2)⟩
theorem not_imp_iff_and_not {a b : Prop} : ¬(a → b) ↔ a ∧ ¬b :=
  ⟨fun h => ⟨byContradiction fun n => h fun x => absurd x n, fun hb => h fun _ => hb⟩, fun h f => h.2 (f h.1)⟩
end Classical
@[simp] theorem Classical.not_not_eq (p : Prop) : (¬¬p) = p := propext Classical.not_not
theorem Decidable.em (p : Prop) [d : Decidable p] : p ∨ ¬p := Classical.em p
theorem Decidable.byContradiction {p : Prop} [Decidable p] (h : ¬p → False) : p := Classical.byContradiction h
theorem Decidable.not_not {p : Prop} [Decidable p] : ¬¬p ↔ p := Classical.not_not
