"""Measure how shares come out where everything is labelled, if only a few of the reports were.

    python -m tests.studies.shares_of_real_reports GOLD.jsonl TAGGED.jsonl --reports 10

GOLD holds labels of all paragraphs of some reports, TAGGED the tags of a model that had not learnt from them
(`train.py --out-of-fold`). So many reports are drawn by lot, again and again; the others count as not labelled. Printed
for each category: the truth, what the tagger counted, what the first draw corrects it to, in how many draws the
intervals hold the truth, their usual half-width, and that of labels without the tagger.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evaluation.findings.corpus import read_unseen
from evaluation.findings.estimation import Estimate, Reports, combine, correct
from evaluation.findings.measures import tagged_amounts, true_amounts
from labels.counting import Floats
from labels.labelled import read_labelled
from labels.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Line:
    """What came out for a category; shares from 0 to 1. `held` is how often the interval around the corrected share
    held the truth, `half` and `half_gold` are half the usual width of the intervals with the tagger and without."""

    category: str
    truth: float
    raw: float
    share: float
    low: float
    high: float
    held: float
    half: float
    half_gold: float


def read_reports(gold: Path, tagged: Path, taxonomy: Taxonomy) -> Reports:
    """Return all reports, everything labelled."""
    rows = read_labelled(gold, taxonomy)
    lines = read_unseen(tagged)
    names = sorted({row.report for row in rows})
    place = {name: number for number, name in enumerate(names)}
    size = np.zeros((len(names), 1))
    said, true = np.zeros((len(names), 1, len(taxonomy.ids))), np.zeros((len(names), 1, len(taxonomy.ids)))
    for row in rows:
        number = place[row.report]
        size[number] += 1
        true[number, 0] += true_amounts(row, "paragraphs", taxonomy.ids)
        said[number, 0] += tagged_amounts(lines[row.id], "paragraphs", taxonomy.ids, row.id)
    every = np.ones(len(names), np.bool_)
    return Reports(size, size, said, true, np.zeros_like(true), every, np.zeros(len(names), np.int64))


def drawn(reports: Reports, count: int, draws: int, seed: int) -> Iterator[tuple[Estimate, Estimate]]:
    """Yield what each draw of so many reports finds, with the tagger and without."""
    chance = np.random.default_rng(seed)
    for _ in range(draws):
        labelled = np.zeros(len(reports.size), np.bool_)
        labelled[chance.choice(len(labelled), count, replace=False)] = True
        block = correct(replace(reports, labelled=labelled))
        yield combine([(block, [1.0])]), combine([(block, [1.0])], gold=True)


def half(estimate: Estimate) -> Floats:
    """Return half the width of the intervals."""
    return (estimate.high - estimate.low) / 2


def measured(reports: Reports, ids: tuple[str, ...], count: int, draws: int, seed: int) -> list[Line]:
    """Return a line a category."""
    paragraphs = reports.size.sum()
    truth, raw = (one.sum(axis=(0, 1)) / paragraphs for one in (reports.true, reports.tagged))
    found = list(drawn(reports, count, draws, seed))
    held = np.mean([(one.low <= truth + 1e-12) & (truth - 1e-12 <= one.high) for one, _ in found], axis=0)
    widths, widths_gold = (np.median([half(pair[n]) for pair in found], axis=0) for n in (0, 1))
    first = found[0][0]
    columns = (truth, raw, first.value, first.low, first.high, held, widths, widths_gold)
    return [Line(key, *(float(one[n]) for one in columns)) for n, key in enumerate(ids)]


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="labels of whole reports")
    parser.add_argument("tagged", type=Path, help="tags of the same paragraphs, out of fold")
    parser.add_argument("--reports", type=int, default=10, help="labelled reports a draw (default: %(default)s)")
    parser.add_argument("--draws", type=int, default=200, help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="(default: %(default)s)")
    arguments = parser.parse_args()
    taxonomy = Taxonomy.load()
    reports = read_reports(arguments.gold, arguments.tagged, taxonomy)
    print(f"{len(reports.size)} reports, {int(reports.size.sum())} paragraphs, {arguments.reports} reports a draw")
    print("| category | truth | raw | corrected | 95 % | held | ± | ± without the tagger |")
    print("|---|---|---|---|---|---|---|---|")
    for one in measured(reports, taxonomy.ids, arguments.reports, arguments.draws, arguments.seed):
        shown = [f"{100 * value:.1f}" for value in (one.truth, one.raw, one.share)]
        interval = f"{100 * max(one.low, 0):.1f} – {100 * one.high:.1f}"
        ends = [f"{one.held:.0%}", f"{100 * one.half:.1f}", f"{100 * one.half_gold:.1f}"]
        print(f"| {' | '.join([one.category, *shown, interval, *ends])} |")


if __name__ == "__main__":
    main()
