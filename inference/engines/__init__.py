"""Engines run a bundle: units of text in, their logits out."""
