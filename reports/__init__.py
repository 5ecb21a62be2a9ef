"""A report as it arrives becomes clean paragraphs with provenance. Knows no category and imports no torch."""
