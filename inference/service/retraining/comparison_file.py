"""Read what scripts/evaluate.py says of two models: the file that decides whether the new one is served."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.service.small_files import read_small_json
from storage.errors import BadData

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """Old and new model by name, the gain of macro-F1, the figures in words, and all that the file holds."""

    old: str
    new: str
    gain: float
    figures: str
    all: dict[str, Any]


def read_comparison(path: Path) -> Found:
    """Read a comparison.

    Raises:
        BadData: it is missing, cannot be read, or a number in it is none.
    """
    try:
        value = read_small_json(path, _LARGEST)
        return Found(str(value["old"]), str(value["new"]), _finite(value["gain"]), _figures(value), value)
    except (OSError, ValueError, TypeError, KeyError, IndexError) as error:
        raise BadData(
            f"{path}: cannot be used ({type(error).__name__}: {error}). Expected the figures of evaluate.py; see "
            "evaluate.log in the folder of the job."
        ) from error


def _figures(value: dict[str, Any]) -> str:
    old, new = (_finite(value[key]["macro_f1"]) for key in ("old_scores", "new_scores"))
    gain, paragraphs = _finite(value["gain"]), value["new_scores"]["paragraphs"]
    figures = f"macro-F1 {old:.3f} → {new:.3f} ({gain:+.3f}) on {paragraphs} paragraphs"
    if value["interval"]:
        lowest, highest = map(_finite, value["interval"])
        figures += f", 95 % interval of the gain {lowest:+.3f} to {highest:+.3f}"
    return figures


def _finite(number: Any) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise ValueError(f"{number!r} where a number belongs")
    return float(number)
