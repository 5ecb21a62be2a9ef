"""Worker processes: many files at once, results in order, and nothing left behind."""
