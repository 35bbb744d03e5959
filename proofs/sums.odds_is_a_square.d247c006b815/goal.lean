-- odds_is_a_square, line 67: the postcondition holds at the end
-- odds(n) == n * n
-- goal d247c006b8159c51
import Spec.Arithmetic
import Spec.Certificate

∀ («/fn.odds.top» : Int → Int)
    («/fn.odds» : Int → Int)
    («/fn.odds.of» : Int → Int)
    (n : Int)
    (fn_odds_top_ax'1 : ∀ i' : Int, «/fn.odds.top» i' = «/fn.odds» i')  -- axiom of fn.odds.top
    (fn_odds_top_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.odds.top» i' = Spec.ite (i' = 0) (0 : Int) («/fn.odds» (i' - 1) + 2 * i' - 1))  -- axiom of fn.odds.top
    (fn_odds_ax'1 : ∀ i' : Int, «/fn.odds» i' = «/fn.odds.of» i')  -- axiom of fn.odds
    (fn_odds_ax'2 : ∀ i' : Int, 0 ≤ i' → «/fn.odds» i' = Spec.ite (i' = 0) (0 : Int) («/fn.odds.of» (i' - 1) + 2 * i' - 1))  -- axiom of fn.odds
    (precondition_n_0'1 : 0 ≤ n)  -- precondition in line 66: n >= 0
    , «/fn.odds.top» n = n * n
