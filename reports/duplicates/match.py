"""A report or paragraph, and the one that it repeats."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph, or with `paragraph` "" a whole report; `text` is the paragraph's, of a report its first one's."""

    report: str
    paragraph: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A report or paragraph that repeats another: `copy` repeats `original`.

    `similarity` is the Jaccard similarity of the shingles of two paragraphs; for reports the share of the smaller
    one's that the other holds. Of two reports the copy is the one that holds less, of equals the one read later; of
    two paragraphs the one whose report has the later year, in one year and where no year is known the one read later.
    """

    copy: Place
    original: Place
    similarity: float
