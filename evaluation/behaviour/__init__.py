"""What a model says of cases whose answer is known, or known to stay, or to change: tests of behaviour."""
