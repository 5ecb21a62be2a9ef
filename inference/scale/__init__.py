"""Tag more than fits in a memory or a day: what was done is kept at once, and never done again."""
