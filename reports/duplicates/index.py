"""Reports that arrived twice, and paragraphs that repeat another report's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from reports.duplicates.match import Match, Place
from reports.duplicates.minhash import (
    HASHES,
    Hashes,
    candidate_pairs,
    containment,
    jaccard,
    normalised,
    shingles,
    signature,
)
from reports.report import Paragraph

REUSED = 0.5
"""Jaccard similarity from which a paragraph repeats another: one character in ten changed, each apart from the others,
leaves (0.9^4) / (2 - 0.9^4) = 0.49. Paragraphs of two real provinces reached 0.55, on one formula of state."""
SAME_REPORT = 0.5
"""Share of the smaller report's shingles that the other holds. Half a report with a character in twenty changed keeps
0.95^4 = 0.81; of 3,321 pairs of real reports that are not the same, the closest shared 0.30."""
SHORTEST = 60
"""Letters and digits of the shortest paragraph compared. Below, set phrases repeat by themselves: every pair of two
regions' paragraphs with a similarity of 0.7 or more had fewer (各位代表！现在，我代表…); 14 % of paragraphs are left
out."""
SHORTEST_REPORT = 1_000
"""Different shingles of the smallest report compared, some 1,200 characters: an opening and a close alone are not the
same report."""

# Three hashes a band: similarity 0.5 is found with 1 - (1 - 0.5^3)^42 = 0.996, 0.6 with 0.99996; 0.05 becomes a
# candidate with 0.005.
_ROWS = 3
# The estimate from 126 hashes deviates by 0.045 at 0.5; 0.35 is more than three of these below.
_ESTIMATE = 0.35
_WINDOW = 16
# Two a band: half a report with the changes above (similarity 0.33) is found with 1 - (1 - 0.33^2)^63 = 0.999.
_REPORT_ROWS = 2
# Reports that are not the same reached 0.134; 0.15 leaves room for a copy of a fifth of the text.
_REPORT_ESTIMATE = 0.15
_REPORT_WINDOW = 64
# Whole reports are costly to compare: those few candidates are of which an eighth of the shingles overlaps like this.
# A copy of 1,000 shingles, half of them shared, deviates by 0.045.
_SAMPLED = np.uint32(8)
_SAMPLE_OVERLAP = 0.35
_REMEMBERED = 1 << 14  # paragraphs whose shingles are at hand: 10 MiB


@dataclass(frozen=True, slots=True)
class _Indexed:
    """What the index keeps of a report: its first paragraph's number, how many follow, how many shingles it holds."""

    id: str
    region: str
    year: int
    source: str
    first: int
    count: int
    size: int


class DuplicateIndex:
    """Takes reports one at a time; keeps their texts, and a signature of 504 bytes for every paragraph that is long
    enough."""

    def __init__(self) -> None:
        self._reports: list[_Indexed] = []
        self._report_signatures: list[Hashes] = []
        self._report_samples: list[Hashes] = []
        self._ids: list[str] = []
        self._texts: list[str] = []
        # Of the paragraphs that are long enough: their signatures, numbers and reports' numbers.
        self._signatures = bytearray()
        self._numbers: list[int] = []
        self._owners: list[int] = []
        self._same: list[tuple[int, int, float]] | None = None

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add the paragraphs of one report; none are passed over."""
        if not paragraphs:
            return
        first = len(self._ids)
        parts: list[Hashes] = []
        whole = signature(np.empty(0, np.uint32))
        for paragraph in paragraphs:
            own, hashes = self._add_paragraph(paragraph)
            parts.append(own)
            whole = np.minimum(whole, hashes)
        head, held, about = paragraphs[0], _union(parts), paragraphs[0].about
        self._reports.append(
            _Indexed(head.report, about.region, about.year or 0, head.source, first, len(paragraphs), len(held))
        )
        self._report_signatures.append(whole)
        self._report_samples.append(held[held % _SAMPLED == 0])
        self._same = None

    def _add_paragraph(self, paragraph: Paragraph) -> tuple[Hashes, Hashes]:
        """Keep a paragraph of the report that comes next, and return its shingles and their signature."""
        normal = normalised(paragraph.text)
        own = shingles(normal)
        hashes = signature(own)
        if len(normal) >= SHORTEST:
            self._signatures += hashes.tobytes()
            self._numbers.append(len(self._ids))
            self._owners.append(len(self._reports))
        self._ids.append(paragraph.id)
        self._texts.append(paragraph.text)
        return own, hashes

    def same_reports(self) -> list[Match]:
        """Return the pairs of reports of which one holds at least half of the other, most similar first.

        A report of fewer shingles than `SHORTEST_REPORT` is not compared. A copy of less than a fifth of a report is
        not found here; its paragraphs are, by `reused_paragraphs`.
        """
        found = [self._report_match(*pair) for pair in self._same_pairs()]
        return sorted(found, key=lambda match: (-match.similarity, match.copy.report, match.original.report))

    def reused_paragraphs(self) -> list[Match]:
        """Return each paragraph that repeats one of another report, with the most similar one (of equals the latest).

        Repeats within a report, and between two reports that are the same, are not counted. They come in the order in
        which the paragraphs were added.
        """
        same = {(one, other) for one, other, _ in self._same_pairs()}
        best: dict[int, tuple[float, tuple[int, int], int]] = {}
        for one, other, similarity in self._alike(REUSED):
            if (self._owners[one], self._owners[other]) in same:
                continue
            later, earlier = (
                (one, other) if self._time(self._owners[one]) > self._time(self._owners[other]) else (other, one)
            )
            rank = (similarity, self._time(self._owners[earlier]), earlier)
            if later not in best or rank > best[later]:
                best[later] = rank
        return [
            Match(self._place(later), self._place(earlier), similarity)
            for later, (similarity, _, earlier) in sorted(best.items())
        ]

    def linked_reports(self, least: float) -> set[tuple[str, str]]:
        """Return the ids of every two reports that share a paragraph, of a similarity of `least` or more (at least
        `REUSED`)."""
        pairs = {(self._owners[one], self._owners[other]) for one, other, _ in self._alike(max(least, REUSED))}
        return {(self._reports[one].id, self._reports[other].id) for one, other in pairs}

    def _time(self, report: int) -> tuple[int, int]:
        return self._reports[report].year, report

    def _same_pairs(self) -> list[tuple[int, int, float]]:
        """Return (lower, higher, containment) for the numbers of every two reports that are the same."""
        if self._same is None:
            large = [number for number, report in enumerate(self._reports) if report.size >= SHORTEST_REPORT]
            signatures = np.array([self._report_signatures[number] for number in large], np.uint32).reshape(-1, HASHES)
            pairs = candidate_pairs(signatures, _REPORT_ROWS, _REPORT_ESTIMATE, _REPORT_WINDOW)
            numbers = [(large[one], large[other]) for one, other in pairs.tolist()]
            samples = self._report_samples
            likely = [
                (one, other) for one, other in numbers if containment(samples[one], samples[other]) >= _SAMPLE_OVERLAP
            ]
            shared = (
                (one, other, containment(self._shingles_of(one), self._shingles_of(other))) for one, other in likely
            )
            self._same = [pair for pair in shared if pair[2] >= SAME_REPORT]
        return self._same

    def _shingles_of(self, number: int) -> Hashes:
        report = self._reports[number]
        texts = self._texts[report.first : report.first + report.count]
        return _union([shingles(normalised(text)) for text in texts])

    def _alike(self, least: float) -> Iterator[tuple[int, int, float]]:
        """Yield (lower, higher, similarity) of paragraphs of different reports, as places in `_numbers`."""
        signatures = np.frombuffer(bytes(self._signatures), np.uint32).reshape(-1, HASHES)
        # By region and time, so that in a crowded bucket a paragraph stands beside the year before.
        order = sorted(range(len(self._numbers)), key=self._region_and_time)
        shingles_at = lru_cache(_REMEMBERED)(lambda place: shingles(normalised(self._texts[self._numbers[place]])))
        for pair in candidate_pairs(signatures, _ROWS, _ESTIMATE, _WINDOW, order):
            one, other = map(int, pair)
            if self._owners[one] != self._owners[other]:
                similarity = jaccard(shingles_at(one), shingles_at(other))
                if similarity >= least:
                    yield one, other, similarity

    def _region_and_time(self, place: int) -> tuple[str, int, int]:
        owner = self._owners[place]
        return self._reports[owner].region, *self._time(owner)

    def _report_match(self, one: int, other: int, similarity: float) -> Match:
        copy, original = (one, other) if self._reports[one].size < self._reports[other].size else (other, one)
        return Match(self._whole(copy), self._whole(original), similarity)

    def _whole(self, number: int) -> Place:
        report = self._reports[number]
        return Place(report.id, "", report.source, self._texts[report.first])

    def _place(self, place: int) -> Place:
        number, report = self._numbers[place], self._reports[self._owners[place]]
        return Place(report.id, self._ids[number], report.source, self._texts[number])


def _union(sets: Sequence[Hashes]) -> Hashes:
    return np.asarray(np.unique(np.concatenate(sets)), np.uint32)
