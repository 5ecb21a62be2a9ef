"""How long a run will take on this machine, and what it needs, told before it begins."""
