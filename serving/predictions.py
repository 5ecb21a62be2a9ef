"""Label Studio's tasks in, its predictions out: one for each task, whatever the task holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from inference.preannotation import prediction_of
from labels.page import TEXT
from labels.tasks import PREDICTED, to_prediction
from serving.model import ServedModel


def predict(model: ServedModel, tasks: Sequence[Any]) -> list[dict[str, Any]]:
    """Return a prediction for each task, in order.

    A task that was pushed to be answered blind gets a score, which orders it, and no ticks. One without text, or with a blank one, gets an empty result of score 0: Label Studio drops the whole batch when a single
    prediction is missing.
    """
    texts = [_text(task) for task in tasks]
    answered = iter(model.tag([text for text in texts if text]))
    blank = {"result": [], "score": 0.0, "model_version": model.tagger().manifest.id}
    return [
        to_prediction(prediction_of(next(answered)), f"task {number}", _is_blind(task)) if text else dict(blank)
        for number, (task, text) in enumerate(zip(tasks, texts, strict=True), start=1)
    ]


def _is_blind(task: Any) -> bool:
    """Tell whether people were to answer this task without seeing a prediction, as it was pushed."""
    meta = task.get("meta")
    return isinstance(meta, Mapping) and PREDICTED in meta


def _text(task: Any) -> str:
    """Return what a task shows, "" where that is no text."""
    data = task.get("data") if isinstance(task, Mapping) else None
    text = data.get(TEXT) if isinstance(data, Mapping) else None
    return text if isinstance(text, str) and text.strip() else ""
