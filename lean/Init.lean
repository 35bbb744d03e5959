prelude
import Init.Coe
import Init.Simp
import Init.Nat
import Init.Int
