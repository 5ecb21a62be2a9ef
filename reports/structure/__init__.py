"""The lines of a file become reports, headings, paragraphs and parts."""
