"""Measures speed, memory and benchmarks; `make bench` runs the first three."""
