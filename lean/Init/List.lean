prelude
import Init.Simp
import Init.Nat
/-! Lists and options: the operations and their first laws. -/
set_option linter.all false
universe u v w

namespace Option
@[simp] def getD {α : Type u} (o : Option α) (d : α) : α := match o with | some x => x | none => d
@[simp] def map {α : Type u} {β : Type v} (f : α → β) : Option α → Option β
  | none => none
  | some x => some (f x)
@[simp] def isSome {α : Type u} : Option α → Bool
  | none => false
  | some _ => true
@[simp] def isNone {α : Type u} : Option α → Bool
  | none => true
  | some _ => false
end Option

namespace List
variable {α : Type u} {β : Type v}
def length : List α → Nat
  | nil => 0
  | cons _ as => length as + 1
def append : List α → List α → List α
  | nil, bs => bs
  | cons a as, bs => cons a (append as bs)
instance instAppend : Append (List α) := ⟨List.append⟩
def map (f : α → β) : List α → List β
  | nil => nil
  | cons a as => cons (f a) (map f as)
def foldr (f : α → β → β) (init : β) : List α → β
  | nil => init
  | cons a as => f a (foldr f init as)
def foldl (f : β → α → β) : β → List α → β
  | b, nil => b
  | b, cons a as => foldl f (f b a) as
def filter (p : α → Bool) : List α → List α
  | nil => nil
  | cons a as => match p a with
    | true => cons a (filter p as)
    | false => filter p as
def reverse : List α → List α
  | nil => nil
  | cons a as => reverse as ++ cons a nil
def replicate : Nat → α → List α
  | 0, _ => nil
  | n + 1, a => cons a (replicate n a)
def get? : List α → Nat → Option α
  | nil, _ => none
  | cons a _, 0 => some a
  | cons _ as, n + 1 => get? as n
inductive Mem (a : α) : List α → Prop where
  | head (as : List α) : Mem a (cons a as)
  | tail (b : α) {as : List α} : Mem a as → Mem a (cons b as)
def sum : List Int → Int
  | nil => 0
  | cons a as => a + sum as
def all (p : α → Bool) : List α → Bool
  | nil => true
  | cons a as => and (p a) (all p as)

@[simp] theorem length_nil : length (nil : List α) = 0 := rfl
@[simp] theorem length_cons (a : α) (as : List α) : length (a :: as) = length as + 1 := rfl
@[simp] theorem nil_append (as : List α) : nil ++ as = as := rfl
@[simp] theorem cons_append (a : α) (as bs : List α) : (a :: as) ++ bs = a :: (as ++ bs) := rfl
@[simp] theorem append_nil (as : List α) : as ++ nil = as := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [cons_append, ih]
theorem append_assoc (as bs cs : List α) : as ++ bs ++ cs = as ++ (bs ++ cs) := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [cons_append, cons_append, cons_append, ih]
@[simp] theorem length_append (as bs : List α) : length (as ++ bs) = length as + length bs := by
  induction as with
  | nil => rw [nil_append, length_nil, Nat.zero_add]
  | cons a as ih => rw [cons_append, length_cons, length_cons, ih, Nat.add_right_comm]
@[simp] theorem map_nil (f : α → β) : map f nil = nil := rfl
@[simp] theorem map_cons (f : α → β) (a : α) (as : List α) : map f (a :: as) = f a :: map f as := rfl
@[simp] theorem length_map (f : α → β) (as : List α) : length (map f as) = length as := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [map_cons, length_cons, length_cons, ih]
@[simp] theorem map_append (f : α → β) (as bs : List α) : map f (as ++ bs) = map f as ++ map f bs := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [cons_append, map_cons, map_cons, cons_append, ih]
@[simp] theorem foldr_nil (f : α → β → β) (b : β) : foldr f b nil = b := rfl
@[simp] theorem foldr_cons (f : α → β → β) (b : β) (a : α) (as : List α) : foldr f b (a :: as) = f a (foldr f b as) := rfl
@[simp] theorem reverse_nil : reverse (nil : List α) = nil := rfl
@[simp] theorem reverse_cons (a : α) (as : List α) : reverse (a :: as) = reverse as ++ a :: nil := rfl
@[simp] theorem reverse_append (as bs : List α) : reverse (as ++ bs) = reverse bs ++ reverse as := by
  induction as with
  | nil => rw [nil_append, reverse_nil, append_nil]
  | cons a as ih => rw [cons_append, reverse_cons, ih, reverse_cons, append_assoc]
@[simp] theorem reverse_reverse (as : List α) : reverse (reverse as) = as := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [reverse_cons, reverse_append, ih]; rfl
@[simp] theorem length_reverse (as : List α) : length (reverse as) = length as := by
  induction as with
  | nil => rfl
  | cons a as ih => rw [reverse_cons, length_append, ih]; rfl
@[simp] theorem length_replicate (n : Nat) (a : α) : length (replicate n a) = n := by
  induction n with
  | zero => rfl
  | succ n ih => show length (replicate n a) + 1 = n + 1; rw [ih]
end List
