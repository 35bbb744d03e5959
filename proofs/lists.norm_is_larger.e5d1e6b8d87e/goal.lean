-- norm_is_larger, line 36: the postcondition holds at the end
-- norm(xs, len(xs)) >= total(xs, len(xs))
-- goal e5d1e6b8d87eb7f3
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.norm.top» : (Spec.Seq Int) → Int → Int)
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
    , «/fn.total.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len» ≤ «/fn.norm.top» (Spec.Seq.mk «xs:len» «xs:data») «xs:len»
