"""Soft labels: how probable models hold the categories of texts, for another model to learn from."""
