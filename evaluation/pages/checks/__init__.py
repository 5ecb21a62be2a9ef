"""The sections of a page on behaviour and leakage, and the page where they stand alone."""
