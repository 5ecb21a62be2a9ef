"""Label Studio's tasks in, its predictions out: one for each task, whatever the task holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from inference.tagged import TaggedParagraph
from labels.page import CATEGORY, NONE, TEXT
from labels.tasks import choices
from labels.taxonomy import NONE_ID
from serving.model import ServedModel


def predict(model: ServedModel, tasks: Sequence[Any]) -> list[dict[str, Any]]:
    """Return a prediction for each task, in order.

    One without text, or with a blank one, gets an empty result of score 0: Label Studio drops the whole batch when a single
    prediction is missing.
    """
    texts = [_text(task) for task in tasks]
    answered = iter(model.tag([text for text in texts if text]))
    version = model.tagger().manifest.id
    predictions = []
    for text in texts:
        if not text:
            predictions.append({"result": [], "score": 0.0, "model_version": version})
            continue
        tagged = next(answered)
        result = choices(CATEGORY, tagged.tags) if tagged.tags else choices(NONE, [NONE_ID])
        predictions.append({"result": [result], "score": round(confidence(tagged), 4), "model_version": tagged.model})
    return predictions


def confidence(tagged: TaggedParagraph) -> float:
    """Return how likely the least certain of a paragraph's decisions is right, from 0 to 1.

    Label Studio hands out the lowest first where a project samples by uncertainty, so one doubtful category is enough.
    """
    return min(score if category in tagged.tags else 1 - score for category, score in tagged.scores.items())


def _text(task: Any) -> str:
    """Return what a task shows, "" where that is no text."""
    data = task.get("data") if isinstance(task, Mapping) else None
    text = data.get(TEXT) if isinstance(data, Mapping) else None
    return text if isinstance(text, str) and text.strip() else ""
