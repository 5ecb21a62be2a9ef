"""One way of writing for all reports; what a page puts around a report, its glossary and note marks are taken off."""
