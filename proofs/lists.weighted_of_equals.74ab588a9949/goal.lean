-- weighted_of_equals, line 42: the postcondition holds at the end
-- 2 * weighted(xs, len(xs)) == c * len(xs) * (len(xs) + 1)
-- goal 74ab588a994972a4
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.weighted.top» : (Spec.Seq Int) → Int → Int)
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
    (precondition_all_x_c_for'2 : ∀ i' : Int, 0 ≤ i' ∧ i' + 1 ≤ «xs:len» → «xs:data» i' = c)  -- precondition in line 41: all((x == c for x in xs))
    , 2 * «/fn.weighted.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» = c * «xs:len» * («xs:len» + 1)
