"""What scores.json knows of a model, asked by name; what it does not hold is not known, and not 0."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labels.asking.annotator import BY_MODELS
from reports.words import Phrase
from storage.errors import BadData
from storage.parsing import read_json
from storage.shown import shown

Json = Mapping[str, Any]
_LARGEST = 64_000_000


def read_shares(path: Path, model: str) -> Json:
    """Read what shares.py wrote.

    Raises:
        BadData: it is another file, or of the tags of another bundle.
    """
    found = read_json(path, _LARGEST, "shares.json of shares.py")
    if not isinstance(found, dict) or not {"model", "shares", "reports", "reports_labelled"} <= set(found):
        raise BadData(f"{shown(path)}: holds no shares. Expected shares.json of shares.py; give that file.")
    if found["model"] != model:
        raise BadData(
            f"{shown(path)}: its tags are those of {found['model']}, judged is {model}. Expected one bundle; give its "
            "shares."
        )
    return found


@dataclass(frozen=True, slots=True)
class SliceFigures:
    """A year, level, period or source that a model was judged on."""

    key: str
    value: str | int | None
    figures: Json

    @property
    def macro_f1(self) -> float | None:
        """Its macro-F1, None where no category occurs."""
        value: float | None = self.figures["macro_f1"]
        return value


@dataclass(frozen=True, slots=True)
class Known:
    """The objects of scores.json, and of comparison.json and shares.json where they are given."""

    scores: Json
    comparison: Json | None = None
    shares: Json | None = None

    @property
    def ids(self) -> Sequence[str]:
        """The categories."""
        ids: Sequence[str] = self.scores["categories"]
        return ids

    @property
    def model(self) -> Json:
        """The scores of the model on paragraphs."""
        found: Json = self.scores["scores"]["model"]
        return found

    @property
    def categories(self) -> Mapping[str, Json]:
        """The scores of each category."""
        found: Mapping[str, Json] = self.model["categories"]
        return found

    @property
    def standing(self) -> Json:
        """What the model stands on; empty where the file was written without."""
        found: Json = self.scores.get("standing", {})
        return found

    @property
    def by_models(self) -> Json:
        """How many of the paragraphs that judge no person labelled, and which models did; empty where people did."""
        found: Json = self.scores.get(BY_MODELS, {})
        return found

    def name(self, key: str) -> Phrase:
        """Return the name of a category."""
        return Phrase(*self.standing.get("names", {}).get(key, (key, key)))

    def slices(self) -> Iterator[SliceFigures]:
        """Yield every part that the model was judged on."""
        for key, parts in self.scores.get("slices", {}).items():
            for one in parts:
                yield SliceFigures(key, one["value"], one)

    def listed(self, figures: Mapping[str, str | Phrase]) -> Phrase:
        """Return categories with a figure each, in words."""
        said = {key: one if isinstance(one, Phrase) else Phrase(one, one) for key, one in figures.items()}
        return Phrase(
            "、".join(f"{self.name(key).chinese} {one.chinese}" for key, one in said.items()),
            ", ".join(f"{self.name(key).english} {one.english}" for key, one in said.items()),
        )
