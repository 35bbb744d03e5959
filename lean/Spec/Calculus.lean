/-!
The weakest-precondition calculus of the core statements, and the proof that it is sound.

Statements work on states that give each variable (a number) a value of any type; expressions, conditions and clauses are functions of
the state. `Run` is the operational semantics (big step): an outcome is a state, or an error where an assertion or a callee's
precondition does not hold. `Ends` says that every run ends. A call assigns a result of which only the callee's contract is known.
`wp` is what the goal generator makes: a loop is cut at its invariant, what its body does not assign is kept, and the measure was
not negative and got smaller. `wp_sound`: where the precondition holds no run goes wrong, every run ends, there is one, and it ends
in the postcondition.
-/
set_option linter.all false
universe u

namespace Spec.Calculus

section
variable {V : Type u}

abbrev State (V : Type u) : Type u := Nat → V
noncomputable def State.set (σ : State V) (x : Nat) (v : V) : State V := fun y => if y = x then v else σ y

inductive Stmt (V : Type u) : Type u where
  | skip
  | assign (x : Nat) (e : State V → V)
  | seq (s t : Stmt V)
  | ite (c : State V → Bool) (s t : Stmt V)
  | while (c : State V → Bool) (inv : State V → Prop) (measure : State V → Int) (body : Stmt V)
  | assert (p : State V → Prop)
  | call (x f : Nat) (args : State V → List V)

/-- What is known of a function: its precondition, and its postcondition over arguments and result. -/
structure Contract (V : Type u) where
  requires : List V → Prop
  ensures : List V → V → Prop

/-- What functions do: function f may return v for these arguments. -/
abbrev Functions (V : Type u) : Type u := Nat → List V → V → Prop

/-- The functions keep their contracts: where the precondition holds there is a result, and every result is as promised. -/
def Meets (F : Functions V) (Γ : Nat → Contract V) : Prop :=
  ∀ f args, (Γ f).requires args → (∃ v, F f args v) ∧ ∀ v, F f args v → (Γ f).ensures args v

/-- One run; no state means that it went wrong. -/
inductive Run (F : Functions V) (Γ : Nat → Contract V) : Stmt V → State V → Option (State V) → Prop where
  | skip (σ) : Run F Γ .skip σ (some σ)
  | assign (x e σ) : Run F Γ (.assign x e) σ (some (σ.set x (e σ)))
  | seq {s t σ τ o} : Run F Γ s σ (some τ) → Run F Γ t τ o → Run F Γ (.seq s t) σ o
  | seqWrong {s t σ} : Run F Γ s σ none → Run F Γ (.seq s t) σ none
  | iteTrue {c s t σ o} : c σ = true → Run F Γ s σ o → Run F Γ (.ite c s t) σ o
  | iteFalse {c s t σ o} : c σ = false → Run F Γ t σ o → Run F Γ (.ite c s t) σ o
  | whileFalse {c i m b σ} : c σ = false → Run F Γ (.while c i m b) σ (some σ)
  | whileTrue {c i m b σ τ o} : c σ = true → Run F Γ b σ (some τ) → Run F Γ (.while c i m b) τ o → Run F Γ (.while c i m b) σ o
  | whileWrong {c i m b σ} : c σ = true → Run F Γ b σ none → Run F Γ (.while c i m b) σ none
  | assertTrue {p σ} : p σ → Run F Γ (.assert p) σ (some σ)
  | assertFalse {p σ} : ¬p σ → Run F Γ (.assert p) σ none
  | call {x f args σ v} : (Γ f).requires (args σ) → F f (args σ) v → Run F Γ (.call x f args) σ (some (σ.set x v))
  | callWrong {x f args σ} : ¬(Γ f).requires (args σ) → Run F Γ (.call x f args) σ none

/-- Every run ends. -/
inductive Ends (F : Functions V) (Γ : Nat → Contract V) : Stmt V → State V → Prop where
  | skip (σ) : Ends F Γ .skip σ
  | assign (x e σ) : Ends F Γ (.assign x e) σ
  | seq {s t σ} : Ends F Γ s σ → (∀ τ, Run F Γ s σ (some τ) → Ends F Γ t τ) → Ends F Γ (.seq s t) σ
  | iteTrue {c s t σ} : c σ = true → Ends F Γ s σ → Ends F Γ (.ite c s t) σ
  | iteFalse {c s t σ} : c σ = false → Ends F Γ t σ → Ends F Γ (.ite c s t) σ
  | whileFalse {c i m b σ} : c σ = false → Ends F Γ (.while c i m b) σ
  | whileTrue {c i m b σ} : c σ = true → Ends F Γ b σ → (∀ τ, Run F Γ b σ (some τ) → Ends F Γ (.while c i m b) τ) →
      Ends F Γ (.while c i m b) σ
  | assert (p σ) : Ends F Γ (.assert p) σ
  | call (x f args σ) : Ends F Γ (.call x f args) σ

/-- The variables that a statement may change. -/
def assigned : Stmt V → Nat → Prop
  | .skip, _ => False
  | .assign x _, y => y = x
  | .seq s t, y => assigned s y ∨ assigned t y
  | .ite _ s t, y => assigned s y ∨ assigned t y
  | .while _ _ _ b, y => assigned b y
  | .assert _, _ => False
  | .call x _ _, y => y = x

def wp (Γ : Nat → Contract V) : Stmt V → (State V → Prop) → State V → Prop
  | .skip, Q, σ => Q σ
  | .assign x e, Q, σ => Q (σ.set x (e σ))
  | .seq s t, Q, σ => wp Γ s (wp Γ t Q) σ
  | .ite c s t, Q, σ => (c σ = true → wp Γ s Q σ) ∧ (c σ = false → wp Γ t Q σ)
  | .while c inv measure b, Q, σ =>
    inv σ ∧ ∀ τ : State V, (∀ y, ¬assigned b y → τ y = σ y) → inv τ →
      (c τ = true → wp Γ b (fun υ => inv υ ∧ 0 ≤ measure τ ∧ measure υ < measure τ) τ) ∧ (c τ = false → Q τ)
  | .assert p, Q, σ => p σ ∧ Q σ
  | .call x f args, Q, σ => (Γ f).requires (args σ) ∧ ∀ v, (Γ f).ensures (args σ) v → Q (σ.set x v)

/-- What a run does not assign stays as it was. -/
theorem kept {F : Functions V} {Γ : Nat → Contract V} {s : Stmt V} {σ : State V} {o : Option (State V)} (run : Run F Γ s σ o) :
    ∀ τ, o = some τ → ∀ y, ¬assigned s y → τ y = σ y := by
  induction run with
  | skip σ => intro τ h y _; cases h; rfl
  | assign x e σ => intro τ h y n; cases h; exact if_neg n
  | seq _ _ ih ih' =>
    intro τ h y n
    exact (ih' τ h y fun k => n (Or.inr k)).trans (ih _ rfl y fun k => n (Or.inl k))
  | seqWrong _ _ => intro τ h; cases h
  | iteTrue _ _ ih => intro τ h y n; exact ih τ h y fun k => n (Or.inl k)
  | iteFalse _ _ ih => intro τ h y n; exact ih τ h y fun k => n (Or.inr k)
  | whileFalse _ => intro τ h y _; cases h; rfl
  | whileTrue _ _ _ ih ih' => intro τ h y n; exact (ih' τ h y n).trans (ih _ rfl y n)
  | whileWrong _ _ _ => intro τ h; cases h
  | assertTrue _ => intro τ h y _; cases h; rfl
  | assertFalse _ => intro τ h; cases h
  | call _ _ => intro τ h y n; cases h; exact if_neg n
  | callWrong _ => intro τ h; cases h

/-- Nothing goes wrong, everything ends, there is a run, and it ends in Q. -/
structure Correct (F : Functions V) (Γ : Nat → Contract V) (s : Stmt V) (Q : State V → Prop) (σ : State V) : Prop where
  safe : ¬Run F Γ s σ none
  ends : Ends F Γ s σ
  runs : ∃ τ, Run F Γ s σ (some τ)
  post : ∀ τ, Run F Γ s σ (some τ) → Q τ

theorem exists_above (z : Int) : ∃ n : Nat, z < Int.ofNat n := by
  obtain ⟨a, b, rfl⟩ := Int.exists_difference z
  refine ⟨Nat.succ a, ?_⟩
  rw [← Int.subNatNat_zero]
  exact Int.lt_subNatNat.2 (by rw [Nat.succ_add]; exact Nat.succ_le_succ (Nat.le_add_right a b))

theorem le_of_lt_succ {z : Int} {n : Nat} (h : z < Int.ofNat (.succ n)) : z ≤ Int.ofNat n :=
  Int.le_of_add_le_add_left (x := 1) (by rw [Int.add_comm 1 z, Int.add_comm 1]; exact h)

theorem while_correct {F : Functions V} {Γ : Nat → Contract V} {c : State V → Bool} {inv : State V → Prop} {m : State V → Int}
    {b : Stmt V} {Q : State V → Prop} {σ₀ : State V}
    (step : ∀ τ : State V, (∀ y, ¬assigned b y → τ y = σ₀ y) → inv τ →
      (c τ = true → Correct F Γ b (fun υ => inv υ ∧ 0 ≤ m τ ∧ m υ < m τ) τ) ∧ (c τ = false → Q τ)) :
    (n : Nat) → (σ : State V) → (∀ y, ¬assigned b y → σ y = σ₀ y) → inv σ → m σ < Int.ofNat n → Correct F Γ (.while c inv m b) Q σ := by
  intro n
  induction n with
  | zero =>
    intro σ same holds less
    have step := step σ same holds
    cases cond : c σ with
    | true =>
      obtain ⟨τ, run⟩ := (step.1 cond).runs
      exact absurd (Int.lt_of_le_of_lt ((step.1 cond).post τ run).2.1 less) (Int.lt_irrefl 0)
    | false =>
      exact ⟨fun run => by cases run with
          | whileTrue k _ _ => rw [cond] at k; exact Bool.noConfusion k
          | whileWrong k _ => rw [cond] at k; exact Bool.noConfusion k,
        .whileFalse cond, ⟨σ, .whileFalse cond⟩, fun τ run => by
          cases run with
          | whileFalse _ => exact step.2 cond
          | whileTrue k _ _ => rw [cond] at k; exact Bool.noConfusion k⟩
  | succ n ih =>
    intro σ same holds less
    have step := step σ same holds
    cases cond : c σ with
    | false =>
      exact ⟨fun run => by cases run with
          | whileTrue k _ _ => rw [cond] at k; exact Bool.noConfusion k
          | whileWrong k _ => rw [cond] at k; exact Bool.noConfusion k,
        .whileFalse cond, ⟨σ, .whileFalse cond⟩, fun τ run => by
          cases run with
          | whileFalse _ => exact step.2 cond
          | whileTrue k _ _ => rw [cond] at k; exact Bool.noConfusion k⟩
    | true =>
      have body := step.1 cond
      have next : ∀ τ, Run F Γ b σ (some τ) → Correct F Γ (.while c inv m b) Q τ := fun τ run =>
        ih τ (fun y k => (kept run τ rfl y k).trans (same y k)) (body.post τ run).1
          (Int.lt_of_lt_of_le (body.post τ run).2.2 (le_of_lt_succ less))
      exact ⟨fun run => by
          cases run with
          | whileTrue _ first rest => exact (next _ first).safe rest
          | whileWrong _ first => exact body.safe first,
        .whileTrue cond body.ends fun τ run => (next τ run).ends,
        by
          obtain ⟨τ, run⟩ := body.runs
          obtain ⟨υ, rest⟩ := (next τ run).runs
          exact ⟨υ, .whileTrue cond run rest⟩,
        fun τ run => by
          cases run with
          | whileFalse k => rw [cond] at k; exact Bool.noConfusion k
          | whileTrue _ first rest => exact (next _ first).post τ rest⟩

/-- Where the weakest precondition holds, the statement is correct, if the functions that it calls keep their contracts. -/
theorem wp_sound {F : Functions V} {Γ : Nat → Contract V} (meets : Meets F Γ) (s : Stmt V) :
    ∀ (Q : State V → Prop) (σ : State V), wp Γ s Q σ → Correct F Γ s Q σ := by
  induction s with
  | skip =>
    intro Q σ h
    exact ⟨fun run => (by cases run), .skip σ, ⟨σ, .skip σ⟩, fun τ run => (by cases run; exact h)⟩
  | assign x e =>
    intro Q σ h
    exact ⟨fun run => (by cases run), .assign x e σ, ⟨_, .assign x e σ⟩, fun τ run => (by cases run; exact h)⟩
  | seq s t is it =>
    intro Q σ h
    have first := is _ σ h
    exact ⟨fun run => by
        cases run with
        | seq one two => exact (it Q _ (first.post _ one)).safe two
        | seqWrong one => exact first.safe one,
      .seq first.ends fun τ run => (it Q τ (first.post τ run)).ends,
      by
        obtain ⟨τ, one⟩ := first.runs
        obtain ⟨υ, two⟩ := (it Q τ (first.post τ one)).runs
        exact ⟨υ, .seq one two⟩,
      fun τ run => by
        cases run with
        | seq one two => exact (it Q _ (first.post _ one)).post τ two⟩
  | ite c s t is it =>
    intro Q σ h
    cases cond : c σ with
    | true =>
      have one := is Q σ (h.1 cond)
      exact ⟨fun run => by
          cases run with
          | iteTrue _ run => exact one.safe run
          | iteFalse k _ => rw [cond] at k; exact Bool.noConfusion k,
        .iteTrue cond one.ends, one.runs.elim fun τ run => ⟨τ, .iteTrue cond run⟩, fun τ run => by
          cases run with
          | iteTrue _ run => exact one.post τ run
          | iteFalse k _ => rw [cond] at k; exact Bool.noConfusion k⟩
    | false =>
      have other := it Q σ (h.2 cond)
      exact ⟨fun run => by
          cases run with
          | iteTrue k _ => rw [cond] at k; exact Bool.noConfusion k
          | iteFalse _ run => exact other.safe run,
        .iteFalse cond other.ends, other.runs.elim fun τ run => ⟨τ, .iteFalse cond run⟩, fun τ run => by
          cases run with
          | iteTrue k _ => rw [cond] at k; exact Bool.noConfusion k
          | iteFalse _ run => exact other.post τ run⟩
  | «while» c inv m b ib =>
    intro Q σ h
    obtain ⟨n, less⟩ := exists_above (m σ)
    exact while_correct (fun τ same holds => ⟨fun cond => ib _ τ ((h.2 τ same holds).1 cond), (h.2 τ same holds).2⟩) n σ (fun _ _ => rfl) h.1 less
  | assert p =>
    intro Q σ h
    exact ⟨fun run => by
        cases run with
        | assertFalse k => exact k h.1,
      .assert p σ, ⟨σ, .assertTrue h.1⟩, fun τ run => by
        cases run with
        | assertTrue _ => exact h.2⟩
  | call x f args =>
    intro Q σ h
    have callee := meets f (args σ) h.1
    exact ⟨fun run => by
        cases run with
        | callWrong k => exact k h.1,
      .call x f args σ, callee.1.elim fun v run => ⟨_, .call h.1 run⟩, fun τ run => by
        cases run with
        | call _ run => exact h.2 _ (callee.2 _ run)⟩
end
end Spec.Calculus
