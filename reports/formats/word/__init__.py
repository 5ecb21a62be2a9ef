"""Word documents: what Word shows of them is what is read."""

from reports.formats.word.document import word_lines

__all__ = ("word_lines",)
