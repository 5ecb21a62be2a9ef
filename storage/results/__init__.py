"""Results at the places that people name: only what this program made is replaced, whole, by one rename."""
