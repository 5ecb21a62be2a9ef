"""Keep what judges a model out of what teaches it."""

from collections.abc import Collection, Iterable

from labels.labelled import LabelledParagraph
from labels.splits import region_of
from reports.duplicates.minhash import normalised
from reports.sentences import sentence_spans

_FEWEST_LETTERS = 8  # of a sentence that tells something: twelve characters with their marks


class Apart:
    """Texts that may not be learnt from where the given rows judge: those of their regions and reports, and those that
    share a sentence with one of them, whatever marks, white space and width of characters it is written with."""

    def __init__(self, rows: Iterable[LabelledParagraph]) -> None:
        self._regions: set[str] = set()
        self._reports: set[str] = set()
        self._told: set[str] = set()
        for row in rows:
            self._regions.add(region_of(row))
            self._reports.add(row.report)
            self._told |= _told_by(row.text)

    def hides(self, text: str, regions: Collection[str], reports: Collection[str]) -> bool:
        """Say whether a text may not be learnt from."""
        if not self._reports:
            return False
        return (
            not self._regions.isdisjoint(regions)
            or not self._reports.isdisjoint(reports)
            or not self._told.isdisjoint(_told_by(text))
        )


def _told_by(text: str) -> set[str]:
    """Return the letters of a text, and those of each sentence that tells something: one joined to a short neighbour
    too, or broken by the end of a line."""
    written = {text, "".join(text.split())}
    each = [normalised(one[start:end]) for one in written for start, end in sentence_spans(one, shortest=1)]
    return {normalised(text), *(one for one in each if len(one) >= _FEWEST_LETTERS)} - {""}
