"""Text that was read one byte late since a byte was lost: the repair, its model and the model's weights."""
