import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.norm.top» : (Spec.Seq Int) → Int → Int)
    («/fn.norm» : (Spec.Seq Int) → Int → Int)
    («/fn.total.top» : (Spec.Seq Int) → Int → Int)
    («/fn.total» : (Spec.Seq Int) → Int → Int)
    («/fn.norm.of» : (Spec.Seq Int) → Int → Int)
    («/fn.total.of» : (Spec.Seq Int) → Int → Int)
    («xs:len» : Int)
    («xs:data» : Int → Int)
    (fn_norm_top_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.norm.top» i' j' = «/fn.norm» i' j')  -- axiom of fn.norm.top
    (fn_norm_top_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.norm.top» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.norm» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1)) * i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.norm.top
    (fn_total_top_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.total.top» i' j' = «/fn.total» i' j')  -- axiom of fn.total.top
    (fn_total_top_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.total.top» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.total» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.total.top
    (fn_norm_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.norm» i' j' = «/fn.norm.of» i' j')  -- axiom of fn.norm
    (fn_norm_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.norm» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.norm.of» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1)) * i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.norm
    (fn_total_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.total» i' j' = «/fn.total.of» i' j')  -- axiom of fn.total
    (fn_total_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.total» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.total.of» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.total
    (xs_is_a_list_int'1 : 0 ≤ «xs:len»)  -- xs is a list[int]
    : «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» ≤ «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» := by
  have zero : «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») 0 = 0 := by
    rw [fn_total_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») 0 ⟨xs_is_a_list_int'1, by decide, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact xs_is_a_list_int'1⟩,
      Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → k + 1 ≤ «xs:len» → «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») (k + 1) = «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») k + «xs:data» k := by
    intro k h l
    rw [fn_total_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») (k + 1)
      ⟨xs_is_a_list_int'1, by omega, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact l⟩,
      Spec.ite_neg _ _ _ (by omega), Spec.ite_pos _ _ _ (by omega), Int.add_sub_cancel, ← fn_total_top_ax'1]
  have zero' : «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») 0 = 0 := by
    rw [fn_norm_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») 0 ⟨xs_is_a_list_int'1, by decide, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact xs_is_a_list_int'1⟩,
      Spec.ite_pos _ _ _ rfl]
  have succ' : ∀ k : Int, 0 ≤ k → k + 1 ≤ «xs:len» → «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») (k + 1) = «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») k + «xs:data» k * «xs:data» k := by
    intro k h l
    rw [fn_norm_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») (k + 1)
      ⟨xs_is_a_list_int'1, by omega, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact l⟩,
      Spec.ite_neg _ _ _ (by omega), Spec.ite_pos _ _ _ (by omega), Int.add_sub_cancel, ← fn_norm_top_ax'1]
  refine up (fun k => k ≤ «xs:len» → «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») k ≤ «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») k) ?_ ?_ _ xs_is_a_list_int'1 (Int.le_refl _)
  · intro _
    rw [zero, zero']
    exact Int.le_refl 0
  · intro k h ih l
    have ih : k ≤ «xs:len» → «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») k ≤ «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») k := ih
    have i := ih (by omega)
    have g : «xs:data» k ≤ «xs:data» k * «xs:data» k := by
      cases Int.lt_or_ge 0 («xs:data» k) with
      | inl p =>
        have := Spec.mul_le_up_ll («xs:data» k) 1 («xs:data» k) (by omega) p
        omega
      | inr p =>
        have := Spec.mul_nonpos_nonpos («xs:data» k) («xs:data» k) p p
        omega
    rw [succ k h l, succ' k h l]
    omega
