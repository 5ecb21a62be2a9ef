"""How far the people who label agree, how far they follow a model, and a third person's word where they differ."""
