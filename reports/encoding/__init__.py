"""Bytes become text, and the encoding that was used is named."""
