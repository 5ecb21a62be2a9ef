"""From tags to findings: how much of a text a category has, corrected by labelled reports, with its interval."""
