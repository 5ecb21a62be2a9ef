"""Make of a model the files that other programs, or narrower numbers, need."""
