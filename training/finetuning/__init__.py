"""Labelled paragraphs and an encoder become a bundle."""
