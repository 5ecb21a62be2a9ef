"""Makes the tables, models and lists of packages that the project ships."""
