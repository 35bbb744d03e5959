/-!
A checker of refutations, and the proof that what it accepts is refuted.

Facts are propositions over linear integer arithmetic in which all else is opaque. `Lin` and `Form` are their trees; the meaning of
a tree unfolds to the proposition as one writes it, so hypotheses can be passed as they are. A certificate (`Cert`) is a tree
of case splits and cuts whose leaves are sums of facts that say `0 < 0` (Farkas) or clashes. The whole tree is checked by
computation: `check` uses no more than the arithmetic of natural numbers, which the kernel does fast. A linear form is evaluated
at powers of a large base instead of being sorted: two forms whose coefficients are smaller than the base are equal when their
values are, for the coefficients are digits.
-/
set_option linter.all false
universe u v

namespace Spec

/-- A search tree over positions: left of `k` are the smaller ones. -/
inductive Tree (α : Type u) : Type u where
  | leaf (a : α)
  | node (k : Nat) (l r : Tree α)

noncomputable def Tree.get {α : Type u} (t : Tree α) : Nat → α :=
  Tree.rec (motive := fun _ => Nat → α) (fun a _ => a)
    (fun k _ _ l r i => Bool.rec (motive := fun _ => α) (l i) (r i) (Nat.ble k i)) t

inductive Lin : Type where
  | num (n : Int)
  | var (i : Nat)
  | add (a b : Lin)
  | sub (a b : Lin)
  | neg (a : Lin)
  | mul (k : Int) (a : Lin)

-- Short names, because elaborating a certificate's text takes longer than checking it.
abbrev Lin.v0 : Lin := .var (nat_lit 0)  abbrev Lin.v1 : Lin := .var (nat_lit 1)  abbrev Lin.v2 : Lin := .var (nat_lit 2)
abbrev Lin.v3 : Lin := .var (nat_lit 3)  abbrev Lin.v4 : Lin := .var (nat_lit 4)  abbrev Lin.v5 : Lin := .var (nat_lit 5)
abbrev Lin.v6 : Lin := .var (nat_lit 6)  abbrev Lin.v7 : Lin := .var (nat_lit 7)  abbrev Lin.v8 : Lin := .var (nat_lit 8)
abbrev Lin.v9 : Lin := .var (nat_lit 9)  abbrev Lin.v10 : Lin := .var (nat_lit 10)  abbrev Lin.v11 : Lin := .var (nat_lit 11)
abbrev Lin.v12 : Lin := .var (nat_lit 12)  abbrev Lin.v13 : Lin := .var (nat_lit 13)  abbrev Lin.v14 : Lin := .var (nat_lit 14)
abbrev Lin.v15 : Lin := .var (nat_lit 15)  abbrev Lin.v16 : Lin := .var (nat_lit 16)  abbrev Lin.v17 : Lin := .var (nat_lit 17)
abbrev Lin.v18 : Lin := .var (nat_lit 18)  abbrev Lin.v19 : Lin := .var (nat_lit 19)  abbrev Lin.v20 : Lin := .var (nat_lit 20)
abbrev Lin.v21 : Lin := .var (nat_lit 21)  abbrev Lin.v22 : Lin := .var (nat_lit 22)  abbrev Lin.v23 : Lin := .var (nat_lit 23)
abbrev Lin.v24 : Lin := .var (nat_lit 24)  abbrev Lin.v25 : Lin := .var (nat_lit 25)  abbrev Lin.v26 : Lin := .var (nat_lit 26)
abbrev Lin.v27 : Lin := .var (nat_lit 27)  abbrev Lin.v28 : Lin := .var (nat_lit 28)  abbrev Lin.v29 : Lin := .var (nat_lit 29)
abbrev Lin.v30 : Lin := .var (nat_lit 30)  abbrev Lin.v31 : Lin := .var (nat_lit 31)  abbrev Lin.n0 : Lin := .num (.ofNat (nat_lit 0))
abbrev Lin.n1 : Lin := .num (.ofNat (nat_lit 1))  abbrev Lin.n2 : Lin := .num (.ofNat (nat_lit 2))  abbrev Lin.n3 : Lin := .num (.ofNat (nat_lit 3))

noncomputable def Lin.denote (ρ : Tree Int) (t : Lin) : Int :=
  Lin.rec (motive := fun _ => Int) (fun n => n) (fun i => ρ.get i) (fun _ _ a b => a + b) (fun _ _ a b => a - b) (fun _ a => -a)
    (fun k _ a => k * a) t

inductive Form : Type where
  | tt
  | ff
  | prop (i : Nat)
  | le (a b : Lin)
  | lt (a b : Lin)
  | eq (a b : Lin)
  | not (a : Form)
  | and (a b : Form)
  | or (a b : Form)
  | imp (a b : Form)
  | iff (a b : Form)

abbrev Form.p0 : Form := .prop (nat_lit 0)  abbrev Form.p1 : Form := .prop (nat_lit 1)  abbrev Form.p2 : Form := .prop (nat_lit 2)
abbrev Form.p3 : Form := .prop (nat_lit 3)  abbrev Form.p4 : Form := .prop (nat_lit 4)  abbrev Form.p5 : Form := .prop (nat_lit 5)
abbrev Form.p6 : Form := .prop (nat_lit 6)  abbrev Form.p7 : Form := .prop (nat_lit 7)  abbrev Form.p8 : Form := .prop (nat_lit 8)
abbrev Form.p9 : Form := .prop (nat_lit 9)  abbrev Form.p10 : Form := .prop (nat_lit 10)  abbrev Form.p11 : Form := .prop (nat_lit 11)
abbrev Form.p12 : Form := .prop (nat_lit 12)  abbrev Form.p13 : Form := .prop (nat_lit 13)  abbrev Form.p14 : Form := .prop (nat_lit 14)
abbrev Form.p15 : Form := .prop (nat_lit 15)  abbrev Form.p16 : Form := .prop (nat_lit 16)  abbrev Form.p17 : Form := .prop (nat_lit 17)
abbrev Form.p18 : Form := .prop (nat_lit 18)  abbrev Form.p19 : Form := .prop (nat_lit 19)  abbrev Form.p20 : Form := .prop (nat_lit 20)
abbrev Form.p21 : Form := .prop (nat_lit 21)  abbrev Form.p22 : Form := .prop (nat_lit 22)  abbrev Form.p23 : Form := .prop (nat_lit 23)
abbrev Form.p24 : Form := .prop (nat_lit 24)  abbrev Form.p25 : Form := .prop (nat_lit 25)  abbrev Form.p26 : Form := .prop (nat_lit 26)
abbrev Form.p27 : Form := .prop (nat_lit 27)  abbrev Form.p28 : Form := .prop (nat_lit 28)  abbrev Form.p29 : Form := .prop (nat_lit 29)
abbrev Form.p30 : Form := .prop (nat_lit 30)  abbrev Form.p31 : Form := .prop (nat_lit 31)

noncomputable def Form.denote (ρ : Tree Int) (π : Tree Prop) (f : Form) : Prop :=
  Form.rec (motive := fun _ => Prop) True False (fun i => π.get i) (fun a b => a.denote ρ ≤ b.denote ρ)
    (fun a b => a.denote ρ < b.denote ρ) (fun a b => a.denote ρ = b.denote ρ) (fun _ a => ¬a) (fun _ _ a b => a ∧ b)
    (fun _ _ a b => a ∨ b) (fun _ _ a b => a → b) (fun _ _ a b => a ↔ b) f

/-- A sum of facts, each times a natural number; `ge` takes an equation the other way round. -/
inductive Comb : Type where
  | nil
  | le (k r : Nat) (rest : Comb)
  | ge (k r : Nat) (rest : Comb)

inductive Cert : Type where
  | sum (c : Comb)
  | clash (r s : Nat)
  | split (r : Nat) (c d : Cert)
  | both (r : Nat) (c : Cert)
  | have (f : Form) (c d : Cert)

-- What is computed.

/-- The value of one side (`true`: what is added, `false`: what is taken away) of a linear form, where variable i is base ^ (i + 1). -/
noncomputable def Lin.value (base : Nat) (t : Lin) : Bool → Nat :=
  Lin.rec (motive := fun _ => Bool → Nat)
    (fun n s => Int.rec (motive := fun _ => Nat) (fun k => Bool.rec (motive := fun _ => Nat) 0 k s)
      (fun k => Bool.rec (motive := fun _ => Nat) (Nat.succ k) 0 s) n)
    (fun i s => Bool.rec (motive := fun _ => Nat) 0 (Nat.pow base (Nat.succ i)) s)
    (fun _ _ a b s => Nat.add (a s) (b s))
    (fun _ _ a b s => Nat.add (a s) (b (Bool.rec (motive := fun _ => Bool) true false s)))
    (fun _ a s => a (Bool.rec (motive := fun _ => Bool) true false s))
    (fun k _ a s => Int.rec (motive := fun _ => Nat) (fun n => Nat.mul n (a s))
      (fun n => Nat.mul (Nat.succ n) (a (Bool.rec (motive := fun _ => Bool) true false s))) k) t

/-- The form is a constant greater than 0, whatever its variables are. -/
noncomputable def Lin.positive (base : Nat) (t : Lin) : Bool :=
  let c := Nat.sub (t.value base true) (t.value base false)
  Bool.rec (motive := fun _ => Bool) false
    (Bool.rec (motive := fun _ => Bool) false
      (Nat.ble (Nat.succ (Nat.add (t.value 1 false) c)) base)
      (Nat.ble (Nat.succ (t.value 1 true)) base))
    (Nat.ble 1 c)

/-- A fact as `form ≤ 0`; what is not linear gives `0 ≤ 0`. -/
noncomputable def Form.gap (f : Form) : Lin :=
  Form.rec (motive := fun _ => Lin) (.num 0) (.num 1) (fun _ => .num 0) (fun a b => .sub a b) (fun a b => .add (.sub a b) (.num 1))
    (fun a b => .sub a b)
    (fun a _ => Form.rec (motive := fun _ => Lin) (.num 1) (.num 0) (fun _ => .num 0) (fun a b => .add (.sub b a) (.num 1))
      (fun a b => .sub b a) (fun _ _ => .num 0) (fun _ _ => .num 0) (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0)
      (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0) a)
    (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0) f

/-- An equation as `form = 0`; what is none gives `0 = 0`. -/
noncomputable def Form.balance (f : Form) : Lin :=
  Form.rec (motive := fun _ => Lin) (.num 0) (.num 0) (fun _ => .num 0) (fun _ _ => .num 0) (fun _ _ => .num 0)
    (fun a b => .sub a b) (fun _ _ => .num 0) (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0) (fun _ _ _ _ => .num 0)
    (fun _ _ _ _ => .num 0) f

/-- The first of the two cases that a fact leaves; `True` where it leaves none. -/
noncomputable def Form.one (f : Form) : Form :=
  Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt)
    (fun a _ => Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun a b => .lt a b)
      (fun _ _ => .tt) (fun a _ _ _ => .not a) (fun _ _ _ _ => .tt) (fun _ _ _ _ => .tt) (fun a b _ _ => .and a (.not b)) a)
    (fun _ _ _ _ => .tt) (fun a _ _ _ => a) (fun a _ _ _ => .not a) (fun a b _ _ => .and a b) f
noncomputable def Form.other (f : Form) : Form :=
  Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt)
    (fun a _ => Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun a b => .lt b a)
      (fun _ _ => .tt) (fun _ b _ _ => .not b) (fun _ _ _ _ => .tt) (fun _ _ _ _ => .tt) (fun a b _ _ => .and (.not a) b) a)
    (fun _ _ _ _ => .tt) (fun _ b _ _ => b) (fun _ b _ _ => b) (fun a b _ _ => .and (.not a) (.not b)) f

/-- The two parts of a fact that holds two; `True` where it has none. -/
noncomputable def Form.left (f : Form) : Form :=
  Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt)
    (fun a _ => Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt)
      (fun a _ => a) (fun _ _ _ _ => .tt) (fun a _ _ _ => .not a) (fun a _ _ _ => a) (fun _ _ _ _ => .tt) a)
    (fun a _ _ _ => a) (fun _ _ _ _ => .tt) (fun _ _ _ _ => .tt) (fun _ _ _ _ => .tt) f
noncomputable def Form.right (f : Form) : Form :=
  Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt)
    (fun a _ => Form.rec (motive := fun _ => Form) .tt .tt (fun _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt) (fun _ _ => .tt)
      (fun _ _ => .tt) (fun _ _ _ _ => .tt) (fun _ b _ _ => .not b) (fun _ b _ _ => .not b) (fun _ _ _ _ => .tt) a)
    (fun _ b _ _ => b) (fun _ _ _ _ => .tt) (fun _ _ _ _ => .tt) (fun _ _ _ _ => .tt) f

/-- The facts that are known on the way, newest first. -/
inductive Stack : Type where
  | nil
  | push (f : Form) (rest : Stack)

noncomputable def Stack.get (s : Stack) : Nat → Form :=
  Stack.rec (motive := fun _ => Nat → Form) (fun _ => .tt)
    (fun f _ rest i => Nat.rec (motive := fun _ => Form) f (fun i _ => rest i) i) s

/-- Fact r: of the given ones when r < n, else the (r - n)-th newest. -/
noncomputable def fact (facts : Tree Form) (n : Nat) (s : Stack) (r : Nat) : Form :=
  Bool.rec (motive := fun _ => Form) (facts.get r) (s.get (Nat.sub r n)) (Nat.ble n r)

noncomputable def Comb.total (facts : Tree Form) (n : Nat) (s : Stack) (c : Comb) : Lin :=
  Comb.rec (motive := fun _ => Lin) (.num 0) (fun k r _ rest => .add (.mul (.ofNat k) (fact facts n s r).gap) rest)
    (fun k r _ rest => .sub rest (.mul (.ofNat k) (fact facts n s r).balance)) c

/-- `g` is the negation of the proposition `f`. -/
noncomputable def Form.opposite (f g : Form) : Bool :=
  Form.rec (motive := fun _ => Bool) false false
    (fun i => Form.rec (motive := fun _ => Bool) false false (fun _ => false) (fun _ _ => false) (fun _ _ => false) (fun _ _ => false)
      (fun a _ => Form.rec (motive := fun _ => Bool) false false (fun j => Nat.beq i j) (fun _ _ => false) (fun _ _ => false)
        (fun _ _ => false) (fun _ _ => false) (fun _ _ _ _ => false) (fun _ _ _ _ => false) (fun _ _ _ _ => false)
        (fun _ _ _ _ => false) a)
      (fun _ _ _ _ => false) (fun _ _ _ _ => false) (fun _ _ _ _ => false) (fun _ _ _ _ => false) g)
    (fun _ _ => false) (fun _ _ => false) (fun _ _ => false) (fun _ _ => false) (fun _ _ _ _ => false) (fun _ _ _ _ => false)
    (fun _ _ _ _ => false) (fun _ _ _ _ => false) f

noncomputable def Cert.check (base n : Nat) (facts : Tree Form) (c : Cert) : Stack → Bool :=
  Cert.rec (motive := fun _ => Stack → Bool)
    (fun c s => (c.total facts n s).positive base)
    (fun r t s => (fact facts n s r).opposite (fact facts n s t))
    (fun r _ _ c d s => Bool.rec (motive := fun _ => Bool) false (d (.push (fact facts n s r).other s))
      (c (.push (fact facts n s r).one s)))
    (fun r _ c s => c (.push (fact facts n s r).right (.push (fact facts n s r).left s)))
    (fun f _ _ c d s => Bool.rec (motive := fun _ => Bool) false (d (.push f s)) (c (.push (.not f) s))) c

-- What it means.

/-- The facts one after another imply a proposition. -/
noncomputable def Tree.imply (t : Tree Form) (ρ : Tree Int) (π : Tree Prop) : Prop → Prop :=
  Tree.rec (motive := fun _ => Prop → Prop) (fun f p => f.denote ρ π → p) (fun _ _ _ l r p => l (r p)) t

noncomputable def Tree.hold (t : Tree Form) (ρ : Tree Int) (π : Tree Prop) : Prop :=
  Tree.rec (motive := fun _ => Prop) (fun f => f.denote ρ π) (fun _ _ _ l r => l ∧ r) t
noncomputable def Stack.hold (s : Stack) (ρ : Tree Int) (π : Tree Prop) : Prop :=
  Stack.rec (motive := fun _ => Prop) True (fun f _ rest => f.denote ρ π ∧ rest) s

theorem Tree.imply_of_hold (ρ : Tree Int) (π : Tree Prop) (t : Tree Form) (p : Prop) : (t.hold ρ π → p) → t.imply ρ π p := by
  induction t generalizing p with
  | leaf f => exact fun h => h
  | node k l r il ir => exact fun h => il (r.imply ρ π p) fun hl => ir p fun hr => h ⟨hl, hr⟩

theorem Tree.get_holds {ρ : Tree Int} {π : Tree Prop} (t : Tree Form) (h : t.hold ρ π) (i : Nat) : (t.get i).denote ρ π := by
  induction t with
  | leaf f => exact h
  | node k l r il ir =>
    show Form.denote ρ π (Bool.rec (motive := fun _ => Form) (l.get i) (r.get i) (Nat.ble k i))
    cases Nat.ble k i with
    | false => exact il h.1
    | true => exact ir h.2
theorem Stack.get_holds {ρ : Tree Int} {π : Tree Prop} (s : Stack) (h : s.hold ρ π) (i : Nat) : (s.get i).denote ρ π := by
  induction s generalizing i with
  | nil => exact True.intro
  | push f rest ih =>
    cases i with
    | zero => exact h.1
    | succ i => exact ih h.2 i
theorem fact_holds {ρ : Tree Int} {π : Tree Prop} {facts : Tree Form} {s : Stack} (hf : facts.hold ρ π) (hs : s.hold ρ π) (n r : Nat) :
    (fact facts n s r).denote ρ π := by
  show Form.denote ρ π (Bool.rec (motive := fun _ => Form) (facts.get r) (s.get (Nat.sub r n)) (Nat.ble n r))
  cases Nat.ble n r with
  | false => exact Tree.get_holds facts hf r
  | true => exact Stack.get_holds s hs _

-- Linear forms as their digits.

/-- Coefficients, the constant first. -/
inductive Digits : Type where
  | nil
  | cons (d : Nat) (rest : Digits)

noncomputable def Digits.at (base : Nat) (t : Digits) : Nat :=
  Digits.rec (motive := fun _ => Nat) 0 (fun d _ rest => d + base * rest) t
noncomputable def Digits.dot (v : Nat → Int) (t : Digits) : Nat → Int :=
  Digits.rec (motive := fun _ => Nat → Int) (fun _ => 0) (fun d _ rest i => Int.ofNat d * v i + rest (.succ i)) t
noncomputable def Digits.plus (a : Digits) : Digits → Digits :=
  Digits.rec (motive := fun _ => Digits → Digits) (fun b => b)
    (fun d as rest b => Digits.rec (motive := fun _ => Digits) (.cons d as) (fun e bs _ => .cons (d + e) (rest bs)) b) a
noncomputable def Digits.times (k : Nat) (t : Digits) : Digits :=
  Digits.rec (motive := fun _ => Digits) .nil (fun d _ rest => .cons (k * d) rest) t
noncomputable def Digits.unit (i : Nat) : Digits :=
  Nat.rec (motive := fun _ => Digits) (.cons 1 .nil) (fun _ rest => .cons 0 rest) i

theorem Digits.at_plus (base : Nat) (a b : Digits) : (a.plus b).at base = a.at base + b.at base := by
  induction a generalizing b with
  | nil => exact (Nat.zero_add _).symm
  | cons d as ih =>
    cases b with
    | nil => rfl
    | cons e bs =>
      show d + e + base * (as.plus bs).at base = d + base * as.at base + (e + base * bs.at base)
      rw [ih, Nat.mul_add]
      simp only [Nat.add_assoc, Nat.add_comm, Nat.add_left_comm]
theorem Digits.dot_plus (v : Nat → Int) (a b : Digits) (i : Nat) : (a.plus b).dot v i = a.dot v i + b.dot v i := by
  induction a generalizing b i with
  | nil => exact (Int.zero_add _).symm
  | cons d as ih =>
    cases b with
    | nil => exact (Int.add_zero _).symm
    | cons e bs =>
      show Int.ofNat (d + e) * v i + (as.plus bs).dot v (.succ i) =
        Int.ofNat d * v i + as.dot v (.succ i) + (Int.ofNat e * v i + bs.dot v (.succ i))
      rw [ih, ← Int.ofNat_add_ofNat, Int.add_mul]
      simp only [Int.add_assoc, Int.add_comm, Int.add_left_comm]
theorem Digits.at_times (base k : Nat) (a : Digits) : (a.times k).at base = k * a.at base := by
  induction a with
  | nil => rfl
  | cons d as ih =>
    show k * d + base * (as.times k).at base = k * (d + base * as.at base)
    rw [ih, Nat.mul_add, Nat.mul_left_comm]
theorem Digits.dot_times (v : Nat → Int) (k : Nat) (a : Digits) (i : Nat) : (a.times k).dot v i = Int.ofNat k * a.dot v i := by
  induction a generalizing i with
  | nil => exact (Int.mul_zero _).symm
  | cons d as ih =>
    show Int.ofNat (k * d) * v i + (as.times k).dot v (.succ i) = Int.ofNat k * (Int.ofNat d * v i + as.dot v (.succ i))
    rw [ih, ← Int.ofNat_mul_ofNat, Int.mul_add, Int.mul_assoc]
theorem Digits.at_unit (base i : Nat) : (Digits.unit i).at base = Nat.pow base i := by
  induction i with
  | zero => rfl
  | succ i ih =>
    show 0 + base * (Digits.unit i).at base = Nat.pow base i * base
    rw [ih, Nat.zero_add, Nat.mul_comm]
theorem Digits.dot_unit (v : Nat → Int) (i j : Nat) : (Digits.unit i).dot v j = v (j + i) := by
  induction i generalizing j with
  | zero =>
    show Int.ofNat 1 * v j + 0 = v j
    rw [Int.add_zero]; exact Int.one_mul _
  | succ i ih =>
    show Int.ofNat 0 * v j + (Digits.unit i).dot v (.succ j) = v (j + .succ i)
    rw [ih, Nat.succ_add, show Int.ofNat 0 * v j = 0 from Int.zero_mul _, Int.zero_add]; rfl

theorem Digits.dot_of_at_zero (v : Nat → Int) {base : Nat} (pos : 0 < base) (a : Digits) (i : Nat) (h : a.at base = 0) : a.dot v i = 0 := by
  induction a generalizing i with
  | nil => rfl
  | cons d as ih =>
    have h : d + base * as.at base = 0 := h
    have hd : d = 0 := Nat.eq_zero_of_add_eq_zero_right h
    have hs : as.at base = 0 := (Nat.eq_zero_of_mul_eq_zero (Nat.eq_zero_of_add_eq_zero_left h)).elim
      (fun e => (Nat.lt_irrefl base (e.symm ▸ pos)).elim) id
    show Int.ofNat d * v i + as.dot v (.succ i) = 0
    rw [ih _ hs, hd, Int.add_zero]; exact Int.zero_mul _

theorem digit_lt {base d e x y : Nat} (hd : d < base) (h : d + base * x = e + base * y) (k : x < y) : False := by
  have one : base * x + base ≤ base * y := Nat.mul_le_mul_left base k
  have two : base * y ≤ d + base * x := h ▸ Nat.le_add_left _ _
  rw [Nat.add_comm] at two
  exact Nat.lt_irrefl base (Nat.lt_of_le_of_lt (Nat.le_of_add_le_add_left (Nat.le_trans one two)) hd)
theorem digit {base d e x y : Nat} (hd : d < base) (he : e < base) (h : d + base * x = e + base * y) : d = e ∧ x = y := by
  cases Nat.lt_or_ge x y with
  | inl k => exact (digit_lt hd h k).elim
  | inr k =>
    cases Nat.lt_or_ge y x with
    | inl l => exact (digit_lt he h.symm l).elim
    | inr l =>
      have e := Nat.le_antisymm l k
      rw [e] at h
      exact ⟨Nat.add_right_cancel h, e⟩

/-- Two numbers with the same value in a base larger than each digit have the same digits. -/
theorem Digits.dot_eq (v : Nat → Int) {base : Nat} (a b : Digits) (i : Nat) (ha : a.at 1 < base) (hb : b.at 1 < base)
    (h : a.at base = b.at base) : a.dot v i = b.dot v i := by
  have pos : 0 < base := Nat.lt_of_le_of_lt (Nat.zero_le _) ha
  induction a generalizing b i with
  | nil => exact (b.dot_of_at_zero v pos i h.symm).symm
  | cons d as ih =>
    cases b with
    | nil => exact Digits.dot_of_at_zero v pos (.cons d as) i h
    | cons e bs =>
      have ha : d + 1 * as.at 1 < base := ha
      have hb : e + 1 * bs.at 1 < base := hb
      rw [Nat.one_mul] at ha hb
      have h : d + base * as.at base = e + base * bs.at base := h
      have two := digit (Nat.lt_of_le_of_lt (Nat.le_add_right _ _) ha) (Nat.lt_of_le_of_lt (Nat.le_add_right _ _) hb) h
      show Int.ofNat d * v i + as.dot v (.succ i) = Int.ofNat e * v i + bs.dot v (.succ i)
      rw [two.1, ih bs (.succ i) (Nat.lt_of_le_of_lt (Nat.le_add_left _ _) ha) (Nat.lt_of_le_of_lt (Nat.le_add_left _ _) hb) two.2]

/-- The digits of one side of a linear form. -/
noncomputable def Lin.digits (t : Lin) : Bool → Digits :=
  Lin.rec (motive := fun _ => Bool → Digits)
    (fun n s => Int.rec (motive := fun _ => Digits) (fun k => Bool.rec (motive := fun _ => Digits) .nil (.cons k .nil) s)
      (fun k => Bool.rec (motive := fun _ => Digits) (.cons (.succ k) .nil) .nil s) n)
    (fun i s => Bool.rec (motive := fun _ => Digits) .nil (.unit (.succ i)) s)
    (fun _ _ a b s => (a s).plus (b s))
    (fun _ _ a b s => (a s).plus (b (Bool.rec (motive := fun _ => Bool) true false s)))
    (fun _ a s => a (Bool.rec (motive := fun _ => Bool) true false s))
    (fun k _ a s => Int.rec (motive := fun _ => Digits) (fun n => (a s).times n)
      (fun n => (a (Bool.rec (motive := fun _ => Bool) true false s)).times (.succ n)) k) t

theorem Lin.value_eq (base : Nat) (t : Lin) (s : Bool) : t.value base s = (t.digits s).at base := by
  induction t generalizing s with
  | num n =>
    cases n with
    | ofNat k => cases s with
      | false => rfl
      | true => rfl
    | negSucc k => cases s with
      | false => rfl
      | true => rfl
  | var i =>
    cases s with
    | false => rfl
    | true => exact (Digits.at_unit base (.succ i)).symm
  | add a b ia ib =>
    show a.value base s + b.value base s = ((a.digits s).plus (b.digits s)).at base
    rw [ia, ib, Digits.at_plus]
  | sub a b ia ib =>
    show a.value base s + b.value base _ = ((a.digits s).plus (b.digits _)).at base
    rw [ia, ib, Digits.at_plus]
  | neg a ia => exact ia _
  | mul k a ia =>
    cases k with
    | ofNat n =>
      show n * a.value base s = ((a.digits s).times n).at base
      rw [ia, Digits.at_times]
    | negSucc n =>
      show Nat.succ n * a.value base _ = ((a.digits _).times (.succ n)).at base
      rw [ia, Digits.at_times]

/-- What digit i stands for: the constant 1, then the variables. -/
noncomputable def weight (ρ : Tree Int) (i : Nat) : Int := Nat.rec (motive := fun _ => Int) 1 (fun i _ => ρ.get i) i

theorem Lin.digits_denote (ρ : Tree Int) (t : Lin) :
    t.denote ρ + (t.digits false).dot (weight ρ) 0 = (t.digits true).dot (weight ρ) 0 := by
  induction t with
  | num n =>
    cases n with
    | ofNat k =>
      show Int.ofNat k + 0 = Int.ofNat k * 1 + 0
      rw [Int.mul_one]
    | negSucc k =>
      show Int.negSucc k + (Int.ofNat (.succ k) * 1 + 0) = 0
      rw [Int.mul_one, Int.add_zero]
      exact Int.add_left_neg (Int.ofNat (.succ k))
  | var i =>
    show ρ.get i + 0 = (Digits.unit (.succ i)).dot (weight ρ) 0
    rw [Digits.dot_unit, Int.add_zero, Nat.zero_add]; rfl
  | add a b ia ib =>
    show a.denote ρ + b.denote ρ + ((a.digits false).plus (b.digits false)).dot (weight ρ) 0 =
      ((a.digits true).plus (b.digits true)).dot (weight ρ) 0
    rw [Digits.dot_plus, Digits.dot_plus, ← ia, ← ib]
    simp only [Int.add_assoc, Int.add_comm, Int.add_left_comm]
  | sub a b ia ib =>
    show a.denote ρ - b.denote ρ + ((a.digits false).plus (b.digits true)).dot (weight ρ) 0 =
      ((a.digits true).plus (b.digits false)).dot (weight ρ) 0
    rw [Digits.dot_plus, Digits.dot_plus, ← ia, ← ib, Int.sub_eq_add_neg]
    rw [Int.add_assoc, Int.add_left_comm (-b.denote ρ), ← Int.add_assoc (-b.denote ρ), Int.add_left_neg, Int.zero_add, Int.add_assoc]
  | neg a ia =>
    show -a.denote ρ + (a.digits true).dot (weight ρ) 0 = (a.digits false).dot (weight ρ) 0
    rw [← ia, ← Int.add_assoc, Int.add_left_neg, Int.zero_add]
  | mul k a ia =>
    cases k with
    | ofNat n =>
      show Int.ofNat n * a.denote ρ + ((a.digits false).times n).dot (weight ρ) 0 = ((a.digits true).times n).dot (weight ρ) 0
      rw [Digits.dot_times, Digits.dot_times, ← ia, Int.mul_add]
    | negSucc n =>
      show -Int.ofNat (.succ n) * a.denote ρ + ((a.digits true).times (.succ n)).dot (weight ρ) 0 =
        ((a.digits false).times (.succ n)).dot (weight ρ) 0
      rw [Digits.dot_times, Digits.dot_times, ← ia, Int.mul_add, ← Int.add_assoc, Int.neg_mul, Int.add_left_neg, Int.zero_add]

theorem eq_add_of_sub_pos {m n : Nat} (h : 1 ≤ m - n) : m = n + (m - n) := by
  cases Nat.le_total n m with
  | inl k =>
    obtain ⟨i, rfl⟩ := Nat.exists_eq_add_of_le k
    rw [Nat.add_sub_cancel_left]
  | inr k =>
    rw [Nat.sub_eq_zero_of_le k] at h
    exact (Nat.not_succ_le_zero 0 h).elim
theorem Lin.positive_sound (ρ : Tree Int) (base : Nat) (t : Lin) (h : t.positive base = true) : 0 < t.denote ρ := by
  have digits := t.digits_denote ρ
  have split : Nat.ble 1 (t.value base true - t.value base false) = true ∧
      Nat.ble (.succ (t.value 1 true)) base = true ∧
      Nat.ble (.succ (t.value 1 false + (t.value base true - t.value base false))) base = true := by
    have h : Bool.rec (motive := fun _ => Bool) false
      (Bool.rec (motive := fun _ => Bool) false
        (Nat.ble (.succ (t.value 1 false + (t.value base true - t.value base false))) base)
        (Nat.ble (.succ (t.value 1 true)) base))
      (Nat.ble 1 (t.value base true - t.value base false)) = true := h
    cases h1 : Nat.ble 1 (t.value base true - t.value base false) with
    | false => rw [h1] at h; exact Bool.noConfusion h
    | true =>
      rw [h1] at h
      cases h2 : Nat.ble (.succ (t.value 1 true)) base with
      | false => rw [h2] at h; exact Bool.noConfusion h
      | true => rw [h2] at h; exact ⟨rfl, rfl, h⟩
  have small : (t.digits true).at 1 < base := by rw [← Lin.value_eq]; exact Nat.le_of_ble_eq_true split.2.1
  have small' : (t.digits false).at 1 + (t.value base true - t.value base false) < base := by
    rw [← Lin.value_eq]; exact Nat.le_of_ble_eq_true split.2.2
  have pos : 1 ≤ t.value base true - t.value base false := Nat.le_of_ble_eq_true split.1
  obtain ⟨c, hc⟩ : ∃ c, c = t.value base true - t.value base false := ⟨_, rfl⟩
  rw [← hc] at small' pos
  have sum : t.value base true = t.value base false + c := by
    rw [hc]; exact eq_add_of_sub_pos (hc ▸ pos)
  rw [Lin.value_eq, Lin.value_eq] at sum
  have shifted := Digits.dot_eq (weight ρ) (t.digits true) ((t.digits false).plus (.cons c .nil)) 0 small
    (by rw [Digits.at_plus]; exact small') (by rw [Digits.at_plus, sum]; rfl)
  rw [Digits.dot_plus, ← digits, Int.add_comm] at shifted
  have value : t.denote ρ = Int.ofNat c := by
    have h := Int.add_left_cancel shifted
    rw [h]
    show Int.ofNat c * 1 + 0 = _
    rw [Int.add_zero, Int.mul_one]
  rw [value]
  obtain ⟨k, rfl⟩ := Nat.exists_eq_add_of_le pos
  show Int.NonNeg (Int.ofNat (1 + k) + Int.negSucc 0)
  rw [Int.ofNat_add_negSucc, Int.subNatNat_add_right]
  exact Int.NonNeg.mk k

theorem Form.gap_sound {ρ : Tree Int} {π : Tree Prop} (f : Form) (h : f.denote ρ π) : f.gap.denote ρ ≤ 0 := by
  have less {x y : Int} (h : x < y) : x - y + 1 ≤ 0 := by
    have h := Int.add_le_add_right (show x + 1 ≤ y from h) (-y)
    rw [Int.add_right_neg, Int.add_right_comm] at h
    exact h
  have under {x y : Int} (h : x ≤ y) : x - y ≤ 0 := by
    have h := Int.add_le_add_right h (-y)
    rw [Int.add_right_neg] at h
    exact h
  cases f with
  | ff => exact False.elim h
  | le a b => exact under h
  | lt a b => exact less h
  | eq a b => exact under (Int.le_of_eq h)
  | not f =>
    cases f with
    | tt => exact absurd True.intro h
    | le a b => exact less (Int.not_le.1 h)
    | lt a b => exact under (Int.not_lt.1 h)
    | _ => exact Int.le_refl 0
  | _ => exact Int.le_refl 0
theorem Form.balance_sound {ρ : Tree Int} {π : Tree Prop} (f : Form) (h : f.denote ρ π) : f.balance.denote ρ = 0 := by
  cases f with
  | eq a b =>
    show a.denote ρ - b.denote ρ = 0
    rw [show a.denote ρ = b.denote ρ from h, Int.sub_self]
  | _ => rfl
theorem Comb.total_sound {ρ : Tree Int} {π : Tree Prop} {facts : Tree Form} {s : Stack} (hf : facts.hold ρ π) (hs : s.hold ρ π)
    (n : Nat) (c : Comb) : (c.total facts n s).denote ρ ≤ 0 := by
  induction c with
  | nil => exact Int.le_refl 0
  | le k r rest ih =>
    have h := Form.gap_sound _ (fact_holds hf hs n r)
    have h := Int.mul_le_mul_of_nonneg_left h (Int.ofNat_nonneg k)
    rw [Int.mul_zero] at h
    exact Int.add_le_add h ih
  | ge k r rest ih =>
    show (rest.total facts n s).denote ρ - Int.ofNat k * (fact facts n s r).balance.denote ρ ≤ 0
    rw [Form.balance_sound _ (fact_holds hf hs n r), Int.mul_zero]
    show (rest.total facts n s).denote ρ + 0 ≤ 0
    rw [Int.add_zero]; exact ih

-- Where a fact leaves two cases they cover it; all that is shown is `False`, so nothing needs to be decided.
theorem Form.cases_sound {ρ : Tree Int} {π : Tree Prop} (f : Form) (h : f.denote ρ π) (one : ¬f.one.denote ρ π)
    (other : ¬f.other.denote ρ π) : False := by
  cases f with
  | or a b => exact h.elim one other
  | imp a b => exact one fun ha => other (h ha)
  | iff a b => exact other ⟨fun ha => one ⟨ha, h.1 ha⟩, fun hb => one ⟨h.2 hb, hb⟩⟩
  | not f =>
    cases f with
    | and a b => exact one fun ha => other fun hb => h ⟨ha, hb⟩
    | iff a b => exact h ⟨fun ha => (one ⟨ha, fun hb => h ⟨fun _ => hb, fun _ => ha⟩⟩).elim, fun hb => (other ⟨fun ha => h ⟨fun _ => hb, fun _ => ha⟩, hb⟩).elim⟩
    | eq a b => exact (Int.lt_or_gt_of_ne h).elim one other
    | _ => exact one True.intro
  | _ => exact one True.intro
theorem Form.left_sound {ρ : Tree Int} {π : Tree Prop} (f : Form) (h : f.denote ρ π) (no : f.left.denote ρ π → False) : False := by
  cases f with
  | and a b => exact no h.1
  | not f =>
    cases f with
    | not a => exact h no
    | or a b => exact no fun ha => h (Or.inl ha)
    | imp a b => exact h fun ha => (no ha).elim
    | _ => exact no True.intro
  | _ => exact no True.intro
theorem Form.right_sound {ρ : Tree Int} {π : Tree Prop} (f : Form) (h : f.denote ρ π) : f.right.denote ρ π := by
  cases f with
  | and a b => exact h.2
  | not f =>
    cases f with
    | or a b => exact fun hb => h (Or.inr hb)
    | imp a b => exact fun hb => h fun _ => hb
    | _ => exact True.intro
  | _ => exact True.intro
theorem Form.opposite_sound {ρ : Tree Int} {π : Tree Prop} (f g : Form) (h : f.opposite g = true) (hf : f.denote ρ π)
    (hg : g.denote ρ π) : False := by
  cases f with
  | prop i =>
    cases g with
    | not g =>
      cases g with
      | prop j =>
        have e : i = j := Nat.eq_of_beq_eq_true h
        rw [← e] at hg
        exact hg hf
      | _ => exact Bool.noConfusion h
    | _ => exact Bool.noConfusion h
  | _ => exact Bool.noConfusion h

theorem Cert.check_sound {ρ : Tree Int} {π : Tree Prop} {base n : Nat} {facts : Tree Form} (hf : facts.hold ρ π) (c : Cert) (s : Stack)
    (hs : s.hold ρ π) (h : c.check base n facts s = true) : False := by
  induction c generalizing s with
  | sum c => exact Int.not_lt.2 (Comb.total_sound hf hs n c) (Lin.positive_sound ρ base _ h)
  | clash r t => exact Form.opposite_sound _ _ h (fact_holds hf hs n r) (fact_holds hf hs n t)
  | split r c d ic id =>
    have h : Bool.rec (motive := fun _ => Bool) false (d.check base n facts (.push (fact facts n s r).other s))
      (c.check base n facts (.push (fact facts n s r).one s)) = true := h
    cases k : c.check base n facts (.push (fact facts n s r).one s) with
    | false => rw [k] at h; exact Bool.noConfusion h
    | true =>
      rw [k] at h
      exact Form.cases_sound _ (fact_holds hf hs n r) (fun x => ic (.push _ s) ⟨x, hs⟩ k) (fun x => id (.push _ s) ⟨x, hs⟩ h)
  | both r c ic =>
    exact Form.left_sound _ (fact_holds hf hs n r) fun x =>
      ic (.push (fact facts n s r).right (.push (fact facts n s r).left s)) ⟨Form.right_sound _ (fact_holds hf hs n r), x, hs⟩ h
  | «have» f c d ic id =>
    have h : Bool.rec (motive := fun _ => Bool) false (d.check base n facts (.push f s)) (c.check base n facts (.push (.not f) s)) = true := h
    cases k : c.check base n facts (.push (.not f) s) with
    | false => rw [k] at h; exact Bool.noConfusion h
    | true =>
      rw [k] at h
      exact ic (.push (.not f) s) ⟨fun x => id (.push f s) ⟨x, hs⟩ h, hs⟩ k

/-- Facts that a certificate refutes do not hold together, whatever the opaque integers ρ and propositions π are. -/
theorem Cert.sound (ρ : Tree Int) (π : Tree Prop) (base n : Nat) (facts : Tree Form) (c : Cert)
    (h : c.check base n facts .nil = true) : facts.imply ρ π False :=
  Tree.imply_of_hold ρ π facts False fun hf => Cert.check_sound hf c .nil True.intro h

-- Certificates as one number, which is read much faster than a term is elaborated: its digits to some base, lowest first. What the
-- number says needs no trust, for whatever certificate comes out is checked.

-- Each step is a definition of its own: what is not taken is then not instantiated either.

noncomputable def choose {R : Type} (b : Bool) (no yes : R) : R := Bool.rec (motive := fun _ => R) no yes b

noncomputable def readLin {R : Type} (size fuel : Nat) : Nat → (Lin → Nat → R) → R :=
  Nat.rec (motive := fun _ => Nat → (Lin → Nat → R) → R) (fun n done => done (.num 0) n)
    (fun _ read n done => choose (Nat.ble 4 (Nat.mod n size))
      (choose (Nat.ble 2 (Nat.mod n size))
        (choose (Nat.ble 1 (Nat.mod n size))
          (done (.num (.ofNat (Nat.mod (Nat.div n size) size))) (Nat.div (Nat.div n size) size))
          (done (.num (.negSucc (Nat.mod (Nat.div n size) size))) (Nat.div (Nat.div n size) size)))
        (choose (Nat.ble 3 (Nat.mod n size))
          (done (.var (Nat.mod (Nat.div n size) size)) (Nat.div (Nat.div n size) size))
          (read (Nat.div n size) fun a n => read n fun b => done (.add a b))))
      (choose (Nat.ble 6 (Nat.mod n size))
        (choose (Nat.ble 5 (Nat.mod n size))
          (read (Nat.div n size) fun a n => read n fun b => done (.sub a b))
          (read (Nat.div n size) fun a => done (.neg a)))
        (choose (Nat.ble 7 (Nat.mod n size))
          (read (Nat.div (Nat.div n size) size) fun a => done (.mul (.ofNat (Nat.mod (Nat.div n size) size)) a))
          (read (Nat.div (Nat.div n size) size) fun a => done (.mul (.negSucc (Nat.mod (Nat.div n size) size)) a))))) fuel

noncomputable def readTwo {R : Type} (size fuel n : Nat) (f : Lin → Lin → Form) (done : Form → Nat → R) : R :=
  readLin size fuel n fun a n => readLin size fuel n fun b => done (f a b)

noncomputable def readForm {R : Type} (size fuel : Nat) : Nat → (Form → Nat → R) → R :=
  Nat.rec (motive := fun _ => Nat → (Form → Nat → R) → R) (fun n done => done .tt n)
    (fun _ read n done => choose (Nat.ble 6 (Nat.mod n size))
      (choose (Nat.ble 3 (Nat.mod n size))
        (choose (Nat.ble 1 (Nat.mod n size)) (done .tt (Nat.div n size))
          (choose (Nat.ble 2 (Nat.mod n size)) (done .ff (Nat.div n size))
            (done (.prop (Nat.mod (Nat.div n size) size)) (Nat.div (Nat.div n size) size))))
        (choose (Nat.ble 4 (Nat.mod n size)) (readTwo size fuel (Nat.div n size) .le done)
          (choose (Nat.ble 5 (Nat.mod n size)) (readTwo size fuel (Nat.div n size) .lt done)
            (readTwo size fuel (Nat.div n size) .eq done))))
      (choose (Nat.ble 7 (Nat.mod n size)) (read (Nat.div n size) fun a => done (.not a))
        (read (Nat.div n size) fun a m => read m fun b =>
          done (choose (Nat.ble 9 (Nat.mod n size))
            (choose (Nat.ble 8 (Nat.mod n size)) (.and a b) (.or a b))
            (choose (Nat.ble 10 (Nat.mod n size)) (.imp a b) (.iff a b)))))) fuel

/-- Pairs of 2 · factor (+ 1 for `ge`) and a fact, up to a 0. -/
noncomputable def readComb {R : Type} (size fuel : Nat) : Nat → (Comb → Nat → R) → R :=
  Nat.rec (motive := fun _ => Nat → (Comb → Nat → R) → R) (fun n done => done .nil n)
    (fun _ read n done => choose (Nat.ble 1 (Nat.mod n size)) (done .nil (Nat.div n size))
      (read (Nat.div (Nat.div n size) size) fun rest => done (choose (Nat.ble 1 (Nat.mod (Nat.mod n size) 2))
        (.le (Nat.div (Nat.mod n size) 2) (Nat.mod (Nat.div n size) size) rest)
        (.ge (Nat.div (Nat.mod n size) 2) (Nat.mod (Nat.div n size) size) rest)))) fuel

/-- 5 · fact + what to do with it. -/
noncomputable def readCert {R : Type} (size fuel : Nat) : Nat → (Cert → Nat → R) → R :=
  Nat.rec (motive := fun _ => Nat → (Cert → Nat → R) → R) (fun n done => done (.sum .nil) n)
    (fun _ read n done => choose (Nat.ble 2 (Nat.mod (Nat.mod n size) 5))
      (choose (Nat.ble 1 (Nat.mod (Nat.mod n size) 5))
        (readComb size fuel (Nat.div n size) fun c => done (.sum c))
        (done (.clash (Nat.div (Nat.mod n size) 5) (Nat.mod (Nat.div n size) size)) (Nat.div (Nat.div n size) size)))
      (choose (Nat.ble 3 (Nat.mod (Nat.mod n size) 5))
        (read (Nat.div n size) fun c m => read m fun d => done (.split (Nat.div (Nat.mod n size) 5) c d))
        (choose (Nat.ble 4 (Nat.mod (Nat.mod n size) 5))
          (read (Nat.div n size) fun c => done (.both (Nat.div (Nat.mod n size) 5) c))
          (readForm size fuel (Nat.div n size) fun f n => read n fun c n => read n fun d => done (.have f c d))))) fuel

noncomputable def Cert.read (size fuel code : Nat) : Cert := readCert size fuel code fun c _ => c

/-- `Cert.sound` for a certificate written as a number of `fuel` digits to the base `size`. -/
theorem refuted (ρ : Tree Int) (π : Tree Prop) (base n : Nat) (facts : Tree Form) (size fuel code : Nat)
    (h : (Cert.read size fuel code).check base n facts .nil = true) : facts.imply ρ π False :=
  Cert.sound ρ π base n facts _ h
end Spec
