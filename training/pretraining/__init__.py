"""Text becomes an encoder, from nothing."""
