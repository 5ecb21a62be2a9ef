"""PDFs: what their pages show, as it would be read aloud."""

from reports.formats.pdf.document import pdf_lines

__all__ = ("pdf_lines",)
