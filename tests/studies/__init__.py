"""Measuring programs that are no tests."""
