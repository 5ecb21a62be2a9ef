"""News titles in ten classes, the public benchmark THUCNews: read, and scored by accuracy.

It measures what our own task cannot: how well an encoder knows Chinese that no government wrote. The folder holds
`class.txt` (the classes, an English name a line) and `train40k.jsonl`, `dev10k.jsonl` and `test10k.jsonl`, whose lines
hold `text` and `label`, the Chinese name. A class that has no training titles cannot be learnt; its test titles count
as missed.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from labels.bootstrap import Interval
from labels.counting import Labels
from labels.labelled import LabelledParagraph
from labels.taxonomy import Category, Taxonomy
from reports.report import Paragraph
from storage.errors import BadData
from storage.jsonl import read_objects
from storage.parsing import read_lines

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "finance": "财经",
        "realty": "房产",
        "stocks": "股票",
        "education": "教育",
        "science": "科技",
        "society": "社会",
        "politics": "时政",
        "sports": "体育",
        "game": "游戏",
        "entertainment": "娱乐",
    }
)
"""By the name that class.txt gives a class, the name that the titles give it."""
PUBLISHED: Mapping[str, float] = MappingProxyType({"BERT": 0.9483, "TextCNN": 0.9122, "FastText": 0.9223})
"""Published test accuracies of models that were trained on all 180,000 titles of the ten classes."""

_HOTKEYS = "123456789a"
_LARGEST_LIST = 1_000_000


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of the benchmark; each is a paragraph of one report of its own, with one label.

    `taxonomy` has the classes that occur in training, `unlearnable` the ids of the others. `train` and `dev` hold
    titles of the taxonomy only, `test` those of every class.
    """

    taxonomy: Taxonomy
    unlearnable: tuple[str, ...]
    train: tuple[LabelledParagraph, ...]
    dev: tuple[LabelledParagraph, ...]
    test: tuple[LabelledParagraph, ...]

    def sample(self, limit: int | None, seed: int) -> list[LabelledParagraph]:
        """Draw `limit` training titles by chance, all of them where there are no more or `limit` is None."""
        return random.Random(seed).sample(self.train, min(limit or len(self.train), len(self.train)))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of test titles whose class was named, from 0 to 1.

    `all` is of all test titles, `learnable` of those whose class has training titles, `classes` of each class by its
    id.
    """

    all: float
    learnable: float
    classes: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the object that a result file holds."""
        return {"all": self.all, "learnable": self.learnable, "classes": dict(self.classes)}


def read_titles(folder: Path) -> Titles:
    """Read the benchmark's folder.

    Raises:
        BadData: a file is missing or breaks its format, a class or label is not known, or no dev or test title is of a
            class that has training titles.
    """
    ids = _read_classes(folder / "class.txt")
    train, dev, test = (_read_split(folder / name, ids) for name in ("train40k.jsonl", "dev10k.jsonl", "test10k.jsonl"))
    taught = {row.labels[0] for row in train}
    learnable = [one for one in ids if one in taught]
    kept = tuple(row for row in dev if row.labels[0] in taught)
    for name, rows in (("dev10k.jsonl", kept), ("test10k.jsonl", test)):
        if not any(row.labels[0] in taught for row in rows):
            raise BadData(
                f"{folder / name}: no title is of a class that has training titles "
                f"({', '.join(map(CLASSES.__getitem__, learnable))}). "
                "Expected titles of the classes of train40k.jsonl; give files of one benchmark."
            )
    return Titles(_taxonomy(learnable), tuple(one for one in ids if one not in taught), train, kept, test)


def accuracy(test: Sequence[LabelledParagraph], predicted: Labels, taxonomy: Taxonomy) -> Accuracy:
    """Compare the classes that were named with those of the test titles.

    Args:
        predicted: for each title one class, in a sequence of its own, as references and `models.decision.tags_of`
            return it.
        taxonomy: of the classes that have training titles.

    Raises:
        BadData: no test title is of such a class.
    """
    right = _right(test, predicted)
    truth = np.array([row.labels[0] for row in test])
    learnable = np.isin(truth, taxonomy.ids)
    _check_any(learnable)
    return Accuracy(
        all=float(right.mean()),
        learnable=float(right[learnable].mean()),
        classes={one: float(right[truth == one].mean()) for one in CLASSES if one in truth},
    )


def accuracy_difference(test: Sequence[LabelledParagraph], ours: Labels, theirs: Labels) -> tuple[float, Interval]:
    """Return accuracy of `ours` less that of `theirs` over all titles, and its 95 % interval.

    The interval is that of the mean of paired differences (normal approximation): how far the lead would move with
    other test titles. It does not hold what another seed of the training would change.
    """
    gained = _right(test, ours).astype(float) - _right(test, theirs)
    mean, error = float(gained.mean()), float(gained.std() / np.sqrt(len(gained)))
    return mean, (mean - 1.96 * error, mean + 1.96 * error)


def _right(test: Sequence[LabelledParagraph], predicted: Labels) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.array([tuple(said) == row.labels for row, said in zip(test, predicted, strict=True)])


def _check_any(learnable: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
    if not learnable.any():
        raise BadData(
            f"None of the {len(learnable)} test titles is of a class that has training titles. Expected some; check "
            "--data."
        )


def _read_classes(path: Path) -> list[str]:
    names = _read_names(path)
    for number, name in enumerate(names, start=1):
        if name and (name not in CLASSES or name in names[: number - 1]):
            reason = "stands there already" if name in CLASSES else "is not known"
            raise BadData(
                f"{path}, line {number}: class '{name}' {reason}. Expected each once of {', '.join(CLASSES)}; mend the "
                "line."
            )
    if not any(names):
        raise BadData(f"{path}: is empty. Expected class names, one a line: {', '.join(CLASSES)}.")
    return [name for name in names if name]


def _read_names(path: Path) -> list[str]:
    """Return every line, blank ones too."""
    return [line.strip() for line in read_lines(path, _LARGEST_LIST, "class names, one a line, in --data")]


def _read_split(path: Path, ids: Sequence[str]) -> tuple[LabelledParagraph, ...]:
    known = {CLASSES[one]: one for one in ids}
    rows = []
    for number, value in read_objects(path):
        text, label = (_text_under(key, value, f"{path}, line {number}") for key in ("text", "label"))
        if label not in known:
            raise BadData(
                f"{path}, line {number}: label '{label}' is none of class.txt. Expected one of {', '.join(known)}; "
                "mend the line."
            )
        name = f"{path.stem}:{number}"
        rows.append(LabelledParagraph(Paragraph(name, name, text), (known[label],)))
    return tuple(rows)


def _text_under(key: str, value: Mapping[str, Any], where: str) -> str:
    content = value.get(key)
    if not isinstance(content, str) or not content.strip():
        found = f"'{key}' is {content!r}" if key in value else f"has no '{key}'"
        raise BadData(
            f"{where}: {found}. Expected a title under 'text' and its class under 'label'; mend or remove the line."
        )
    return content.strip()


def _taxonomy(ids: Sequence[str]) -> Taxonomy:
    """Return the classes as a taxonomy of which a title carries exactly one."""
    categories = tuple(
        Category(one, CLASSES[one], one, CLASSES[one], one, "#5b6b7b", hotkey, ())
        for one, hotkey in zip(ids, _HOTKEYS, strict=False)
    )
    return Taxonomy(
        "THUCNews", "1", True, "每个标题属于一类。", "A title is of one class.", categories, source="class.txt"
    )
