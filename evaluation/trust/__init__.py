"""How far a tag can be trusted: where the model errs."""
