VERDICT = "dies"
