"""What to label next, when to stop, and what to look at again."""
