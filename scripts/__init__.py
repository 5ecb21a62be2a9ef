"""What a person runs. The only room with arguments, progress bars, printing and exit codes."""
