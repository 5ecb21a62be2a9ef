"""Tagged paragraphs for statistics programs: one set of columns as CSV, Parquet and Stata, and how R and Stata label
them."""
