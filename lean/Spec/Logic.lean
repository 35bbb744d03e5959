/-! The words that statements are written in, and the theorems that certificates are instances of. -/
set_option linter.all false

namespace Spec
universe u v

/-- A list: `data i` is its item `i` for `0 ≤ i < len`. -/
structure Seq (α : Type) where
  len : Int
  data : Int → α

/-- If-then-else by any proposition. -/
noncomputable def ite {α : Type} (c : Prop) (a b : α) : α :=
  match Classical.propDecidable c with
  | isTrue _ => a
  | isFalse _ => b

/-- The array `a` with `v` at `i`. -/
noncomputable def store {α : Type} (a : Int → α) (i : Int) (v : α) : Int → α := fun k => ite (k = i) v (a k)

/-- The remainder with the divisor's sign; 0 where there is none. -/
noncomputable def mod (a b : Int) : Int := ite (b = 0) 0 (Int.fmod a b)

theorem iff_of_eq {a b : Prop} (h : a = b) : a ↔ b := ⟨fun x => h ▸ x, fun x => h ▸ x⟩

-- if-then-else
theorem ite_pos {α : Type} (c : Prop) (a b : α) (h : c) : ite c a b = a := by
  unfold ite
  split
  · rfl
  · contradiction
theorem ite_neg {α : Type} (c : Prop) (a b : α) (h : ¬c) : ite c a b = b := by
  unfold ite
  split
  · contradiction
  · rfl
theorem of_ite_pos {α β : Type} (f : α → β) (c : Prop) (a b : α) (h : c) : f (ite c a b) = f a := congrArg f (ite_pos c a b h)
theorem of_ite_neg {α β : Type} (f : α → β) (c : Prop) (a b : α) (h : ¬c) : f (ite c a b) = f b := congrArg f (ite_neg c a b h)
theorem of_ite_pos_prop {α : Type} (f : α → Prop) (c : Prop) (a b : α) (h : c) : f (ite c a b) ↔ f a :=
  iff_of_eq (of_ite_pos f c a b h)
theorem of_ite_neg_prop {α : Type} (f : α → Prop) (c : Prop) (a b : α) (h : ¬c) : f (ite c a b) ↔ f b :=
  iff_of_eq (of_ite_neg f c a b h)

-- quantifiers: a value that decides
theorem deciding {α : Type} [Nonempty α] (p : α → Prop) : ∃ w, p w → ∀ x, p x :=
  Or.elim (Classical.em (∀ x, p x)) (fun h => Exists.intro (Classical.choice ‹Nonempty α›) fun _ => h) fun h =>
    Exists.elim (Classical.not_forall.mp h) fun w n => Exists.intro w fun k => absurd k n
theorem holding {α : Type} [Nonempty α] (p : α → Prop) : ∃ w, (∃ x, p x) → p w :=
  Or.elim (Classical.em (∃ x, p x)) (fun h => Exists.elim h fun w k => Exists.intro w fun _ => k) fun h =>
    Exists.intro (Classical.choice ‹Nonempty α›) fun k => absurd k h

-- arrays and records
theorem store_same {α : Type} (a : Int → α) (i : Int) (v : α) (j : Int) (h : j = i) : store a i v j = v := ite_pos _ _ _ h
theorem store_other {α : Type} (a : Int → α) (i : Int) (v : α) (j : Int) (h : ¬j = i) : store a i v j = a j := ite_neg _ _ _ h
theorem store_same_prop (a : Int → Prop) (i : Int) (v : Prop) (j : Int) (h : j = i) : store a i v j ↔ v :=
  iff_of_eq (store_same a i v j h)
theorem store_other_prop (a : Int → Prop) (i : Int) (v : Prop) (j : Int) (h : ¬j = i) : store a i v j ↔ a j :=
  iff_of_eq (store_other a i v j h)
theorem differing {α : Type} (a b : Int → α) : ∃ w, a w = b w → a = b :=
  Exists.elim (deciding fun x => a x = b x) fun w h => Exists.intro w fun k => funext (h k)
theorem differing_prop (a b : Int → Prop) : ∃ w, (a w ↔ b w) → a = b :=
  Exists.elim (differing a b) fun w h => Exists.intro w fun k => h (propext k)
theorem seq_ext {α : Type} {a b : Seq α} (h : a.len = b.len) (k : a.data = b.data) : a = b := by
  cases a
  cases b
  cases h
  cases k
  rfl
theorem pair_ext {α β : Type} {a b : Prod α β} (h : a.1 = b.1) (k : a.2 = b.2) : a = b := by
  cases a
  cases b
  cases h
  cases k
  rfl

instance nonempty_seq {α : Type} [h : Nonempty α] : Nonempty (Seq α) := match h with | ⟨a⟩ => ⟨⟨0, fun _ => a⟩⟩
instance nonempty_pair {α β : Type} [h : Nonempty α] [k : Nonempty β] : Nonempty (Prod α β) := match h, k with | ⟨a⟩, ⟨b⟩ => ⟨⟨a, b⟩⟩
instance nonempty_array {α : Type} [h : Nonempty α] : Nonempty (Int → α) := match h with | ⟨a⟩ => ⟨fun _ => a⟩
instance nonempty_int : Nonempty Int := ⟨0⟩
instance nonempty_prop : Nonempty Prop := ⟨True⟩
end Spec
