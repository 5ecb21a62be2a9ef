"""Scores against what people said, with intervals, references, and two models compared."""
