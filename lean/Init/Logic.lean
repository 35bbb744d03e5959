prelude
import Init.Notation
/-! Decisions of the connectives and the equalities that rewriting and simplification use. -/
set_option linter.all false
universe u v w

@[macro_inline] def Eq.mp {α β : Sort u} (h : α = β) (a : α) : β := cast h a
@[macro_inline] def Eq.mpr {α β : Sort u} (h : α = β) (b : β) : α := cast h.symm b
theorem congrFun' {α : Sort u} {β : Sort v} {f g : α → β} (h : f = g) (a : α) : f a = g a := congrFun h a
theorem id_eq {α : Sort u} (a : α) : id a = a := rfl

instance instDecidableTrue : Decidable True := isTrue True.intro
instance instDecidableFalse : Decidable False := isFalse id
instance instDecidableAnd {p q : Prop} [dp : Decidable p] [dq : Decidable q] : Decidable (p ∧ q) :=
  Decidable.ofBool (and (decide p) (decide q))
    (fun h => match hp : decide p, hq : decide q, h with
      | true, true, _ => ⟨of_decide_eq_true hp, of_decide_eq_true hq⟩)
    (fun h => by rw [decide_eq_true h.1, decide_eq_true h.2]; rfl)
instance instDecidableOr {p q : Prop} [dp : Decidable p] [dq : Decidable q] : Decidable (p ∨ q) :=
  Decidable.ofBool (or (decide p) (decide q))
    (fun h => match hp : decide p, hq : decide q, h with
      | true, _, _ => Or.inl (of_decide_eq_true hp)
      | false, true, _ => Or.inr (of_decide_eq_true hq))
    (fun h => h.elim (fun h => by rw [decide_eq_true h]; rfl) (fun h => by rw [decide_eq_true h]; cases decide p <;> rfl))
instance instDecidableNot {p : Prop} [dp : Decidable p] : Decidable (¬p) :=
  Decidable.ofBool (not (decide p))
    (fun h => match hp : decide p, h with
      | false, _ => of_decide_eq_false hp)
    (fun h => by rw [decide_eq_false h]; rfl)
instance instDecidableForall {p q : Prop} [dp : Decidable p] [dq : Decidable q] : Decidable (p → q) :=
  Decidable.ofBool (or (not (decide p)) (decide q))
    (fun h hp => match hq : decide q, h with
      | true, _ => of_decide_eq_true hq
      | false, h => by rw [decide_eq_true hp] at h; exact Bool.noConfusion h)
    (fun h => match hp : decide p with
      | true => by rw [decide_eq_true (h (of_decide_eq_true hp))]; rfl
      | false => rfl)
instance instDecidableIff {p q : Prop} [dp : Decidable p] [dq : Decidable q] : Decidable (p ↔ q) :=
  match dp, dq with
  | isTrue hp, isTrue hq => isTrue ⟨fun _ => hq, fun _ => hp⟩
  | isTrue hp, isFalse hq => isFalse fun h => hq (h.mp hp)
  | isFalse hp, isTrue hq => isFalse fun h => hp (h.mpr hq)
  | isFalse hp, isFalse hq => isTrue ⟨fun h => absurd h hp, fun h => absurd h hq⟩
def Bool.decEq (a b : Bool) : Decidable (a = b) :=
  match a, b with
  | false, false => isTrue rfl
  | false, true => isFalse fun h => Bool.noConfusion h
  | true, false => isFalse fun h => Bool.noConfusion h
  | true, true => isTrue rfl
instance instDecidableEqBool : DecidableEq Bool := Bool.decEq
