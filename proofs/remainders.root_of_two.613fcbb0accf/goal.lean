-- root_of_two, line 51: the postcondition holds at the end
-- x * x != 2 * y * y
-- goal 613fcbb0accf3a39
import Spec.Arithmetic
import Spec.Certificate

∀ (y : Int)
    (x : Int)
    (precondition_y_0'1 : 1 ≤ y)  -- precondition in line 50: y > 0
    , ¬(x * x = 2 * y * y)
