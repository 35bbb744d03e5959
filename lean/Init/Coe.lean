prelude
import Init.Core
/-! Coercions: the classes that the elaborator asks for, and those of numbers, truth values and subtypes. -/
set_option linter.all false
universe u v

class Coe (α : semiOutParam (Sort u)) (β : Sort v) where
  coe : α → β
class CoeOut (α : Sort u) (β : semiOutParam (Sort v)) where
  coe : α → β
class CoeTail (α : semiOutParam (Sort u)) (β : Sort v) where
  coe : α → β
class CoeDep (α : Sort u) (_ : α) (β : Sort v) where
  coe : β
class CoeT (α : Sort u) (_ : α) (β : Sort v) where
  coe : β
class CoeFun (α : Sort u) (γ : outParam (α → Sort v)) where
  coe : (f : α) → γ f
class CoeSort (α : Sort u) (β : outParam (Sort v)) where
  coe : α → β
attribute [coe_decl] Coe.coe CoeOut.coe CoeTail.coe CoeDep.coe CoeT.coe CoeFun.coe CoeSort.coe

instance {α : Sort u} {β : Sort v} {a : α} [Coe α β] : CoeT α a β := ⟨Coe.coe a⟩
instance {α : Sort u} {β : Sort v} {a : α} [CoeOut α β] : CoeT α a β := ⟨CoeOut.coe a⟩
instance {α : Sort u} {β : Sort v} {a : α} [CoeTail α β] : CoeT α a β := ⟨CoeTail.coe a⟩
instance {α : Sort u} {β : Sort v} {a : α} [CoeDep α a β] : CoeT α a β := ⟨CoeDep.coe a⟩
instance {R : Type u} [NatCast R] : CoeTail Nat R := ⟨Nat.cast⟩
instance {R : Type u} [IntCast R] : CoeTail Int R := ⟨Int.cast⟩
instance boolToProp : Coe Bool Prop := ⟨fun b => b = true⟩
instance boolToSort : CoeSort Bool Prop := ⟨fun b => b = true⟩
instance decPropToBool (p : Prop) [Decidable p] : CoeDep Prop p Bool := ⟨decide p⟩
instance subtypeCoe {α : Sort u} {p : α → Prop} : CoeOut (Subtype p) α := ⟨fun x => x.val⟩
