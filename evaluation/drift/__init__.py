"""Whether reports that come now are still like those that were: texts, scores and tags, and how far tags are right."""
