VERDICT = "wrong"
