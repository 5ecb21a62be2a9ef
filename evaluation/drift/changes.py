"""What changed between two tagged folders, each change with an interval and a p value by report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from evaluation.drift.reshuffled import Ratios, compare_ratios, distance
from evaluation.drift.tagged_folder import TaggedFolder, read_folder
from evaluation.drift.vocabulary import NewPiece, Vocabulary, new_vocabulary
from evaluation.findings.holm import holm
from labels.counting import Floats
from storage.errors import BadData

Kind = Literal["tags", "scores", "untagged", "review", "planned", "length", "flag", "characters", "pairs"]
LEVEL = 0.05
"""A change is shown where its p value, corrected for the number of questions, is at most that."""
_PARTS = 200  # of 0 to 1: scores are told apart to half a point


@dataclass(frozen=True, slots=True)
class Change:
    """One question and its answer.

    Of most kinds `before` and `after` are shares of the paragraphs (of "length" characters a paragraph, of "characters"
    and "pairs" the share of the text that is new, by chance and in fact), and `value` their difference. Of "scores"
    they are mean scores, and `value` is the distance of the distributions, which chance alone makes `chance`. `name` is
    the category or the flag.
    """

    kind: Kind
    name: str
    before: float
    after: float
    value: float
    low: float | None
    high: float | None
    chance: float | None
    p: float
    p_holm: float = 1.0

    @property
    def shown(self) -> bool:
        """Whether the change is more than how reports differ anyhow."""
        return self.p_holm <= LEVEL

    def to_json(self) -> dict[str, Any]:
        """Return the object that drift.json holds, at full precision."""
        return {**asdict(self), "shown": self.shown}


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes from the earlier reports to the later ones. `left_out` counts later reports that are earlier ones
    too; `model` tagged all."""

    model: str
    reports: tuple[int, int]
    paragraphs: tuple[int, int]
    left_out: int
    changes: tuple[Change, ...]
    new_characters: tuple[NewPiece, ...]
    new_pairs: tuple[NewPiece, ...]

    @property
    def shown(self) -> tuple[Change, ...]:
        """The changes that are more than chance."""
        return tuple(one for one in self.changes if one.shown)

    def to_json(self) -> dict[str, Any]:
        """Return what drift.json holds of them."""
        return {
            "model": self.model,
            "reports": list(self.reports),
            "paragraphs": list(self.paragraphs),
            "left_out": self.left_out,
            "changes": [one.to_json() for one in self.changes],
            "new_characters": [one.to_json() for one in self.new_characters],
            "new_pairs": [one.to_json() for one in self.new_pairs],
        }


def find_changes(before: Path, after: Path, model: str, ids: Sequence[str], *, seed: int = 0) -> Changes:
    """Compare two folders of tag.py.

    Reports of `after` that are in `before` too are passed over: they would hide what is new.

    Args:
        model: the id of the bundle that tagged both.
        ids: its categories.
        seed: of all chance.

    Raises:
        BadData: a folder holds no tags, tags of another bundle, or fewer than two reports of its own.
    """
    earlier = read_folder(before, ids)
    later = read_folder(after, ids, set(earlier.reports))
    _check_models(earlier, later, model)
    texts = earlier.joined(), later.joined()
    characters, pairs = (new_vocabulary(*texts, length, seed=seed) for length in (1, 2))
    asked = [
        *_ratio_changes(earlier, later, ids, seed),
        *_score_changes(earlier, later, ids, seed),
        _vocabulary_change("characters", characters),
        _vocabulary_change("pairs", pairs),
    ]
    corrected = holm([one.p for one in asked])
    return Changes(
        model,
        (len(earlier.reports), len(later.reports)),
        (len(earlier.texts), len(later.texts)),
        later.left_out,
        tuple(replace(one, p_holm=p) for one, p in zip(asked, corrected, strict=True)),
        characters.pieces,
        pairs.pieces,
    )


def _check_models(earlier: TaggedFolder, later: TaggedFolder, model: str) -> None:
    if others := (earlier.models | later.models) - {model}:
        raise BadData(
            f"{' and '.join(sorted(others)) or 'no bundle'} tagged some of it, the bundle given is {model}. Expected "
            "one for both folders, or the difference is that of the models; tag both with it, or give another --model."
        )


def _ratio_changes(earlier: TaggedFolder, later: TaggedFolder, ids: Sequence[str], seed: int) -> list[Change]:
    names = [("tags", key) for key in ids]
    names += [("untagged", ""), ("review", ""), ("planned", ""), ("length", "")]
    flags = sorted({flag for folder in (earlier, later) for own in folder.flags for flag in own})
    names += [("flag", flag) for flag in flags]
    both = [_amounts(folder, flags) for folder in (earlier, later)]
    amounts, sizes = (np.vstack([both[0][n], both[1][n]]) for n in (0, 1))
    found = compare_ratios(amounts, sizes, len(earlier.reports), seed=seed)
    asked = [sizes[: len(both[0][1])].sum(axis=0) > 0, sizes[len(both[0][1]) :].sum(axis=0) > 0]  # else 0 of 0
    return [_ratio_change(kind, name, found, n) for n, (kind, name) in enumerate(names) if asked[0][n] and asked[1][n]]


def _amounts(folder: TaggedFolder, flags: Sequence[str]) -> tuple[Floats, Floats]:
    """Return for each report and question the amount, and what it is a share of."""
    columns = [
        *folder.tags.T,
        ~folder.tags.any(axis=1),
        folder.review,
        [part == "planned" for part in folder.parts],
        [len(text) for text in folder.texts],
        *([flag in own for own in folder.flags] for flag in flags),
    ]
    amounts = np.column_stack([np.asarray(one, np.float64) for one in columns])
    sizes = np.ones_like(amounts)
    sizes[:, folder.tags.shape[1] + 2] = [part != "" for part in folder.parts]
    return folder.by_report(amounts), folder.by_report(sizes)


def _ratio_change(kind: Any, name: str, found: Ratios, n: int) -> Change:
    before, after, half = (float(one[n]) for one in (found.before, found.after, found.half))
    difference = after - before
    return Change(kind, name, before, after, difference, difference - half, difference + half, None, float(found.p[n]))


def _score_changes(earlier: TaggedFolder, later: TaggedFolder, ids: Sequence[str], seed: int) -> list[Change]:
    found = []
    for column, key in enumerate(ids):
        histograms = np.vstack([_histogram(folder, column) for folder in (earlier, later)])
        far = distance(histograms, len(earlier.reports), seed=seed)
        first, last = (float(folder.scores[:, column].mean()) for folder in (earlier, later))
        found.append(Change("scores", key, first, last, far.value, far.low, far.high, far.chance, far.p))
    return found


def _histogram(folder: TaggedFolder, column: int) -> Floats:
    places = np.minimum((folder.scores[:, column] * _PARTS).astype(np.int64), _PARTS - 1)
    counts = np.zeros((len(folder.reports), _PARTS))
    np.add.at(counts, (folder.owner, places), 1.0)
    return counts


def _vocabulary_change(kind: Kind, found: Vocabulary) -> Change:
    more = found.share - found.chance
    return Change(kind, "", found.chance, found.share, more, None, None, found.chance, found.p)
