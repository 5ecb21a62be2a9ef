"""The pages a person reads: one for a report, one for a collection, one for what cleaning changed."""
