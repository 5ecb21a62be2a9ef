"""A page to drop a file on: it is read, tagged and shown as `scripts/tag.py` would show it."""
