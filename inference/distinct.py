"""Every id stands for one paragraph, whichever files the paragraphs come from."""

from collections.abc import Iterable
from pathlib import Path

from reports.report import Paragraph
from storage.errors import BadData
from storage.shown import shown


class DistinctIds:
    """Knows the ids of what was read: those of paragraphs files are their writer's, and are never changed.

    Ids of raw reports, which are dealt one by one, are kept as the report's: they are many.
    """

    def __init__(self) -> None:
        self._given: dict[str, Path] = {}
        self._dealt: dict[str, tuple[Path, int]] = {}

    def add_given(self, paragraphs: Iterable[Paragraph], file: Path) -> None:
        """Take paragraphs of a paragraphs file.

        Raises:
            BadData: an id was in another file; the line names both.
        """
        for one in paragraphs:
            before = self._given.setdefault(one.id, file)
            report, _, index = one.id.rpartition(":")
            raw, count = self._dealt.get(report, (file, 0))
            if before != file:
                raise _shared(one.id, before, file)
            if index.isdecimal() and index == str(int(index)) and int(index) < count:
                raise _shared(one.id, raw, file)

    def add_dealt(self, report: str, paragraphs: Iterable[Paragraph], file: Path) -> None:
        """Take the paragraphs of a raw report, whose ids are `<report>:<index>`, counted from 0; errors as
        `add_given`."""
        count = 0
        for one in paragraphs:
            count += 1
            if one.id in self._given:
                raise _shared(one.id, self._given[one.id], file)
        self._dealt[report] = (file, count)


def _shared(identifier: str, first: Path, second: Path) -> BadData:
    return BadData(
        f"{shown(second)}: the paragraph '{identifier}' is in {shown(first)} too. Expected an id for one paragraph "
        "alone; leave one of the two files out, or give their paragraphs other ids."
    )
