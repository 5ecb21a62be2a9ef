"""What a model is on disk: the bundle, how it is written, read and checked. Never trains, tags or prints."""
