"""Labelled paragraphs in, bundle out. Reads no raw report and never talks to Label Studio."""
