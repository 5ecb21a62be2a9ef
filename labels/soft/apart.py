"""Keep what judges a model out of what teaches it."""

from collections.abc import Collection, Iterable

from labels.labelled import LabelledParagraph
from labels.splits import region_of
from reports.sentences import SHORTEST_SENTENCE, sentences


class Apart:
    """Texts that may not be learnt from where the given rows judge: those of their regions and reports, and those that
    share a sentence with one of them."""

    def __init__(self, rows: Iterable[LabelledParagraph]) -> None:
        self._regions: set[str] = set()
        self._reports: set[str] = set()
        self._texts: set[str] = set()
        for row in rows:
            self._regions.add(region_of(row))
            self._reports.add(row.report)
            self._texts.update((row.text, *_telling(row.text)))

    def hides(self, text: str, regions: Collection[str], reports: Collection[str]) -> bool:
        """Say whether a text may not be learnt from."""
        if not self._reports:
            return False
        return (
            not self._regions.isdisjoint(regions)
            or not self._reports.isdisjoint(reports)
            or text in self._texts
            or not self._texts.isdisjoint(_telling(text))
        )


def _telling(text: str) -> list[str]:
    return [one.strip() for one in sentences(text) if len(one.strip()) >= SHORTEST_SENTENCE]
