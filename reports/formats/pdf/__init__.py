"""PDFs: what their pages show, as it would be read aloud."""

from reports.formats.pdf.document import PDF_MARK, pdf_lines

__all__ = ("PDF_MARK", "pdf_lines")
