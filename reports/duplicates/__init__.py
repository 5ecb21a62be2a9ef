"""Reports that arrived twice, and paragraphs that repeat another report's."""
