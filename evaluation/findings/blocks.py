"""Put counts and labels together: for each block of reports what its groups have by the model and by people."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.findings.corpus import Corpus
from evaluation.findings.estimation import FEWEST, Corrected, Reports, correct
from evaluation.findings.frame import Frame, Key
from evaluation.findings.measures import tagged_amounts, true_amounts
from labels.counting import Floats
from storage.errors import BadSettings

MOST_CELLS = 10_000_000
"""Reports times groups times categories that are counted at once: some 500 MB."""
_PIECES = re.compile(r"(\D*)(\d{0,15})")


@dataclass(frozen=True, slots=True)
class Block:
    """Reports that were drawn independently of those of other blocks, and their groups. `corrected` is None where fewer
    than two of several reports are labelled."""

    groups: tuple[Key, ...]
    reports: Reports
    corrected: Corrected | None

    def coefficients(self, of_groups: Mapping[Key, float]) -> list[float]:
        """Return a coefficient for each group of the block, 0 for those not asked for."""
        return [of_groups.get(group, 0.0) for group in self.groups]


@dataclass(frozen=True, slots=True)
class Counting:
    """Makes blocks of a corpus."""

    corpus: Corpus

    @property
    def frame(self) -> Frame:
        """What was counted."""
        return self.corpus.frame

    @property
    def ids(self) -> Sequence[str]:
        """The categories."""
        return self.corpus.tagger.taxonomy.ids

    def blocks(self) -> list[Block]:
        """Return the blocks in the order of their names."""
        members = self._members()
        for reports, groups in members.values():
            self._check_size(len(reports), len(groups))
        return [self._block(sorted(members[block][0]), in_order(members[block][1])) for block in in_order(members)]

    @property
    def fits(self) -> bool:
        """Whether there are few enough groups inside reports to count."""
        return not any(self._is_large(len(reports), len(groups)) for reports, groups in self._members().values())

    def _members(self) -> dict[Key, tuple[set[str], set[Key]]]:
        """Return the reports and the groups of each block."""
        found: dict[Key, tuple[set[str], set[Key]]] = {}
        for report, counted in self.frame.counted.items():
            for key in counted:
                reports, groups = found.setdefault(self.frame.block(key), (set(), set()))
                reports.add(report)
                groups.add(key)
        return found

    def whole(self) -> Block:
        """Return one block of all reports, of which all is one group, ()."""
        return self._block(sorted(self.frame.counted), None)

    def _is_large(self, reports: int, groups: int) -> bool:
        return groups > 1 and reports * groups * len(self.ids) > MOST_CELLS

    def _check_size(self, reports: int, groups: int) -> None:
        if self._is_large(reports, groups):
            raise BadSettings(
                f"--by {','.join(self.frame.by)} makes {groups} groups inside {reports} reports. Expected at most "
                f"{MOST_CELLS // (reports * len(self.ids))}; group by what has fewer values, such as part."
            )

    def _block(self, names: Sequence[str], groups: list[Key] | None) -> Block:
        place: Callable[[Key], int | None] = (
            (lambda key: 0) if groups is None else {key: n for n, key in enumerate(groups)}.get
        )
        shape = len(names), len(groups or [()]), len(self.ids)
        size, paragraphs = np.zeros(shape[:2]), np.zeros(shape[:2])
        tagged, true, noise = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for row, name in enumerate(names):
            for key, one in self.frame.counted[name].items():
                if (group := place(key)) is not None:
                    size[row, group] += one.size
                    paragraphs[row, group] += one.paragraphs
                    tagged[row, group] += one.tagged
            if name in self.corpus.basis.reports:
                learnt, missed, noise[row] = self._judged(name, place, shape[1])
                tagged[row] += learnt
                true[row] = tagged[row] + missed
        labelled = np.array([name in self.corpus.basis.reports for name in names])
        strata = {name: n for n, name in enumerate(sorted({self.frame.strata[name] for name in names}))}
        stratum = np.array([strata[self.frame.strata[name]] for name in names])
        reports = Reports(size, paragraphs, tagged, true, noise, labelled, stratum)
        enough = labelled.sum() >= min(FEWEST, len(names))
        return Block(tuple(groups or [()]), reports, correct(reports) if enough else None)

    def _judged(self, report: str, place: Callable[[Key], int | None], groups: int) -> tuple[Floats, Floats, Floats]:
        """Return for a labelled report by how much its tags change where the model had learnt from them, how much it
        missed, and the variance of that where only some paragraphs are labelled; shape (groups, categories) each."""
        rows = self.corpus.basis.reports[report]
        learnt = np.zeros((groups, len(self.ids)))
        wrong = np.zeros((len(rows), groups, len(self.ids)))
        for number, row in enumerate(rows):
            group = place(self.frame.groups[row.id])
            if group is None:
                continue
            said = tagged_amounts(self.frame.lines[row.id], self.corpus.measure, self.ids, row.id)
            if row.id in self.corpus.unseen:
                unseen = tagged_amounts(
                    self.corpus.unseen[row.id], self.corpus.measure, self.ids, f"--out-of-fold, {row.id}"
                )
                learnt[group] += unseen - said
                said = unseen
            wrong[number, group] = true_amounts(row, self.corpus.measure, self.ids) - said
        drawn = self.corpus.basis.drawn[report]
        there = drawn.paragraphs if drawn else len(rows)
        missed = wrong.mean(axis=0) * there
        if there == len(rows) or len(rows) < 2:
            return learnt, missed, np.zeros_like(missed)
        return learnt, missed, there**2 * (1 - len(rows) / there) * wrong.var(axis=0, ddof=1) / len(rows)


def in_order(keys: Iterable[Key]) -> list[Key]:
    """Sort groups by their names, numbers in them by their size (those of up to fifteen digits)."""
    return sorted(keys, key=lambda key: [[(text, int(n or -1)) for text, n in _PIECES.findall(one)] for one in key])
