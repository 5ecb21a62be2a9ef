"""What one may conclude from a model, by rules from its figures, and the sheet on which a study says why."""
