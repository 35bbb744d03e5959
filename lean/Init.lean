prelude
import Init.Coe
import Init.Simp
