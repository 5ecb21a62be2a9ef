"""Paragraphs to a project: only what is new, in batches, again after whatever interrupted it, and never twice."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from labels.prediction import Prediction
from labels.studio.page import SENTENCE, UNJUDGED, Question
from labels.studio.project import Project
from labels.studio.remote_tasks import TaskThere, check_texts, remove_duplicates, tasks_there
from labels.studio.server.connection import AGAIN, ONCE, Connection
from labels.studio.server.patience import Rows, add_all
from labels.studio.tasks import ORDERED, text_digest, to_prediction, to_tasks, unjudged
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from storage.errors import BadData

BATCH = 500
"""Tasks in one request: 500 with predictions take the server about a second, and a longer request is lost whole."""

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: tasks sent now and there before, predictions added to tasks there before, tasks removed that
    were there twice."""

    sent: int
    there: int
    predictions: int
    removed: int


def push(
    connection: Connection,
    project: Project,
    paragraphs: Sequence[Paragraph],
    taxonomy: Taxonomy,
    predictions: Mapping[str, Prediction] | None = None,
    *,
    only: Collection[str] | None = None,
    blind_share: float = 0,
    progress: Progress = lambda done, whole: None,
) -> Pushed:
    """Make a task of every paragraph the project does not hold yet, or of those among them whose ids are in `only`.

    Tasks are known by paragraph id, so a push may be repeated: after a crash, a lost connection or an overburdened
    server it sends what is missing. Where a batch was received although no answer came back, what arrived twice is
    removed. Tasks there before get the predictions of a model that they have none of.

    Args:
        paragraphs: of whole reports, in order: the neighbours are found among them.
        predictions: by paragraph id, all of one model.
        blind_share: of the new paragraphs whose prediction people are not shown.

    Raises:
        BadData: a paragraph's text is not the one its task was made of; a prediction is not in the taxonomy or not
            from 0 to 1.
        Interrupted: the server went away and did not come back within three minutes.
        LabelStudioFailed: it refused.
    """
    predictions = predictions or {}
    check_predictions(predictions, taxonomy)
    there = tasks_there(connection, project)
    check_texts({one.id: text_digest(one.text) for one in paragraphs}, there)
    known = {task.paragraph for task in there}
    wanted = {paragraph.id for paragraph in paragraphs} if only is None else set(only)
    new = wanted - known
    question = _question(project, taxonomy, predictions)
    tasks = to_tasks(paragraphs, predictions, new, blind_share, question=question)
    retried = _send_all(connection, project, tasks, len(new), progress)
    texts = {one.id: one.text for one in paragraphs if one.id in wanted}
    added = add_predictions(connection, project, there, predictions, texts, question=question)
    if predictions:
        _show_model(connection, project, next(iter(predictions.values())).model, changed=bool(new or added))
    # A push before this one may have been cut off while the server was still at work.
    removed = _without_duplicates(connection, project) if there or retried else 0
    return Pushed(len(new), len(wanted & known), added, removed)


def push_tasks(connection: Connection, project: Project, tasks: Sequence[Mapping[str, Any]]) -> Pushed:
    """Send tasks that are made already, as those of adjudication, with the same care as `push`.

    Raises:
        BadData: a text is not the one that the task there was made of.
        Interrupted: the server went away and did not come back within three minutes.
        LabelStudioFailed: it refused.
    """
    there = tasks_there(connection, project)
    check_texts({task["data"]["paragraph_id"]: text_digest(task["data"]["text"]) for task in tasks}, there)
    known = {task.paragraph for task in there}
    new = [task for task in tasks if task["data"]["paragraph_id"] not in known]
    retried = _send_all(connection, project, iter(new), len(new), lambda done, whole: None)
    removed = _without_duplicates(connection, project) if there or retried else 0
    return Pushed(len(new), len(known), 0, removed)


def _question(project: Project, taxonomy: Taxonomy, predictions: Mapping[str, Prediction]) -> Question:
    """Return what the project asks; what no model judged comes under the version that people see."""
    models = [prediction.model for prediction in predictions.values()]
    return Question(project.unit, taxonomy.exclusive, (models or [project.model])[0] or UNJUDGED)


def add_predictions(
    connection: Connection,
    project: Project,
    there: Sequence[TaskThere],
    predictions: Mapping[str, Prediction],
    texts: Mapping[str, str],
    *,
    question: Question,
) -> int:
    """Add each task the prediction of a model that it has none of, and return how many. People who answer blind see
    nothing of it. Where the question is about sentences, a task that shows none yet is given them.

    Args:
        texts: by paragraph id, of the tasks that are meant.
    """
    said, bare = [], []
    for task in (one for one in there if one.paragraph in texts):
        text, prediction = texts[task.paragraph], predictions.get(task.paragraph)
        if prediction is not None and prediction.model not in task.models:
            made = to_prediction(prediction, task.paragraph, task.blind, text=text, question=question)
            said.append({"task": task.id, **made})
        elif prediction is None and question.unit == SENTENCE and not task.models:
            bare.append({"task": task.id, **unjudged(text, question)})
    import_predictions(connection, project, said + bare)
    if bare and not predictions:
        set_model(connection, project, question.unjudged)
    return len(said)


def import_predictions(connection: Connection, project: Project, rows: Rows) -> None:
    """Send predictions as the server's import takes them: task, result, score, model_version.

    Where the server is overburdened they are sent again, but for those that it turns out to have.
    """

    def add(some: Rows) -> None:
        with connection.asking("adding predictions") as sdk:
            sdk.projects.import_predictions(project.id, request=some, request_options=ONCE)

    def missing(some: Rows) -> Rows:
        models = {task.id: task.models for task in tasks_there(connection, project)}
        return [row for row in some if row["model_version"] not in models.get(row["task"], ())]

    for start in range(0, len(rows), BATCH):
        add_all(connection, rows[start : start + BATCH], add, missing)


def set_model(connection: Connection, project: Project, model: str) -> None:
    """Make the project show, and order its tasks by, the predictions of this model, which it must hold.

    By itself a project stays with the model whose predictions came first.
    """
    with connection.asking("setting the model version") as sdk:
        sdk.projects.update(project.id, model_version=model, request_options=AGAIN)


def check_predictions(predictions: Mapping[str, Prediction], taxonomy: Taxonomy) -> None:
    """Refuse what the server would take: categories that do not exist, and two models in one push.

    Raises:
        BadData: there are such.
    """
    models = sorted({prediction.model for prediction in predictions.values()})
    if len(models) > 1:
        raise BadData(
            f"The predictions are of several models ({', '.join(models)}). Expected one; push them one after another."
        )
    for identifier, prediction in predictions.items():
        for label in prediction.labels:
            taxonomy.check(label, f"The prediction of '{prediction.model}' for '{identifier}'")


def _show_model(connection: Connection, project: Project, model: str, *, changed: bool) -> None:
    """Make the project show this model, unless an order made of its predictions stands and nothing has changed."""
    if changed or project.model.split(ORDERED)[0] != model:
        set_model(connection, project, model)


def _send_all(
    connection: Connection, project: Project, tasks: Iterator[Mapping[str, Any]], count: int, progress: Progress
) -> bool:
    """Import tasks in batches and tell whether one had to be tried again."""
    retried, done = False, 0
    while batch := list(islice(tasks, BATCH)):
        retried |= _send(connection, project, batch)
        done += len(batch)
        progress(done, count)
    return retried


def _without_duplicates(connection: Connection, project: Project) -> int:
    now = tasks_there(connection, project)
    return len(now) - len(remove_duplicates(connection, project, now))


def _send(connection: Connection, project: Project, batch: Rows) -> bool:
    """Import a batch and tell whether it had to be tried again: the server may have received it all the same."""

    def add(some: Rows) -> None:
        with connection.asking(f"importing {len(some)} tasks") as sdk:
            sdk.projects.import_tasks(project.id, request=some, request_options=ONCE)

    def missing(some: Rows) -> Rows:
        arrived = {task.paragraph for task in tasks_there(connection, project)}
        return [task for task in some if task["data"]["paragraph_id"] not in arrived]

    return add_all(connection, batch, add, missing)
