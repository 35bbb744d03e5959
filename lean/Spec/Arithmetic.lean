import Spec.Logic
/-! Division that rounds down, and products: what certificates use of them. -/
set_option linter.all false

namespace Spec

theorem nat_divFuel (y : Nat) : (fuel x : Nat) → x ≤ fuel →
    x = y * Nat.divFuel y fuel x + Nat.modFuel y fuel x
  | .zero, x, h => by
    show x = y * 0 + x
    rw [Nat.mul_zero, Nat.zero_add]
  | .succ fuel, x, h => by
    unfold Nat.divFuel Nat.modFuel
    by_cases c : 0 < y ∧ y ≤ x
    · rw [if_pos c, if_pos c]
      obtain ⟨k, e⟩ := Nat.exists_eq_add_of_le c.2
      have same : x - y = k := by rw [e, Nat.add_sub_cancel_left]
      have small : k ≤ fuel := by
        have l : 1 + k ≤ y + k := Nat.add_le_add_right c.1 k
        have m : 1 + k ≤ .succ fuel := Nat.le_trans l (e ▸ h)
        rw [Nat.add_comm] at m
        exact Nat.le_of_succ_le_succ m
      have ih := nat_divFuel y fuel k small
      rw [same]
      rw [Nat.mul_add, Nat.mul_one, Nat.add_right_comm, ← ih, Nat.add_comm]
      exact e
    · rw [if_neg c, if_neg c, Nat.mul_zero, Nat.zero_add]
theorem nat_modFuel (y : Nat) (p : 0 < y) : (fuel x : Nat) → x ≤ fuel → Nat.modFuel y fuel x < y
  | .zero, x, h => Nat.lt_of_le_of_lt h p
  | .succ fuel, x, h => by
    unfold Nat.modFuel
    by_cases c : 0 < y ∧ y ≤ x
    · rw [if_pos c]
      obtain ⟨k, e⟩ := Nat.exists_eq_add_of_le c.2
      have same : x - y = k := by rw [e, Nat.add_sub_cancel_left]
      have small : k ≤ fuel := by
        have l : 1 + k ≤ y + k := Nat.add_le_add_right c.1 k
        have m : 1 + k ≤ .succ fuel := Nat.le_trans l (e ▸ h)
        rw [Nat.add_comm] at m
        exact Nat.le_of_succ_le_succ m
      rw [same]
      exact nat_modFuel y p fuel k small
    · rw [if_neg c]
      exact Nat.not_le.1 fun q => c ⟨p, q⟩
theorem nat_div_mod (x y : Nat) : x = y * (x / y) + x % y := nat_divFuel y x x (Nat.le_refl x)
theorem nat_mod_lt (x y : Nat) (p : 0 < y) : x % y < y := nat_modFuel y p x x (Nat.le_refl x)

theorem ofNat_le {m n : Nat} (h : m ≤ n) : Int.ofNat m ≤ Int.ofNat n := by
  rw [← Int.subNatNat_zero m, ← Int.subNatNat_zero n]
  exact Int.le_subNatNat.2 h
theorem negSucc_eq (m : Nat) : Int.negSucc m = -(Int.ofNat m + 1) := rfl

/-- Division by a positive number. -/
theorem div_up (a : Int) (n : Nat) :
    a = .ofNat (.succ n) * Int.fdiv a (.ofNat (.succ n)) + Int.fmod a (.ofNat (.succ n))
      ∧ 0 ≤ Int.fmod a (.ofNat (.succ n)) ∧ Int.fmod a (.ofNat (.succ n)) + 1 ≤ .ofNat (.succ n) := by
  cases a with
  | ofNat m =>
    have d : Int.fdiv (.ofNat m) (.ofNat (.succ n)) = .ofNat (m / .succ n) := by
      cases m with
      | zero => exact congrArg Int.ofNat (by rfl)
      | succ m => rfl
    have r : Int.fmod (.ofNat m) (.ofNat (.succ n)) = .ofNat (m % .succ n) := by
      cases m with
      | zero => exact congrArg Int.ofNat (by rfl)
      | succ m => rfl
    rw [d, r]
    refine ⟨congrArg Int.ofNat (nat_div_mod m (.succ n)), Int.ofNat_nonneg _, ?_⟩
    exact ofNat_le (nat_mod_lt m (.succ n) (Nat.succ_le_succ (Nat.zero_le n)))
  | negSucc m =>
    have e := nat_div_mod m (.succ n)
    have l := nat_mod_lt m (.succ n) (Nat.succ_le_succ (Nat.zero_le n))
    show Int.negSucc m = .ofNat (.succ n) * .negSucc (m / .succ n) + Int.subNatNat (.succ n) (.succ (m % .succ n))
      ∧ 0 ≤ Int.subNatNat (.succ n) (.succ (m % .succ n)) ∧ Int.subNatNat (.succ n) (.succ (m % .succ n)) + 1 ≤ .ofNat (.succ n)
    refine ⟨?_, ?_, ?_⟩
    · rw [Int.ofNat_mul_negSucc, Int.add_subNatNat, ← Int.subNatNat_zero_succ m]
      apply Int.subNatNat_congr
      rw [Nat.zero_add, Nat.zero_add]
      show Nat.succ n * Nat.succ (m / Nat.succ n) + Nat.succ (m % Nat.succ n) = Nat.succ n + Nat.succ m
      rw [Nat.mul_succ]
      show Nat.succ ((Nat.succ n * (m / Nat.succ n) + Nat.succ n) + m % Nat.succ n) = Nat.succ (Nat.succ n + m)
      rw [Nat.add_right_comm, ← e, Nat.add_comm]
    · rw [show (0 : Int) = Int.subNatNat 0 0 from rfl]
      exact Int.le_subNatNat.2 (by rw [Nat.zero_add]; exact l)
    · rw [show (1 : Int) = Int.subNatNat 1 0 from rfl, Int.add_subNatNat, ← Int.subNatNat_zero (.succ n)]
      exact Int.le_subNatNat.2 (Nat.add_le_add_left (Nat.succ_le_succ (Nat.zero_le _)) (.succ n))
theorem fdiv_negSucc (a : Int) (n : Nat) : Int.fdiv a (.negSucc n) = Int.fdiv (-a) (.ofNat (.succ n)) := by
  cases a with
  | ofNat m => cases m with
    | zero => rfl
    | succ m => rfl
  | negSucc m => rfl
theorem fmod_negSucc (a : Int) (n : Nat) : Int.fmod a (.negSucc n) = -Int.fmod (-a) (.ofNat (.succ n)) := by
  cases a with
  | ofNat m => cases m with
    | zero => rfl
    | succ m =>
      show Int.subNatNat (m % .succ n) n = -Int.subNatNat (.succ n) (.succ (m % .succ n))
      rw [Int.neg_subNatNat]
      exact (Int.subNatNat_add_add (m % .succ n) n 1).symm
  | negSucc m => rfl
theorem neg_le {a b : Int} (h : a ≤ b) : -b ≤ -a := by
  have k := Int.add_le_add_right h (-a + -b)
  rw [← Int.add_assoc, Int.add_right_neg, Int.zero_add, Int.add_left_comm, Int.add_right_neg, Int.add_zero] at k
  exact k

/-- Division by a negative number. -/
theorem div_down (a : Int) (n : Nat) :
    a = .negSucc n * Int.fdiv a (.negSucc n) + Int.fmod a (.negSucc n)
      ∧ .negSucc n + 1 ≤ Int.fmod a (.negSucc n) ∧ Int.fmod a (.negSucc n) ≤ 0 := by
  obtain ⟨e, l, u⟩ := div_up (-a) n
  rw [fdiv_negSucc, fmod_negSucc]
  refine ⟨?_, ?_, neg_le l⟩
  · show a = -Int.ofNat (.succ n) * Int.fdiv (-a) (.ofNat (.succ n)) + -Int.fmod (-a) (.ofNat (.succ n))
    rw [Int.neg_mul, ← Int.neg_add, ← e, Int.neg_neg]
  · have k := Int.add_le_add_right (neg_le u) 1
    rw [Int.neg_add, Int.add_assoc, Int.add_left_neg, Int.add_zero] at k
    exact k

theorem not_negSucc {n : Nat} (h : 0 ≤ Int.negSucc n) : False := by
  obtain ⟨m, e⟩ := Int.eq_ofNat_of_zero_le h
  exact Int.ofNat_ne_negSucc e.symm

/-- Division by a positive constant. -/
theorem div_const (a b : Int) (h : 0 < b) : a = b * Int.fdiv a b + Int.fmod a b ∧ 0 ≤ Int.fmod a b ∧ Int.fmod a b + 1 ≤ b := by
  cases b with
  | ofNat n => cases n with
    | zero => exact absurd h (Int.lt_irrefl 0)
    | succ n => exact div_up a n
  | negSucc n => exact (not_negSucc (Int.le_of_lt h)).elim

/-- Division by anything; by 0 both are 0. -/
theorem div_mod (a b : Int) :
    (¬b = 0 → a = b * Int.fdiv a b + mod a b) ∧ (1 ≤ b → 0 ≤ mod a b ∧ mod a b + 1 ≤ b)
      ∧ (b + 1 ≤ 0 → b + 1 ≤ mod a b ∧ mod a b ≤ 0) ∧ (b = 0 → Int.fdiv a b = 0 ∧ mod a b = 0) := by
  cases b with
  | ofNat n => cases n with
    | zero =>
      refine ⟨fun n => absurd rfl n, fun h => absurd h (Int.lt_irrefl 0), fun h => absurd h (Int.lt_irrefl 0), fun _ => ⟨?_, ?_⟩⟩
      · cases a with
        | ofNat m => cases m with
          | zero => rfl
          | succ m => rfl
        | negSucc m => rfl
      · exact ite_pos _ _ _ rfl
    | succ n =>
      have z : ¬Int.ofNat (.succ n) = 0 := fun h => nomatch Int.ofNat_inj' h
      have e : mod a (.ofNat (.succ n)) = Int.fmod a (.ofNat (.succ n)) := ite_neg _ _ _ z
      obtain ⟨w, l, u⟩ := div_up a n
      rw [e]
      refine ⟨fun _ => w, fun _ => ⟨l, u⟩, fun h => ?_, fun h => absurd h z⟩
      have k : Int.ofNat (.succ n) < 0 := h
      exact absurd (Int.lt_of_le_of_lt (Int.ofNat_nonneg (.succ n)) k) (Int.lt_irrefl 0)
  | negSucc n =>
    have z : ¬Int.negSucc n = 0 := fun h => Int.ofNat_ne_negSucc h.symm
    have e : mod a (.negSucc n) = Int.fmod a (.negSucc n) := ite_neg _ _ _ z
    obtain ⟨w, l, u⟩ := div_down a n
    rw [e]
    refine ⟨fun _ => w, fun h => ?_, fun _ => ⟨l, u⟩, fun h => absurd h z⟩
    exact (not_negSucc (Int.le_of_lt h)).elim

-- products
theorem mul_left_is (x y c : Int) (h : x = c) : x * y = c * y := by rw [h]
theorem mul_right_is (x y c : Int) (h : y = c) : x * y = c * x := by rw [h, Int.mul_comm]
theorem neg_nonneg {x : Int} (h : x ≤ 0) : 0 ≤ -x := neg_le h
theorem nonpos_of_neg {x : Int} (h : 0 ≤ -x) : x ≤ 0 := Int.neg_neg x ▸ neg_le h
theorem mul_nonneg_nonneg (x y : Int) (h : 0 ≤ x) (k : 0 ≤ y) : 0 ≤ x * y := Int.mul_nonneg h k
theorem mul_nonneg_nonpos (x y : Int) (h : 0 ≤ x) (k : y ≤ 0) : x * y ≤ 0 :=
  nonpos_of_neg (Int.mul_neg x y ▸ Int.mul_nonneg h (neg_nonneg k))
theorem mul_nonpos_nonneg (x y : Int) (h : x ≤ 0) (k : 0 ≤ y) : x * y ≤ 0 :=
  nonpos_of_neg (Int.neg_mul x y ▸ Int.mul_nonneg (neg_nonneg h) k)
theorem mul_nonpos_nonpos (x y : Int) (h : x ≤ 0) (k : y ≤ 0) : 0 ≤ x * y := by
  have l := Int.mul_nonneg (neg_nonneg h) (neg_nonneg k)
  rw [Int.neg_mul, Int.mul_neg, Int.neg_neg] at l
  exact l
theorem mul_le_up_ll (z x y : Int) (h : 0 ≤ z) (k : x ≤ y) : z * x ≤ z * y := Int.mul_le_mul_of_nonneg_left k h
theorem mul_le_up_lr (z x y : Int) (h : 0 ≤ z) (k : x ≤ y) : z * x ≤ y * z := Int.mul_comm z y ▸ mul_le_up_ll z x y h k
theorem mul_le_up_rl (z x y : Int) (h : 0 ≤ z) (k : x ≤ y) : x * z ≤ z * y := Int.mul_comm z x ▸ mul_le_up_ll z x y h k
theorem mul_le_up_rr (z x y : Int) (h : 0 ≤ z) (k : x ≤ y) : x * z ≤ y * z := Int.mul_le_mul_of_nonneg_right k h
theorem mul_le_down_ll (z x y : Int) (h : z ≤ 0) (k : x ≤ y) : z * y ≤ z * x := by
  have l := neg_le (mul_le_up_ll (-z) x y (neg_nonneg h) k)
  rw [Int.neg_mul, Int.neg_mul, Int.neg_neg, Int.neg_neg] at l
  exact l
theorem mul_le_down_lr (z x y : Int) (h : z ≤ 0) (k : x ≤ y) : y * z ≤ z * x := Int.mul_comm z y ▸ mul_le_down_ll z x y h k
theorem mul_le_down_rl (z x y : Int) (h : z ≤ 0) (k : x ≤ y) : z * y ≤ x * z := Int.mul_comm z x ▸ mul_le_down_ll z x y h k
theorem mul_le_down_rr (z x y : Int) (h : z ≤ 0) (k : x ≤ y) : y * z ≤ x * z := by
  rw [Int.mul_comm y z, Int.mul_comm x z]
  exact mul_le_down_ll z x y h k
theorem mul_one_left (x y : Int) (h : 0 ≤ x) (k : 1 ≤ y) : x ≤ x * y := by
  have l := mul_le_up_ll x 1 y h k
  rw [Int.mul_one] at l
  exact l
theorem mul_one_right (x y : Int) (h : 0 ≤ y) (k : 1 ≤ x) : y ≤ x * y := Int.mul_comm x y ▸ mul_one_left y x h k
end Spec
