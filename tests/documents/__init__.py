"""The commands that README and docs/ tell a reader to type, and a folder like a clone to type them in."""
