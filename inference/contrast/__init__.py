"""What tells two groups of paragraphs apart: words, and the sentences that carry them. No dictionary is needed."""
