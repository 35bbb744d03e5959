prelude
import Init.Coe
import Init.Simp
import Init.Nat
import Init.Int
import Init.List
import Init.Omega
import Init.Division
