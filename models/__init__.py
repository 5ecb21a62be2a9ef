"""A model on disk: its bundle, how that is written, read and checked. Never trains, tags or prints."""
