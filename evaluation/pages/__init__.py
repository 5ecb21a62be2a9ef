"""Pages and pictures of an evaluation: scores, agreement between people, learning curves."""
