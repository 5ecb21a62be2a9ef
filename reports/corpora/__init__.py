"""Tables in which users keep reports, a row or a column each: workbooks, CSV, Parquet, JSON Lines."""
