"""Measure what a label is worth: the same paragraphs labelled as wholes and by the sentence, judged on other regions.

    python -m tests.studies.label_worth FILE.jsonl --output figures.csv

FILE holds labelled paragraphs with evidence for every label. One learner throughout: TF-IDF over runs of one to three
characters and a logistic regression for each category. Taught by paragraphs it scores paragraphs; taught by sentences
it scores sentences, and a paragraph has the score of its highest one. The thresholds are those with the best F1 in
folds of the regions that it learns from.
"""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from labels.bootstrap import draws, middle, sums_by_report
from labels.counting import Counts, Floats, Truth, counted, f1, indicators
from labels.evidence import of_sentences, sentence_labels
from labels.labelled import LabelledParagraph, read_labelled
from labels.quick.calibration import best_thresholds
from labels.quick.tfidf_pair import paragraph_scores
from labels.splits import folds_by_report, region_of
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans, sentences
from storage.whole_files import atomic_writer

WAYS = ("paragraphs", "sentences")
"""What people label; the third curve, `GAIN`, is how much better the second teaches."""
GAIN = "gain"
SIZES = (120, 240, 480, 960, 1920)
_FOLDS, _INNER_FOLDS = 4, 3
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Point:
    """Macro-F1 after `paragraphs` were labelled in one way, and its 95 % interval."""

    way: str
    paragraphs: int
    macro_f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Material:
    """Paragraphs, what each of their sentences carries, shape (sentences, categories), and the labels they are judged
    by, shape (paragraphs, categories)."""

    rows: Sequence[LabelledParagraph]
    carried: Sequence[Truth]
    judged: Truth

    def taught(self, way: str, numbers: Sequence[int]) -> tuple[list[str], Truth]:
        """Return the texts that are labelled in this way, and what each carries."""
        if way == "paragraphs":
            return [self.rows[i].text for i in numbers], np.stack([self.carried[i].any(axis=0) for i in numbers])
        return [one for i in numbers for one in sentences(self.rows[i].text)], np.concatenate(
            [self.carried[i] for i in numbers]
        )

    def odds(self, way: str, known: Sequence[int], new: Sequence[int]) -> Floats:
        """Learn from the known paragraphs, score the new ones, shape (new, categories)."""
        scores = paragraph_scores(*self.taught(way, known), self.taught(way, new)[0])
        if way == "paragraphs":
            return scores
        lengths = [len(self.carried[i]) for i in new]
        return np.maximum.reduceat(scores, np.cumsum([0, *lengths[:-1]]))

    def tags(self, way: str, known: Sequence[int], new: Sequence[int]) -> Truth:
        """Learn from the known paragraphs, thresholds too, and tag the new ones."""
        unseen = np.zeros((len(known), self.judged.shape[1]))
        regions = [region_of(self.rows[i]) for i in known]
        for learnt, scored in GroupKFold(min(_INNER_FOLDS, len(set(regions)))).split(known, groups=regions):
            unseen[scored] = self.odds(way, [known[i] for i in learnt], [known[i] for i in scored])
        truth = self.taught("paragraphs", known)[1]
        return self.odds(way, known, new) >= best_thresholds(unseen, truth)


def read_material(path: Path, taxonomy: Taxonomy) -> Material:
    """Read labelled paragraphs with evidence, or with the key `sentences` ([start, end, categories] of every sentence).

    Where a line has the key `gold`, what somebody else said, its paragraph is judged by that.
    """
    rows = read_labelled(path, taxonomy)
    known = [_carried(row, taxonomy) for row in rows]
    kept = [number for number, carried in enumerate(known) if None not in carried]
    if len(kept) < len(rows):
        print(f"{len(rows) - len(kept)} paragraphs with labels without evidence are left out", file=sys.stderr)
    judged = [rows[i].paragraph.extra.get("gold", rows[i].labels) for i in kept]
    return Material([rows[i] for i in kept], [known[i].astype(bool) for i in kept], indicators(judged, taxonomy.ids))


def _carried(row: LabelledParagraph, taxonomy: Taxonomy) -> "np.ndarray[tuple[int, int], np.dtype[np.object_]]":
    given = row.paragraph.extra.get("sentences")
    if given is None:
        return np.array(sentence_labels(row.text, row.labels, row.evidence, taxonomy.ids), dtype=object)
    spans = sentence_spans(row.text)
    marked = {key: of_sentences([key in one[2] for one in given], spans) for key in row.labels}
    return np.array(sentence_labels(row.text, row.labels, marked, taxonomy.ids), dtype=object)


def measure(material: Material, sizes: Sequence[int]) -> Iterator[Point]:
    """Yield a point for each size and way, and one for the gain; the last size is all that the folds leave to learn
    from.

    Every fold of the regions is judged by what was learnt from paragraphs drawn at random from the other folds; a
    smaller draw is part of the larger one.
    """
    tags = {(way, size): np.zeros_like(material.judged) for way in WAYS for size in (*sizes, None)}
    taught = []
    for number, (train, test) in enumerate(folds_by_report(material.rows, _FOLDS, 0)):
        order = np.random.default_rng(number).permutation(train).tolist()
        taught.append(len(order))
        for (way, size), said in tags.items():
            said[test] = material.tags(way, order[:size], test)
        print(f"fold {number + 1} of {_FOLDS} is done", file=sys.stderr, flush=True)
    regions = [region_of(row) for row in material.rows]
    for size in (*sizes, None):
        tables = [sums_by_report(counted(tags[way, size], material.judged), regions) for way in WAYS]
        yield from _points(tables, round(np.mean(taught)) if size is None else size)


def _points(tables: Sequence[Counts], size: int) -> Iterator[Point]:
    """Yield the points of one size from the counts of each way and region."""
    drawn = np.concatenate([np.ones((1, len(tables[0])), dtype=np.int64), draws(len(tables[0]), _RESAMPLES, 0)])
    whole, parts = (f1(np.tensordot(drawn, table, axes=1)).mean(axis=1) for table in tables)
    for way, values in zip((*WAYS, GAIN), (whole, parts, parts - whole), strict=True):
        yield Point(way, size, float(values[0]), *middle(values[1:]))


def write_points(path: Path, points: Sequence[Point]) -> None:
    """Write points as CSV with four decimals."""
    with atomic_writer(path) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(one.name for one in fields(Point))
        rows.writerows([f"{one:.4f}" if isinstance(one, float) else one for one in astuple(point)] for point in points)


def main() -> None:
    """Measure, and write the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    arguments = parser.parse_args()
    points = list(measure(read_material(arguments.labelled, Taxonomy.load()), arguments.sizes))
    write_points(arguments.output, points)


if __name__ == "__main__":
    main()
