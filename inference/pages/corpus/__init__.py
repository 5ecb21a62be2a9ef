"""The corpus page: what a collection of reports talks about, how it changed, and the list of its reports."""
