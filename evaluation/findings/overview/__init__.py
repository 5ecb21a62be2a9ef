"""The same figures by year, province, region, level and part at once: what a page that compares any two needs."""
