"""What stands in lines and not in paragraphs: wraps, page numbers, running heads, quotation marks, rows of tables."""
