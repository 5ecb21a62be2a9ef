"""The bytes of a file become lines: what there is to read, and a reader for each kind of file."""
