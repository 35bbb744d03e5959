import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))
-- Factors as sums, so that every product of variables stands alone.
theorem times2 (x : Int) : 2 * x = x + x := by omega
theorem by2 (x : Int) : x * 2 = x + x := by omega
theorem times3 (x : Int) : 3 * x = x + x + x := by omega
theorem by3 (x : Int) : x * 3 = x + x + x := by omega
theorem times4 (x : Int) : 4 * x = x + x + x + x := by omega
theorem by4 (x : Int) : x * 4 = x + x + x + x := by omega
theorem times6 (x : Int) : 6 * x = x + x + x + x + x + x := by omega
theorem by6 (x : Int) : x * 6 = x + x + x + x + x + x := by omega

theorem goal
    («/fn.weighted.top» : (Spec.Seq Int) → Int → Int)
    («/fn.weighted» : (Spec.Seq Int) → Int → Int)
    («/fn.weighted.of» : (Spec.Seq Int) → Int → Int)
    («xs:len» : Int)
    («xs:data» : Int → Int)
    (c : Int)
    (fn_weighted_top_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.weighted.top» i' j' = «/fn.weighted» i' j')  -- axiom of fn.weighted.top
    (fn_weighted_top_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.weighted.top» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.weighted» i' (j' - 1) + j' * i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.weighted.top
    (fn_weighted_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.weighted» i' j' = «/fn.weighted.of» i' j')  -- axiom of fn.weighted
    (fn_weighted_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.weighted» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.weighted.of» i' (j' - 1) + j' * i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.weighted
    (xs_is_a_list_int'1 : 0 ≤ «xs:len»)  -- xs is a list[int]
    (precondition_in_line_41_all'2 : ∀ i' : Int, 0 ≤ i' ∧ i' + 1 ≤ «xs:len» → «xs:data» i' = c)  -- precondition in line 41: all((x == c for x in xs))
    : 2 * «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» = c * «xs:len» * («xs:len» + 1) := by
  have zero : «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») 0 = 0 := by
    rw [fn_weighted_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») 0 ⟨xs_is_a_list_int'1, by decide, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact xs_is_a_list_int'1⟩,
      Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → k + 1 ≤ «xs:len» → «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») (k + 1) = «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») k + (k + 1) * «xs:data» k := by
    intro k h l
    rw [fn_weighted_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») (k + 1)
      ⟨xs_is_a_list_int'1, by omega, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact l⟩,
      Spec.ite_neg _ _ _ (by omega), Spec.ite_pos _ _ _ (by omega), Int.add_sub_cancel, ← fn_weighted_top_ax'1]
  refine up (fun k => k ≤ «xs:len» → 2 * «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») k = c * k * (k + 1)) ?_ ?_ _ xs_is_a_list_int'1 (Int.le_refl _)
  · intro _
    rw [zero, Int.mul_zero, Int.mul_zero, Int.zero_mul]
  · intro k h ih l
    have ih : k ≤ «xs:len» → 2 * «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») k = c * k * (k + 1) := ih
    have i := ih (by omega)
    have g := precondition_in_line_41_all'2 k ⟨h, l⟩
    rw [succ k h l, g]
    generalize «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») k = t at *
    simp only [times2, by2, times3, by3, times4, by4, times6, by6, Int.sub_eq_add_neg, Int.neg_add, Int.mul_add, Int.add_mul, Int.neg_mul, Int.mul_neg, Int.neg_neg, Int.one_mul, Int.mul_one, Int.mul_comm, Int.mul_left_comm, Int.mul_assoc] at *
    omega
