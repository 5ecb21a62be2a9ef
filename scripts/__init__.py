"""Holds what a person runs: the only room with arguments, progress bars, printing and exit codes."""
