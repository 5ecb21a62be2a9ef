"""Line breaks that a report has lost are set again where its author is likely to have had them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.context import Floats, judged_again, judged_once, likely, plausible
from reports.repair.line_breaks.features import Candidate, candidates, hashed
from reports.repair.line_breaks.headings import NOT_IN_HEADING
from reports.repair.line_breaks.trees import Trees
from reports.structure.cutting import LONGEST_LINE
from storage.results.files import result_file

SHIPPED = Path(__file__).with_name("model.npz")
_MOST_JUDGED = 100_000  # characters: more without a line break is no report, and rules cut it in no time


@dataclass(frozen=True, slots=True)
class WordModel:
    """A linear model of the words around a place: a log-odds weight for each bucket of `hashed`, float32."""

    weights: NDArray[np.float32]
    intercept: float

    def scores(self, features: Sequence[NDArray[np.int64]]) -> Floats:
        """Return the log-odds that a line begins, for the features of each place, shape (places,)."""
        return np.array([self.weights[numbers].sum() for numbers in features], dtype=np.float64) + self.intercept


def heading_ends(joints: WordModel, found: Sequence[Candidate], features: Sequence[NDArray[np.int64]]) -> Floats:
    """Return the log-odds that a heading ends at each place, `NOT_IN_HEADING` outside headings, shape (places,)."""
    within = [number for number, one in enumerate(found) if one.in_heading]
    ends = np.full(len(found), NOT_IN_HEADING)
    ends[within] = joints.scores([features[number] for number in within])
    return ends


@dataclass(frozen=True, slots=True)
class BreakModel:
    """Judges every place by the words around it, then twice by how all the other places were judged.

    `joints` tell where a heading ends that runs into its text.
    A break reaches `threshold`; `expected` is the F1 that this kind of model reached on reports it had not learnt from.
    """

    words: WordModel
    joints: WordModel
    once: Trees
    again: Trees
    threshold: float
    expected: float

    def breaks(self, text: str) -> list[int]:
        """Return the offsets at which lines begin in a text that has no line breaks, without 0, in order."""
        places = [place for place, character in enumerate(text) if character != " "]
        dense = text.replace(" ", "")
        found = candidates(dense)
        if not found:
            return []
        features = hashed(dense, found)
        scores, ends = self.words.scores(features), heading_ends(self.joints, found, features)
        kept = plausible(found, scores, ends)
        if not len(kept):
            return []
        columns = judged_once(dense, found, scores, ends, kept)
        columns = judged_again(dense, found, columns, self.once.scores(columns), kept)
        chances = likely(self.again.scores(columns))
        chosen = [
            (found[number], chance) for number, chance in zip(kept, chances, strict=True) if chance >= self.threshold
        ]
        best: dict[int, tuple[float, int]] = {}
        for one, chance in chosen:  # a heading ends in one place only
            if one.in_heading:
                best[one.before] = max(best.get(one.before, (0.0, 0)), (float(chance), one.place))
        last = {place for _, place in best.values()}
        return [places[one.place] for one, _ in chosen if not one.in_heading or one.place in last]

    def save(self, path: Path) -> None:
        """Write the model; weights of the words are rounded to float16."""
        arrays: dict[str, Any] = {
            "words": self.words.weights.astype(np.float16),
            "joints": self.joints.weights.astype(np.float16),
            "numbers": np.array([self.words.intercept, self.joints.intercept, self.threshold, self.expected]),
        }
        for name in ("once", "again"):
            trees: Trees = getattr(self, name)
            arrays |= {f"{name}.{field.name}": np.asarray(getattr(trees, field.name)) for field in fields(Trees)}
        with result_file(path, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)


def load_break_model(path: Path) -> BreakModel:
    """Read a model that `BreakModel.save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    *intercepts, threshold, expected = arrays["numbers"].tolist()
    words, joints = (
        WordModel(arrays[name].astype(np.float32), intercept)
        for name, intercept in zip(("words", "joints"), intercepts, strict=True)
    )
    once, again = (_trees(arrays, name) for name in ("once", "again"))
    return BreakModel(words, joints, once, again, threshold, expected)


def _trees(arrays: Mapping[str, Any], name: str) -> Trees:
    column, highest, left, right, answer = (
        arrays[f"{name}.{part}"] for part in ("column", "highest", "left", "right", "answer")
    )
    return Trees(column, highest, left, right, answer, float(arrays[f"{name}.start"]))


@cache
def shipped_break_model() -> BreakModel:
    """Return the model that comes with the project (docs/reading.md), read once."""
    return load_break_model(SHIPPED)


def recover_breaks(lines: Sequence[str]) -> tuple[list[str], int]:
    """Return lines of which those that hold many paragraphs are broken, and how many breaks were set."""
    recovered: list[str] = []
    judged = 0
    for line in lines:
        if len(line) <= LONGEST_LINE or judged + len(line) > _MOST_JUDGED:
            recovered.append(line)
            continue
        judged += len(line)
        places = [0, *shipped_break_model().breaks(str(line)), len(line)]
        recovered += [part for start, end in pairwise(places) if (part := line[start:end].strip())]
    return recovered, len(recovered) - len(lines)
