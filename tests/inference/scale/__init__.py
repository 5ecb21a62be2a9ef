"""Bulk tagging: what is done is kept."""
