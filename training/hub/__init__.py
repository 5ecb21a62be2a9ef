"""Where an encoder comes from: a folder, or a model hub."""
