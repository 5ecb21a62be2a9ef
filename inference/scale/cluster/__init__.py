"""Tag on many machines that share a disk, with Ray: what they tag goes into the work folder, as in a local run."""
