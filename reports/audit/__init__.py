"""Compare what a table, or the name of a file, says of a report with what its text says."""
