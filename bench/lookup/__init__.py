"""The look-up without an account: that a million guesses find nothing, and that no miss takes longer."""
