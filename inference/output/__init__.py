"""Tagged reports as files: tables, and tagged.jsonl read back."""
