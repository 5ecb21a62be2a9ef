"""Start training: labels are pulled, a model is trained beside the served one, and takes its place where it is
better."""
