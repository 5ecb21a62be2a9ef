"""Learn from reports that have their line breaks where a report without them should be broken."""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.context import Floats, judged_again, judged_once, likely, plausible
from reports.repair.line_breaks.features import BUCKETS, Candidate, candidates, hashed
from reports.repair.line_breaks.fitting import fit_trees, fit_words
from reports.repair.line_breaks.joints import Joints, joints
from reports.repair.line_breaks.model import BreakModel, WordModel, heading_ends
from reports.repair.line_breaks.trees import Trees
from reports.report import Report
from reports.structure.cutting import LONGEST_LINE, join_leads
from storage.errors import UnreadableReport

_BEFORE_PLACE = re.compile(r".*[省市州](?=..)")  # 云溪市 before 石桥区, which was 石桥县
_FOLDS = 8
_FEWEST_LINES = 20
_THRESHOLDS = tuple(round(0.2 + 0.02 * step, 2) for step in range(21))


@dataclass(frozen=True, slots=True)
class Broken:
    """A report's text without its line breaks, and where they were; reports of one group are never judged by each
    other, those of one kind are counted together."""

    group: str
    text: str
    breaks: frozenset[int]
    kind: str = ""


def broken(report: Report) -> Broken:
    """Take the line breaks out of a report that has them, its leads joined first: reports that lost theirs are read so.

    Its region, however it is named, is its group, a national report's its five years.
    """
    lines = [dense for line in join_leads(report.text.split("\n")) if (dense := line.replace(" ", ""))]
    ends = np.cumsum([len(line) for line in lines])[:-1].tolist()
    about, year = report.about, report.about.year or 0
    national = about.level == "national"
    group = f"{about.region} {year // 5}" if national else _BEFORE_PLACE.sub("", about.region).rstrip("省市县区")
    kind = f"{about.level} {year // 10}0s" if national else about.level
    return Broken(group, "".join(lines), frozenset(ends), kind)


def has_breaks(report: Report) -> bool:
    """Tell whether a report has kept its line breaks, so that one can learn from it."""
    lines = report.text.split("\n")
    return (
        len(lines) >= _FEWEST_LINES and max(map(len, lines)) <= LONGEST_LINE and "breaks_recovered" not in report.flags
    )


def f1(found: Sequence[Sequence[int]], reports: Sequence[Broken]) -> float:
    """Return the F1 of breaks found in reports against where they were, over all breaks of all reports."""
    right = sum(len(one.breaks & set(places)) for places, one in zip(found, reports, strict=True))
    return _f1(right, sum(map(len, found)), reports)


def train_breaks(
    reports: Sequence[Broken], seed: int = 0, say: Callable[[str], None] = lambda line: None
) -> BreakModel:
    """Fit a model on reports. Context and threshold are learnt from judgements of words by models that did not read
    the group.

    Raises:
        UnreadableReport: the reports are of fewer than two groups.
    """
    groups = sorted({one.group for one in reports})
    if len(groups) < 2:
        raise UnreadableReport(
            f"{len(reports)} reports with line breaks of {len(groups)} regions were given. Expected two regions at "
            "least, so that each can be judged by the others."
        )
    random.Random(seed).shuffle(groups)
    folds = min(_FOLDS, len(groups))
    fold_of = {group: number % folds for number, group in enumerate(groups)}
    in_fold = [[number for number, one in enumerate(reports) if fold_of[one.group] == fold] for fold in range(folds)]
    material = [_material(one) for one in reports]
    scores, ends = _judged_by_words(material, in_fold)
    say(f"words: {sum(len(one.places) for one in material):,} places in {len(reports)} reports")
    learning = _Learning(reports, material, ends, _plausible(material, scores, ends), in_fold, seed)
    once = learning.once(scores)
    again = learning.again(once, learning.judged(once))
    chances = {number: likely(found) for number, found in learning.judged(again).items()}
    threshold = max(_THRESHOLDS, key=lambda threshold: learning.f1_at(threshold, chances))
    expected = learning.f1_at(threshold, chances)
    say(f"context: threshold {threshold}, F1 {expected:.3f} on groups not learnt from")
    for kind in sorted({one.kind for one in reports}):
        own = [number for number, one in enumerate(reports) if one.kind == kind]
        found = {number: chances[number] for number in own if number in chances}
        say(f"  {kind}: {len(own)} reports, F1 {learning.f1_at(threshold, found, own):.3f}")
    words, heads = _fit_words(material), _fit_joints(material)
    return BreakModel(words, heads, learning.trees(once, once), learning.trees(again, again), threshold, expected)


@dataclass(frozen=True, slots=True)
class _Material:
    """What is learnt of one report: its places, their features, at which a line begins, and how its headings end."""

    places: list[Candidate]
    features: list[NDArray[np.int64]]
    truth: NDArray[np.bool_]
    joints: Joints


def _material(one: Broken) -> _Material:
    places = candidates(one.text)
    features = hashed(one.text, places)
    truth = np.array([place.place in one.breaks for place in places])
    return _Material(places, features, truth, joints(one.text, one.breaks, places, features))


@dataclass(frozen=True, slots=True)
class _Learning:
    """What is learnt of reports and which of their places are judged, by the number of the report."""

    reports: Sequence[Broken]
    material: Sequence[_Material]
    ends: Mapping[int, Floats]
    kept: Mapping[int, NDArray[np.int64]]
    in_fold: Sequence[list[int]]
    seed: int

    def once(self, scores: Mapping[int, Floats]) -> dict[int, Floats]:
        return {
            one: judged_once(self.reports[one].text, self.material[one].places, scores[one], self.ends[one], kept)
            for one, kept in self.kept.items()
        }

    def again(self, once: Mapping[int, Floats], scores: Mapping[int, Floats]) -> dict[int, Floats]:
        return {
            one: judged_again(self.reports[one].text, self.material[one].places, once[one], scores[one], kept)
            for one, kept in self.kept.items()
        }

    def judged(self, rows: Mapping[int, Floats]) -> dict[int, Floats]:
        """Judge each fold's reports by trees that learnt from the others."""
        scores: dict[int, Floats] = {}
        for judged in self.in_fold:
            trees = self.trees([one for one in rows if one not in set(judged)], rows)
            scores |= {one: trees.scores(rows[one]) for one in judged if one in rows}
        return scores

    def trees(self, learnt: Iterable[int], rows: Mapping[int, Floats]) -> Trees:
        numbers = list(learnt)
        answers = [self.material[one].truth[self.kept[one]] for one in numbers]
        return fit_trees(np.concatenate([rows[one] for one in numbers]), np.concatenate(answers), self.seed)

    def f1_at(self, threshold: float, chances: Mapping[int, Floats], of: Sequence[int] | None = None) -> float:
        found = {one: chance >= threshold for one, chance in chances.items()}
        right = sum(int((taken & self.material[one].truth[self.kept[one]]).sum()) for one, taken in found.items())
        reports = self.reports if of is None else [self.reports[one] for one in of]
        return _f1(right, sum(int(taken.sum()) for taken in found.values()), reports)


def _judged_by_words(
    material: Sequence[_Material], in_fold: Sequence[list[int]]
) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """Judge each fold's reports by models that learnt from the others: where lines begin, and where headings end."""
    scores: dict[int, Floats] = {}
    ends: dict[int, Floats] = {}
    for judged in in_fold:
        others = [one for number, one in enumerate(material) if number not in set(judged)]
        words, heads = _fit_words(others), _fit_joints(others)
        scores |= {number: words.scores(material[number].features) for number in judged}
        ends |= {number: heading_ends(heads, material[number].places, material[number].features) for number in judged}
    return scores, ends


def _plausible(
    material: Sequence[_Material], scores: Mapping[int, Floats], ends: Mapping[int, Floats]
) -> dict[int, NDArray[np.int64]]:
    kept = {
        number: plausible(one.places, scores[number], ends[number]) for number, one in enumerate(material) if one.places
    }
    return {number: rows for number, rows in kept.items() if len(rows)}


def _fit_words(material: Sequence[_Material]) -> WordModel:
    return fit_words([one.features for one in material], [one.truth for one in material])


def _fit_joints(material: Sequence[_Material]) -> WordModel:
    if not any(any(one.joints.ends) for one in material):  # nothing looks like a heading that runs into its text
        return WordModel(np.zeros(BUCKETS, dtype=np.float32), 0.0)
    return fit_words([one.joints.features for one in material], [np.array(one.joints.ends) for one in material])


def _f1(right: int, found: int, reports: Sequence[Broken]) -> float:
    return 2 * right / max(1, found + sum(len(one.breaks) for one in reports))
