"""Public benchmarks that an encoder is measured by."""
