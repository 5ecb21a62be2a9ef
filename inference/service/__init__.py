"""A bundle behind HTTP: tags for anyone who asks, predictions and training for Label Studio."""
