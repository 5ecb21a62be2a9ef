"""Pages to decide by: what may be relied on, and whether it still holds."""
