import Spec.Arithmetic
import Spec.Certificate

-- Induction over the integers from 0 on.
theorem up (P : Int → Prop) (zero : P 0) (succ : ∀ k : Int, 0 ≤ k → P k → P (k + 1)) (n : Int) (h : 0 ≤ n) : P n := by
  obtain ⟨k, rfl⟩ := Int.eq_ofNat_of_zero_le h
  induction k with
  | zero => exact zero
  | succ k ih => exact succ (Int.ofNat k) (Int.ofNat_nonneg k) (ih (Int.ofNat_nonneg k))

theorem goal
    («/fn.total.top» : (Spec.Seq Int) → Int → Int)
    («/fn.total» : (Spec.Seq Int) → Int → Int)
    («/fn.total.of» : (Spec.Seq Int) → Int → Int)
    («xs:len» : Int)
    («xs:data» : Int → Int)
    (fn_total_top_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.total.top» i' j' = «/fn.total» i' j')  -- axiom of fn.total.top
    (fn_total_top_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.total.top» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.total» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.total.top
    (fn_total_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.total» i' j' = «/fn.total.of» i' j')  -- axiom of fn.total
    (fn_total_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.total» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.total.of» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.total
    (xs_is_a_list_int'1 : 0 ≤ «xs:len»)  -- xs is a list[int]
    (precondition_in_line_30_all'2 : ∀ i' : Int, 0 ≤ i' ∧ i' + 1 ≤ «xs:len» → 0 ≤ «xs:data» i')  -- precondition in line 30: all((x >= 0 for x in xs))
    : 0 ≤ «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» := by
  have zero : «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») 0 = 0 := by
    rw [fn_total_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») 0 ⟨xs_is_a_list_int'1, by decide, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact xs_is_a_list_int'1⟩,
      Spec.ite_pos _ _ _ rfl]
  have succ : ∀ k : Int, 0 ≤ k → k + 1 ≤ «xs:len» → «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») (k + 1) = «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») k + «xs:data» k := by
    intro k h l
    rw [fn_total_top_ax'2 (Spec.Seq.mk «xs:len» «xs:data») (k + 1)
      ⟨xs_is_a_list_int'1, by omega, by rw [Spec.ite_pos _ _ _ xs_is_a_list_int'1]; exact l⟩,
      Spec.ite_neg _ _ _ (by omega), Spec.ite_pos _ _ _ (by omega), Int.add_sub_cancel, ← fn_total_top_ax'1]
  refine up (fun k => k ≤ «xs:len» → 0 ≤ «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») k) ?_ ?_ _ xs_is_a_list_int'1 (Int.le_refl _)
  · intro _
    rw [zero]
    exact Int.le_refl 0
  · intro k h ih l
    have ih : k ≤ «xs:len» → 0 ≤ «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») k := ih
    have i := ih (by omega)
    have g := precondition_in_line_30_all'2 k ⟨h, l⟩
    rw [succ k h l]
    omega
