"""The figures of the sheet of scores: those of scores.json, or what the bundle says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labels.asking.annotator import BY_MODELS
from models.manifest import Manifest
from storage.errors import BadData
from storage.parsing import read_json
from storage.shown import shown

FIGURES = "scores.json"
MACRO, MICRO, EXACT = "macro", "micro", "exact"
"""Stand in the place of a category: the mean of the categories, all decisions together, paragraphs right as a whole."""
_LARGEST = 64_000_000


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """How well one of those compared did: on a category, or (MACRO, MICRO, EXACT) on all. What was not measured is
    None; `value` is an F1, or the share that is right."""

    who: str
    category: str
    value: float | None
    low: float | None = None
    high: float | None = None
    precision: float | None = None
    recall: float | None = None
    support: int | None = None
    predicted: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores, and what they were measured on: held-out labels (`data`, so many paragraphs and reports), or the
    training data in a way that `method` names; a language model alone labelled `by_models` of
    these paragraphs."""

    rows: tuple[ScoreRow, ...]
    data: str = ""
    method: str = ""
    paragraphs: int | None = None
    reports: int | None = None
    by_models: int = 0

    @property
    def macro(self) -> ScoreRow | None:
        """The model's mean F1 over categories."""
        return next((one for one in self.rows if one.category == MACRO), None)


def read_scores(path: Path, manifest: Manifest) -> Judged:
    """Read what evaluate.py wrote of this bundle.

    Args:
        path: its folder, or scores.json itself.

    Raises:
        BadData: it is another file, or of another bundle.
    """
    path = path / FIGURES if path.is_dir() else path
    found = read_json(path, _LARGEST, "scores.json of evaluate.py")
    try:
        if found["model"] != manifest.id:
            raise BadData(
                f"{shown(path)}: judges {found['model']}, the folder was tagged by {manifest.id}. Expected the scores "
                "of that bundle; run evaluate.py with it, or give its own."
            )
        rows = tuple(row for who, own in found["scores"].items() for row in _rows(who, own, manifest.taxonomy.ids))
        model = found["scores"]["model"]
        by_models = found.get(BY_MODELS, {}).get("paragraphs", 0)
        data, paragraphs, reports = str(found["data"]), model["paragraphs"], model.get("reports")
        return Judged(rows, data, paragraphs=paragraphs, reports=reports, by_models=by_models)
    except (AttributeError, KeyError, TypeError) as error:
        raise BadData(
            f"{shown(path)}: holds no scores. Expected scores.json of evaluate.py; give that file."
        ) from error


def own_scores(manifest: Manifest) -> Judged | None:
    """Return what a bundle says of itself, from its training; None where it says nothing."""
    said = manifest.scores
    if not isinstance(said.get("f1"), Mapping):
        return None
    rows = [ScoreRow("model", key, said["f1"][key]) for key in manifest.taxonomy.ids if key in said["f1"]]
    rows += [ScoreRow("model", key, said[f"{key}_f1"]) for key in (MACRO, MICRO) if f"{key}_f1" in said]
    method, by_models = str(said.get("method", "")), said.get(BY_MODELS, 0)
    return Judged(tuple(rows), method=method, paragraphs=said.get("paragraphs"), by_models=by_models)


def _rows(who: str, own: Mapping[str, Any], ids: Sequence[str]) -> Iterator[ScoreRow]:
    for key in ids:
        one = own["categories"][key]
        yield ScoreRow(
            who,
            key,
            one["f1"],
            precision=one["precision"],
            recall=one["recall"],
            support=one["support"],
            predicted=one["predicted"],
        )
    low, high = own.get("macro_f1_interval") or (None, None)
    yield ScoreRow(who, MACRO, own["macro_f1"], low, high)
    yield ScoreRow(who, MICRO, own["micro_f1"])
    yield ScoreRow(who, EXACT, own["exact_match"])
