"""Word documents: what Word shows of them is what is read."""

from reports.formats.word.document import OLE_MARK, word_lines

__all__ = ("OLE_MARK", "word_lines")
