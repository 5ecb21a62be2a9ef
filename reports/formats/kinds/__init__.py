"""What a file is: its content says it, its name is a hint."""
