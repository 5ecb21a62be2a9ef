"""The script with which a page finds telling words of any two groups by itself."""

from pathlib import Path

SCRIPT = Path(__file__).with_name("telling.js")
"""Defines tellingWords(table, first, second, limit): `telling.telling_words` of what `Table.to_json` returned, or an
empty list where the table has no such group."""
