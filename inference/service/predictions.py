"""Label Studio's tasks in, its predictions out: one for each task, whatever the task holds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inference.preannotation import prediction_of
from inference.service import limits
from inference.service.http.asked import check_amount
from inference.service.http.json_body import is_text
from inference.service.model import ServedModel, always
from labels.further_keys import PREDICTED
from labels.studio.page import TEXT, Question
from labels.studio.tasks import PARAGRAPHS, to_prediction


def predict(
    model: ServedModel,
    tasks: Sequence[Any],
    is_wanted: Callable[[], bool] = always,
    question: Question = PARAGRAPHS,
) -> list[dict[str, Any]]:
    """Return a prediction for each task, in order, as the page of its project shows it.

    A task that was pushed to be answered blind gets a score, which orders it, and no ticks. One without text, or with
    one that is blank,
    no text or no paragraph, gets an empty result of score 0: Label Studio drops the whole batch when a single
    prediction is missing.

    Raises:
        Refusal: the tasks are too many, or too long together.
        NotWanted: the predictions are not wanted any more.
    """
    texts = [_text(task) for task in tasks]
    check_amount(texts)
    answered = iter(model.tag([text for text in texts if text], is_wanted))
    blank = {"result": [], "score": 0.0, "model_version": model.tagger().manifest.id}
    return [
        to_prediction(prediction_of(next(answered)), f"task {number}", _is_blind(task), text=text, question=question)
        if text
        else dict(blank)
        for number, (task, text) in enumerate(zip(tasks, texts, strict=True), start=1)
    ]


def _is_blind(task: Any) -> bool:
    """Tell whether people were to answer this task without seeing a prediction, as it was pushed."""
    meta = task.get("meta")
    return isinstance(meta, Mapping) and PREDICTED in meta


def _text(task: Any) -> str:
    """Return what a task shows, "" where that is nothing to tag."""
    data = task.get("data") if isinstance(task, Mapping) else None
    text = data.get(TEXT) if isinstance(data, Mapping) else None
    usable = isinstance(text, str) and text.strip() and is_text(text) and len(text) <= limits.CHARACTERS_OF_ONE
    return str(text) if usable else ""
