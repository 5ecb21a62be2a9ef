"""Lines in which models say how probable categories are."""

from collections.abc import Sequence
from typing import Any

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

IDS = Taxonomy.load().ids
MODEL = "llm:invented@0123abcd"


def shares(**given: float) -> dict[str, float]:
    """Return a probability of each category, 0 where none is given."""
    return {key: given.get(key, 0.0) for key in IDS}


def asked(text: str, report: str = "雾溪县-2031", model: str = MODEL, **given: float) -> dict[str, Any]:
    """Return what `ask` writes of a text, but for the sentences."""
    labels = [key for key in IDS if given.get(key, 0) > 0.5]
    said = {model: {"answers": 3, "confidence": shares(**given)}}
    return {
        "id": f"{report}:{text}",
        "report": report,
        "text": text,
        "labels": labels,
        "annotators": {f"{model}#1": labels},
        "asked": said,
    }


def tagged(text: str, report: str = "雾溪县-2031", **given: float) -> dict[str, Any]:
    """Return the part of a tagged line that counts."""
    return {"id": f"{report}:{text}", "report": report, "text": text, "scores": shares(**given), "model": "larger-1"}


def asked_of(rows: Sequence[LabelledParagraph], suffix: str = "") -> list[dict[str, Any]]:
    """Let a model be nearly sure of what people said of rows, their texts lengthened by `suffix`."""
    return [
        asked(row.text + suffix, row.report, **{key: 0.9 if key in row.labels else 0.1 for key in IDS}) for row in rows
    ]
