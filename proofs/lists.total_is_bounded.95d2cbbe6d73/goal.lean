-- total_is_bounded, line 25: the postcondition holds at the end
-- total(xs, len(xs)) <= b * len(xs)
-- goal 95d2cbbe6d73848e
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.total.top» : (Spec.Seq Int) → Int → Int)
    («/fn.total» : (Spec.Seq Int) → Int → Int)
    («/fn.total.of» : (Spec.Seq Int) → Int → Int)
    («xs:len» : Int)
    («xs:data» : Int → Int)
    (b : Int)
    (fn_total_top_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.total.top» i' j' = «/fn.total» i' j')  -- axiom of fn.total.top
    (fn_total_top_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.total.top» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.total» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.total.top
    (fn_total_ax'1 : ∀ i' : Spec.Seq Int, ∀ j' : Int, «/fn.total» i' j' = «/fn.total.of» i' j')  -- axiom of fn.total
    (fn_total_ax'2 : ∀ i' : Spec.Seq Int, ∀ j' : Int, 0 ≤ i'.len ∧ 0 ≤ j' ∧ j' ≤ Spec.ite (0 ≤ i'.len) i'.len (0 : Int) → «/fn.total» i' j' = Spec.ite (j' = 0) (0 : Int) («/fn.total.of» i' (j' - 1) + i'.data (Spec.ite (1 ≤ j') (j' - 1) (j' + i'.len - 1))))  -- axiom of fn.total
    (xs_is_a_list_int'1 : 0 ≤ «xs:len»)  -- xs is a list[int]
    (precondition_all_x_b_for'2 : ∀ i' : Int, 0 ≤ i' ∧ i' + 1 ≤ «xs:len» → «xs:data» i' ≤ b)  -- precondition in line 24: all((x <= b for x in xs))
    , «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» ≤ b * «xs:len»
