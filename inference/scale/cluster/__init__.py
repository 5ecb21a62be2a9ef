"""Tag on many machines that share a disk, with Ray: they put what they tag into the work folder, as a local run does."""
