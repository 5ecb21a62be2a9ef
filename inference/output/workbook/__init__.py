"""The workbook: method, shares, charts, reports, paragraphs and flags of a tagged folder, for a colleague to open."""
