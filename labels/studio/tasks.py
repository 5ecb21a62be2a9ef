"""Paragraphs out to Label Studio: the tasks that its import takes."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from labels.evidence import Evidence
from labels.further_keys import ASKED_AGAIN, FURTHER_KEYS, PREDICTED
from labels.prediction import Prediction
from labels.sampling.design import SAMPLING
from labels.studio.marks import sentence_regions
from labels.studio.page import CATEGORY, NONE, SENTENCE, TEXT, Question
from labels.taxonomy import NONE_ID
from reports.report import Paragraph
from storage.errors import BadData
from storage.results.files import result_file

DIGEST = "text_sha256"
"""The key of a task's `meta` that proves its text is the one that was sent."""
ORIGIN = "paragraph"
"""The key of a task's `meta` that holds the paragraph, so that an export gives it back: all but its text and
what was said of it."""
# A labelled line that is asked again is a new question: what people said before, and who they are, stays out of it, and
# an old settlement does not come back as one of the new answers.
_LEFT_OUT = {"text", "labels", "annotators", *FURTHER_KEYS} - {ASKED_AGAIN}
PARAGRAPHS = Question()
ORDERED = " #"
"""Stands between the name of a model and that of the order which its predictions were sent again for."""

_START = "（报告开头 Start of the report）"
_END = "（报告结尾 End of the report）"


def to_task(
    paragraph: Paragraph,
    previous: Paragraph | None,
    following: Paragraph | None,
    prediction: Prediction | None = None,
    blind: bool = False,
    *,
    question: Question = PARAGRAPHS,
) -> dict[str, Any]:
    """Return the task of one paragraph, with its neighbours in the report (None at either end) to read but not to
    judge.

    Where sentences are asked about they come as a prediction, and without one as `unjudged`.

    Args:
        blind: show nothing of the prediction to people; it still orders the tasks, and `meta` keeps it for comparison,
            under PREDICTED as a labelled file does.

    Raises:
        BadData: the score of the prediction is not from 0 to 1.
    """
    origin = {key: value for key, value in paragraph.to_json().items() if key not in _LEFT_OUT}
    task: dict[str, Any] = {
        "data": {
            "text": paragraph.text,
            "paragraph_id": paragraph.id,
            "report": paragraph.report,
            "title": paragraph.about.title or paragraph.report,
            "section": " › ".join(paragraph.section),
            "previous": previous.text if previous else _START,
            "following": following.text if following else _END,
            "year": paragraph.about.year,
            "region": paragraph.about.region,
        },
        "meta": {DIGEST: text_digest(paragraph.text), ORIGIN: origin},
    }
    if prediction is not None:
        task["predictions"] = [to_prediction(prediction, paragraph.id, blind, text=paragraph.text, question=question)]
        if blind:
            task["meta"][PREDICTED] = prediction.to_json()
    elif question.unit == SENTENCE:
        task["predictions"] = [unjudged(paragraph.text, question)]
    return task


def to_tasks(
    paragraphs: Sequence[Paragraph],
    predictions: Mapping[str, Prediction] | None = None,
    only: Collection[str] | None = None,
    blind_share: float = 0,
    *,
    question: Question = PARAGRAPHS,
) -> Iterator[dict[str, Any]]:
    """Yield a task for every paragraph, or for those whose ids are in `only`.

    Args:
        paragraphs: of whole reports, in order: the neighbours are found among them.
        predictions: by paragraph id; a paragraph without one is shown blank.
        blind_share: of the paragraphs whose prediction people are not shown, as `is_blind` chooses them; those of a
            sample, which others are judged by, are never shown one.

    Raises:
        BadData: `only` or `predictions` names a paragraph that is not there.
    """
    present = {paragraph.id for paragraph in paragraphs}
    for name, ids in (("chosen", only or ()), ("predicted", predictions or {})):
        for identifier in ids:
            if identifier not in present:
                raise BadData(
                    f"The paragraph '{identifier}' is {name}, but is not among the {len(present)} paragraphs given. "
                    "Expected ids of these paragraphs; give the file that holds it."
                )
    for number, paragraph in enumerate(paragraphs):
        if only is None or paragraph.id in only:
            previous, following = _neighbour(paragraphs, number, -1), _neighbour(paragraphs, number, +1)
            prediction = (predictions or {}).get(paragraph.id)
            blind = SAMPLING in paragraph.extra or is_blind(paragraph.id, blind_share)
            yield to_task(paragraph, previous, following, prediction, blind, question=question)


def write_tasks(
    path: Path,
    paragraphs: Iterable[Paragraph],
    predictions: Mapping[str, Prediction] | None = None,
    only: Collection[str] | None = None,
    blind_share: float = 0,
    *,
    question: Question = PARAGRAPHS,
) -> int:
    """Write the tasks of `to_tasks` as the JSON array that Label Studio imports, whole or not at all; return how many.

    Raises:
        BadData: as `to_tasks`.
        CannotWrite: the place is not writable.
    """
    tasks = list(to_tasks(list(paragraphs), predictions, only, blind_share, question=question))
    with result_file(path) as file:
        json.dump(tasks, file, ensure_ascii=False, indent=1, allow_nan=False)
    return len(tasks)


def is_blind(identifier: str, share: float) -> bool:
    """Tell whether people answer a paragraph blind; the same for an id every time, and true for about `share` (0 to 1)
    of all ids."""
    return int(hashlib.sha256(f"blind {identifier}".encode()).hexdigest()[:8], 16) < share * 16**8


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def choices(control: str, ids: Sequence[str]) -> dict[str, Any]:
    """Return one entry of a Label Studio result: the boxes ticked in one control of the page."""
    return {"from_name": control, "to_name": TEXT, "type": "choices", "value": {"choices": list(ids)}}


def to_prediction(
    prediction: Prediction,
    identifier: str,
    blind: bool = False,
    *,
    text: str = "",
    question: Question = PARAGRAPHS,
) -> dict[str, Any]:
    """Return a prediction as Label Studio imports it; a blind one ticks and marks nothing, and only orders the tasks.

    Args:
        text: the paragraph's, whose sentences are shown where the question is about them.

    Raises:
        BadData: the score is not from 0 to 1.
    """
    if not 0 <= prediction.score <= 1:  # the server would take it, and sort by it
        raise BadData(
            f"The prediction of '{prediction.model}' for '{identifier}' has the score {prediction.score}. "
            "Expected a number from 0 to 1; give a probability."
        )
    if question.unit == SENTENCE:
        result = _of_sentences(text, question) if blind else _of_sentences(text, question, prediction)
    else:
        ticked = choices(CATEGORY, prediction.labels) if prediction.labels else choices(NONE, [NONE_ID])
        result = [] if blind else [ticked]
    return {"model_version": prediction.model, "score": prediction.score, "result": result}


def unjudged(text: str, question: Question) -> dict[str, Any]:
    """Return the sentences of a text as a prediction that says nothing of them; like a task without one it comes
    first."""
    return {"model_version": question.unjudged, "score": 0.0, "result": _of_sentences(text, question)}


def _of_sentences(text: str, question: Question, said: Prediction | None = None) -> list[dict[str, Any]]:
    """Return the sentences with what is said of them; a label without evidence is ticked for the paragraph.

    That none of the categories applies is not ticked: whoever marks a sentence then would contradict it unseen.
    """
    if said is None:
        return sentence_regions(text, None, question)
    evidence: Evidence = {key: marks for key, marks in said.evidence.items() if key in said.labels}
    ticked = [key for key in said.labels if question.exclusive or key not in evidence]
    return [*sentence_regions(text, evidence, question), *([choices(CATEGORY, ticked)] if ticked else [])]


def _neighbour(paragraphs: Sequence[Paragraph], number: int, step: int) -> Paragraph | None:
    place = number + step
    if 0 <= place < len(paragraphs) and paragraphs[place].report == paragraphs[number].report:
        return paragraphs[place]
    return None
