"""Functions with a goal each that z3 and cvc5 leave unknown; their proofs are in Lean, under `proofs/`."""
