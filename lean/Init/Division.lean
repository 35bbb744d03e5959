prelude
import Init.Omega
/-! Division of integers with a remainder that is never negative (`/`, `%`), and rounded down (`Int.fdiv`, `Int.fmod`). -/
set_option linter.all false

namespace Int
theorem subNatNat_eq_sub (a b : Nat) : subNatNat a b = (a : Int) - (b : Int) := by
  cases b with
  | zero => rw [subNatNat_zero]; exact (Int.add_zero _).symm
  | succ b => rfl
theorem negSucc_eq (n : Nat) : negSucc n = -((n : Int) + 1) := rfl
theorem natAbs_pos {b : Int} (h : b ≠ 0) : 0 < natAbs b := by
  cases b with
  | ofNat n => cases n with
    | zero => exact absurd rfl h
    | succ n => exact Nat.succ_le_succ (Nat.zero_le n)
  | negSucc n => exact Nat.succ_le_succ (Nat.zero_le n)
theorem ediv_add_emod (a b : Int) : b * (a / b) + a % b = a := by
  cases a with
  | ofNat m => cases b with
    | ofNat n => exact congrArg ofNat (Nat.div_add_mod m n)
    | negSucc n =>
      show negSucc n * -ofNat (m / (n + 1)) + ofNat (m % (n + 1)) = ofNat m
      have h : ofNat (n + 1) * ofNat (m / (n + 1)) + ofNat (m % (n + 1)) = ofNat m := congrArg ofNat (Nat.div_add_mod m (n + 1))
      rw [← h]
      show -ofNat (n + 1) * -ofNat (m / (n + 1)) + ofNat (m % (n + 1)) = _
      rw [Int.neg_mul, Int.mul_neg, Int.neg_neg]
  | negSucc m => cases b with
    | ofNat n => cases n with
      | zero =>
        show (0 : Int) * 0 + subNatNat 0 (m % 0 + 1) = negSucc m
        have h := Nat.div_add_mod m 0
        rw [Nat.zero_mul, Nat.zero_add] at h
        rw [h]; rfl
      | succ n =>
        show ofNat (n + 1) * negSucc (m / (n + 1)) + subNatNat (n + 1) (m % (n + 1) + 1) = negSucc m
        have h : ofNat (n + 1) * ofNat (m / (n + 1)) + ofNat (m % (n + 1)) = ofNat m := congrArg ofNat (Nat.div_add_mod m (n + 1))
        rw [subNatNat_eq_sub, negSucc_eq, negSucc_eq, Int.mul_neg, Int.mul_add, Int.mul_one]
        show -(ofNat (n + 1) * ofNat (m / (n + 1)) + ofNat (n + 1)) + (ofNat (n + 1) - (ofNat (m % (n + 1)) + 1)) = -(ofNat m + 1)
        rw [← h]
        generalize ofNat (n + 1) * ofNat (m / (n + 1)) = x
        generalize ofNat (m % (n + 1)) = y
        generalize ofNat (n + 1) = z
        omega
    | negSucc n =>
      show negSucc n * ofNat (m / (n + 1) + 1) + subNatNat (n + 1) (m % (n + 1) + 1) = negSucc m
      have h : ofNat (n + 1) * ofNat (m / (n + 1)) + ofNat (m % (n + 1)) = ofNat m := congrArg ofNat (Nat.div_add_mod m (n + 1))
      rw [subNatNat_eq_sub, negSucc_eq m]
      show -ofNat (n + 1) * (ofNat (m / (n + 1)) + 1) + (ofNat (n + 1) - (ofNat (m % (n + 1)) + 1)) = -(ofNat m + 1)
      rw [← h, Int.neg_mul, Int.mul_add, Int.mul_one]
      generalize ofNat (n + 1) * ofNat (m / (n + 1)) = x
      generalize ofNat (m % (n + 1)) = y
      generalize ofNat (n + 1) = z
      omega
theorem emod_def (a b : Int) : a % b = a - b * (a / b) := by
  have h := ediv_add_emod a b
  generalize b * (a / b) = x at h ⊢
  omega
theorem emod_nonneg (a : Int) {b : Int} (h : b ≠ 0) : 0 ≤ a % b := by
  cases a with
  | ofNat m => exact ofNat_nonneg (m % natAbs b)
  | negSucc m =>
    show 0 ≤ subNatNat (natAbs b) (m % natAbs b + 1)
    have l := Nat.mod_lt m (natAbs_pos h)
    rw [subNatNat_eq_sub]
    have l : ((m % natAbs b + 1 : Nat) : Int) ≤ (natAbs b : Int) := Lean.Omega.Int.ofNat_le_of_le l
    exact sub_nonneg_of_le l
theorem emod_lt_of_pos (a : Int) {b : Int} (h : 0 < b) : a % b < b := by
  cases b with
  | negSucc n => exact (not_nonNeg_negSucc (n := n + 0 + 1) h).elim
  | ofNat n =>
    have p : 0 < n := by
      cases n with
      | zero => exact absurd h (by decide)
      | succ n => exact Nat.succ_le_succ (Nat.zero_le n)
    cases a with
    | ofNat m => exact Lean.Omega.Int.ofNat_lt_of_lt (Nat.mod_lt m p)
    | negSucc m =>
      show subNatNat n (m % n + 1) < ofNat n
      rw [subNatNat_eq_sub]
      have z : (0 : Int) ≤ ((m % n : Nat) : Int) := ofNat_nonneg _
      show ofNat n - (((m % n : Nat) : Int) + 1) < ofNat n
      generalize ((m % n : Nat) : Int) = x at z ⊢
      generalize ofNat n = y
      omega
theorem natAbs_of_nonpos {k : Int} (h : k ≤ 0) : ((natAbs k : Nat) : Int) = -k := by
  cases k with
  | ofNat n => cases n with
    | zero => rfl
    | succ n => exact (not_nonNeg_negSucc (n := n) h).elim
  | negSucc n => rfl
theorem emod_lt_natAbs (a : Int) {b : Int} (h : b ≠ 0) : a % b < ((natAbs b : Nat) : Int) := by
  cases a with
  | ofNat m => exact Lean.Omega.Int.ofNat_lt_of_lt (Nat.mod_lt m (natAbs_pos h))
  | negSucc m =>
    show subNatNat (natAbs b) (m % natAbs b + 1) < ofNat (natAbs b)
    rw [subNatNat_eq_sub]
    have z : (0 : Int) ≤ ((m % natAbs b : Nat) : Int) := ofNat_nonneg _
    show ofNat (natAbs b) - (((m % natAbs b : Nat) : Int) + 1) < ofNat (natAbs b)
    generalize ((m % natAbs b : Nat) : Int) = x at z ⊢
    generalize ofNat (natAbs b) = y
    omega
theorem mul_ediv_self_le {x k : Int} (h : k ≠ 0) : k * (x / k) ≤ x := by
  have e := ediv_add_emod x k
  have n := emod_nonneg x h
  generalize k * (x / k) = y at e ⊢
  omega
theorem lt_mul_ediv_self_add {x k : Int} (h : 0 < k) : x < k * (x / k) + k := by
  have e := ediv_add_emod x k
  have n := emod_lt_of_pos x h
  generalize k * (x / k) = y at e ⊢
  omega
end Int

theorem Nat.mul_sub_self {k c q r : Nat} (e : k * q + r = k * c) (l : r < k) : r = 0 := by
  rcases Nat.lt_or_ge q c with h | h
  · have m : k * (q + 1) ≤ k * c := Nat.mul_le_mul_left k h
    rw [← e, Nat.mul_add, Nat.mul_one] at m
    generalize k * q = x at m
    omega
  · have m : k * c ≤ k * q := Nat.mul_le_mul_left k h
    rw [← e] at m
    generalize k * q = x at m
    omega
theorem Nat.mod_eq_zero_of_dvd {k n : Nat} (h : k ∣ n) : n % k = 0 := by
  rcases h with ⟨c, e⟩
  rcases Nat.lt_or_ge 0 k with p | z
  · have s := Nat.div_add_mod n k
    have l := Nat.mod_lt n p
    exact Nat.mul_sub_self (s.trans e) l
  · have z : k = 0 := Nat.le_antisymm z (Nat.zero_le k)
    subst z
    rw [Nat.zero_mul] at e
    subst e
    rfl
theorem Nat.emod_pos_of_not_dvd {k n : Nat} (h : ¬k ∣ n) : n % k > 0 := by
  rcases Nat.lt_or_ge 0 (n % k) with p | z
  · exact p
  · have s := Nat.div_add_mod n k
    exact absurd ⟨n / k, by clear h; generalize k * (n / k) = x at s ⊢; omega⟩ h
theorem Int.emod_eq_zero_of_dvd {k n : Int} (h : k ∣ n) : n % k = 0 := by
  rcases h with ⟨c, e⟩
  by_cases z : k = 0
  · subst z
    rw [Int.zero_mul] at e
    subst e
    rfl
  · have s := Int.ediv_add_emod n k
    have p := Int.emod_nonneg n z
    -- The remainder is a multiple of k and smaller than k or than -k.
    rcases Int.lt_or_ge 0 k with pos | neg
    · have l := Int.emod_lt_of_pos n pos
      rcases Int.lt_or_ge (n / k) c with h | h
      · have m := Int.mul_le_mul_of_nonneg_left (Int.add_one_le_of_lt h) (Int.le_of_lt pos)
        rw [← e, Int.mul_add, Int.mul_one] at m
        generalize k * (n / k) = x at m s
        omega
      · have m := Int.mul_le_mul_of_nonneg_left h (Int.le_of_lt pos)
        rw [← e] at m
        generalize k * (n / k) = x at m s
        omega
    · have l := Int.emod_lt_natAbs n z
      have a : ((Int.natAbs k : Nat) : Int) = -k := Int.natAbs_of_nonpos neg
      rw [a] at l
      clear a
      rcases Int.lt_or_ge c (n / k) with h | h
      · have m := Lean.Omega.Int.mul_le_mul_of_nonpos_left' (Int.add_one_le_of_lt h) neg
        rw [Int.mul_add, Int.mul_one, ← e] at m
        generalize k * (n / k) = x at m s
        omega
      · have m := Lean.Omega.Int.mul_le_mul_of_nonpos_left' h neg
        rw [← e] at m
        generalize k * (n / k) = x at m s
        omega
theorem Int.emod_pos_of_not_dvd {k n : Int} (h : ¬k ∣ n) : k = 0 ∨ 0 < n % k := by
  by_cases z : k = 0
  · exact Or.inl z
  · have s := Int.ediv_add_emod n k
    have p := Int.emod_nonneg n z
    by_cases q : 0 < n % k
    · exact Or.inr q
    · exact absurd ⟨n / k, by clear h; generalize k * (n / k) = x at s ⊢; omega⟩ h

/-- The remainder nearest to zero. -/
def Int.bmod (x : Int) (m : Nat) : Int :=
  if x % (m : Int) < ((m : Int) + 1) / 2 then x % (m : Int) else x % (m : Int) - (m : Int)
theorem Int.bmod_spec (x : Int) (m : Nat) : ∃ k, x = (m : Int) * k + Int.bmod x m := by
  have s := Int.ediv_add_emod x (m : Int)
  by_cases c : x % (m : Int) < ((m : Int) + 1) / 2
  · refine ⟨x / (m : Int), ?_⟩
    unfold Int.bmod
    rw [if_pos c]
    exact s.symm
  · refine ⟨x / (m : Int) + 1, ?_⟩
    unfold Int.bmod
    rw [if_neg c, Int.mul_add, Int.mul_one]
    clear c
    generalize (m : Int) * (x / (m : Int)) = y at s ⊢
    generalize x % (m : Int) = z at s ⊢
    generalize (m : Int) = n
    omega
theorem Int.mul_ediv_cancel_left' (k : Int) {m : Int} (h : 0 < m) : m * k / m = k := by
  have s := Int.ediv_add_emod (m * k) m
  have z : m * k % m = 0 := Int.emod_eq_zero_of_dvd ⟨k, rfl⟩
  rw [z, Int.add_zero] at s
  have one (a b : Int) (l : m * a = m * b) : a ≤ b := by
    rcases Int.lt_or_ge b a with q | q
    · have t := Int.mul_le_mul_of_nonneg_left (Int.add_one_le_of_lt q) (Int.le_of_lt h)
      rw [Int.mul_add, Int.mul_one, l] at t
      generalize m * b = y at t
      omega
    · exact q
  exact Int.le_antisymm (one _ _ s) (one _ _ s.symm)

namespace Lean.Omega
@[reducible] def Coeffs.bmod (x : Coeffs) (m : Nat) : Coeffs := x.map fun c => _root_.Int.bmod c m
def Coeffs.bmod_dot_sub_dot_bmod (m : Nat) (a b : Coeffs) : Int := _root_.Int.bmod (Coeffs.dot a b) m - Coeffs.dot (Coeffs.bmod a m) b
def bmod_div_term (m : Nat) (a b : Coeffs) : Int := Coeffs.bmod_dot_sub_dot_bmod m a b / (m : Int)
def bmod_coeffs (m : Nat) (i : Nat) (x : Coeffs) : Coeffs := Coeffs.set (Coeffs.bmod x m) i (m : Int)
theorem dot_bmod (m : Nat) : ∀ (x v : IntList), ∃ k, IntList.dot x v = (m : Int) * k + IntList.dot (x.map fun c => _root_.Int.bmod c m) v
  | [], _ => ⟨0, by rw [Int.mul_zero]; rfl⟩
  | _ :: _, [] => ⟨0, by rw [Int.mul_zero]; rfl⟩
  | x :: xs, v :: vs => by
    rcases dot_bmod m xs vs with ⟨k, e⟩
    rcases Int.bmod_spec x m with ⟨j, f⟩
    refine ⟨j * v + k, ?_⟩
    show x * v + IntList.dot xs vs = (m : Int) * (j * v + k) + (_root_.Int.bmod x m * v + IntList.dot (xs.map fun c => _root_.Int.bmod c m) vs)
    rw [e]
    have g : x * v = (m : Int) * (j * v) + _root_.Int.bmod x m * v := by
      rw [← Int.mul_assoc, ← Int.add_mul, ← f]
    rw [g, Int.mul_add]
    generalize (m : Int) * (j * v) = a
    generalize (m : Int) * k = b
    generalize _root_.Int.bmod x m * v = c
    generalize IntList.dot (xs.map fun c => _root_.Int.bmod c m) vs = d
    omega
theorem dot_set : ∀ (i : Nat) (x v : IntList) (y : Int), x.length ≤ i → IntList.dot (IntList.set x i y) v = IntList.dot x v + y * IntList.get v i
  | 0, [], [], y, _ => by show (0 : Int) = 0 + y * 0; rw [Int.mul_zero]; rfl
  | 0, [], v :: vs, y, _ => by show y * v + 0 = 0 + y * v; rw [Int.add_zero, Int.zero_add]
  | i + 1, [], [], y, _ => by show (0 : Int) = 0 + y * 0; rw [Int.mul_zero]; rfl
  | i + 1, [], v :: vs, y, h => by
    show 0 * v + IntList.dot (IntList.set [] i y) vs = 0 + y * IntList.get vs i
    rw [dot_set i [] vs y (Nat.zero_le i), Int.zero_mul]
    exact Int.zero_add (0 + y * IntList.get vs i)
  | 0, x :: xs, _, _, h => absurd h (Nat.not_succ_le_zero _)
  | i + 1, x :: xs, [], y, _ => by
    show (0 : Int) = 0 + y * 0
    rw [Int.mul_zero]; rfl
  | i + 1, x :: xs, v :: vs, y, h => by
    show x * v + IntList.dot (IntList.set xs i y) vs = (x * v + IntList.dot xs vs) + y * IntList.get vs i
    rw [dot_set i xs vs y (Nat.le_of_succ_le_succ h), Int.add_assoc]
theorem length_bmod (x : IntList) (m : Nat) : (x.map fun c => _root_.Int.bmod c m).length = x.length := List.length_map _ x
theorem bmod_sat (m : Nat) (r : Int) (i : Nat) (x v : Coeffs) (h : Coeffs.length x ≤ i) (p : Coeffs.get v i = bmod_div_term m x v)
    (s : (Constraint.exact r).sat' x v) : (Constraint.exact (_root_.Int.bmod r m)).sat' (bmod_coeffs m i x) v := by
  have e : IntList.dot x v = r := Int.le_antisymm (s.upper r rfl) (s.lower r rfl)
  have goal : IntList.dot (IntList.set (x.map fun c => _root_.Int.bmod c m) i (m : Int)) v = _root_.Int.bmod r m := by
    rw [dot_set i _ v _ (by rw [length_bmod]; exact h)]
    have p : IntList.get v i = (_root_.Int.bmod (IntList.dot x v) m - IntList.dot (x.map fun c => _root_.Int.bmod c m) v) / (m : Int) := p
    rw [p]
    rcases dot_bmod m x v with ⟨k, a⟩
    rcases Int.bmod_spec (IntList.dot x v) m with ⟨j, b⟩
    rw [e] at a b ⊢
    have d : _root_.Int.bmod r m - IntList.dot (x.map fun c => _root_.Int.bmod c m) v = (m : Int) * (k - j) := by
      rw [Int.mul_sub]
      generalize (m : Int) * k = y at a ⊢
      generalize (m : Int) * j = z at b ⊢
      generalize _root_.Int.bmod r m = t at b ⊢
      generalize IntList.dot (x.map fun c => _root_.Int.bmod c m) v = u at a ⊢
      omega
    have back : (m : Int) * ((m : Int) * (k - j) / (m : Int)) = (m : Int) * (k - j) := by
      rcases Nat.lt_or_ge 0 m with q | q
      · rw [Int.mul_ediv_cancel_left' (k - j) (Lean.Omega.Int.ofNat_lt_of_lt q)]
      · have q : m = 0 := Nat.le_antisymm q (Nat.zero_le m)
        subst q
        show (0 : Int) * _ = 0 * _
        rw [Int.zero_mul, Int.zero_mul]
    rw [d, back, ← d]
    generalize _root_.Int.bmod r m = t
    generalize IntList.dot (x.map fun c => _root_.Int.bmod c m) v = u
    omega
  constructor
  · intro l f
    have f : _root_.Int.bmod r m = l := Option.some.inj f
    rw [← f]
    exact Int.le_of_eq goal.symm
  · intro u f
    have f : _root_.Int.bmod r m = u := Option.some.inj f
    rw [← f]
    exact Int.le_of_eq goal
end Lean.Omega
