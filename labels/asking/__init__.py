"""A language model as one more annotator: asked by the guide that people read, its answers checked like anyone's."""
