"""The files of a model: weights, digests, checks before anything is loaded, and saving."""
