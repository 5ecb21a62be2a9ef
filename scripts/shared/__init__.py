"""What the scripts share: options and their values, what is printed, how a script ends."""
