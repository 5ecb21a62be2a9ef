"""How much a score flatters where what is judged resembles what was learnt from: splits and copies."""
