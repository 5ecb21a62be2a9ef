"""Label Studio's tasks in, its predictions out: one for each task, whatever the task holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inference.preannotation import prediction_of
from inference.service import limits
from inference.service.http.asked import check_amount
from inference.service.http.json_body import is_text
from inference.tagged import TaggedParagraph
from labels.further_keys import PREDICTED
from labels.studio.page import TEXT, Question
from labels.studio.tasks import to_prediction


def texts_of(tasks: Sequence[Any]) -> list[str]:
    """Return what each task shows: "" where that is nothing to tag.

    Raises:
        Refusal: the tasks are too many, or too long together.
    """
    texts = [_text(task) for task in tasks]
    check_amount(texts)
    return texts


def predictions_of(
    tasks: Sequence[Any], texts: Sequence[str], tagged: Iterable[TaggedParagraph], model: str, question: Question
) -> list[dict[str, Any]]:
    """Return a prediction for each task, in order, as the page of its project shows it.

    A task that was pushed to be answered blind gets a score, which orders it, and no ticks. One without text, or with
    one that is blank, no text or no paragraph, gets an empty result of score 0: Label Studio drops the whole batch when
    a single prediction is missing.

    Args:
        texts: what `texts_of` returned.
        tagged: one for each text that is not "", in order.
        model: the id of the model that tagged.
    """
    answered = iter(tagged)
    blank = {"result": [], "score": 0.0, "model_version": model}
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
