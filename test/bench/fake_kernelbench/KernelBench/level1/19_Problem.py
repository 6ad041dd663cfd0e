VERDICT = "hangs"
