"""Tell the server what people are handed next, and what they should look at again, as its own order and tabs.

Facts about Label Studio 1.23 that shaped it: an open project's only order of its own is the score of predictions,
lowest first, of the model version that the project shows; tasks without one come before all others; numbers in `data`
are ordered as text.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from labels.studio.project import UNCERTAIN_FIRST, Project, forget_model
from labels.studio.push import import_predictions, set_model
from labels.studio.remote_tasks import TaskThere, tasks_there
from labels.studio.server.connection import ONCE, Connection
from labels.studio.tasks import ORDERED
from storage.errors import BadData

NEXT = "下一批 Next"
REVIEW = "复查 Review"
"""Titles of the tabs."""
RANK = "review_rank"
REASON = "review_reason"
"""Keys of a task's data that the review tab shows."""

_NAMED = 5
# What the tabs leave out, so that the text has room.
_OF_TASKS = (
    *("inner_id", "completed_at", "cancelled_annotations", "total_predictions", "annotators", "annotations_results"),
    *("annotations_ids", "predictions_model_versions", "predictions_results", "predictions_score", "file_upload"),
    *("storage_filename", "created_at", "updated_at", "updated_by", "avg_lead_time", "draft_exists"),
)
_OF_DATA = ("paragraph_id", "report", "previous", "following", "year", "region")
_HIDDEN = [*(f"tasks:{name}" for name in _OF_TASKS), *(f"tasks:data.{name}" for name in _OF_DATA)]


def write_order(connection: Connection, project: Project, ranked: Sequence[str]) -> int:
    """Make the server hand out the paragraphs that wait for answers in this order, and show them so in the tab NEXT;
    return how many it orders.

    Such tasks that are not ranked come last. Each order is a model version of its own ("tagger-… #next 2031-03-01
    08:00:00"), whose predictions tick what those of the model shown before do.

    Raises:
        BadData: a ranked paragraph has no task in the project, or none of them is unanswered.
        LabelStudioFailed: the server refuses.
    """
    there = tasks_there(connection, project)
    _check_present(ranked, there, project)
    waiting = {task.paragraph: task for task in there if not task.done}
    places = {identifier: place for place, identifier in enumerate(one for one in ranked if one in waiting)}
    if not places:
        raise BadData(
            f"All {len(ranked)} paragraphs to order are answered in '{project.title}'. Expected unanswered ones; push "
            "more."
        )
    shown, ticks = _shown(connection, project)
    name = f"{shown.split(ORDERED)[0]}{ORDERED}next {datetime.now(UTC):%Y-%m-%d %H:%M:%S}".strip()
    rows = [
        {
            "task": task.id,
            "result": ticks.get(task.id, []),
            "score": places.get(identifier, len(places)) / len(places),
            "model_version": name,
        }
        for identifier, task in waiting.items()
    ]
    import_predictions(connection, project, rows)
    set_model(connection, project, name)
    with connection.asking("setting the order") as sdk:
        sdk.projects.update(project.id, sampling=UNCERTAIN_FIRST, request_options=ONCE)
    unfinished = {"filter": "filter:tasks:completed_at", "operator": "empty", "type": "Datetime", "value": True}
    _ensure_tab(connection, project, NEXT, [unfinished], ["tasks:predictions_score"])
    if ORDERED in shown and shown != name:
        forget_model(connection, project, shown)  # people would see each order in a tab of its own
    return len(places)


def write_review(connection: Connection, project: Project, reasons: Mapping[str, str]) -> int:
    """Make the tab REVIEW of the paragraphs given, in their order, with the reason beside each; return how many it
    holds.

    What an earlier review left is taken away.

    Raises:
        BadData: a paragraph has no task in the project.
        LabelStudioFailed: the server refuses.
    """
    there = tasks_there(connection, project)
    _check_present(list(reasons), there, project)
    numbers = {task.paragraph: str(task.id) for task in there}
    ranks = {numbers[identifier]: rank for rank, identifier in enumerate(reasons, start=1)}
    with connection.asking("making the review") as sdk:
        for task in sdk.tasks.list(project=project.id, fields="all", include="id,data", page_size=500):
            number, data = str(task.id), dict(task.data or {})
            if number in ranks:
                said = {RANK: f"{ranks[number]:05d}", REASON: reasons[str(data["paragraph_id"])]}
                sdk.tasks.update(number, data={**data, **said}, request_options=ONCE)
            elif RANK in data:
                kept = {key: value for key, value in data.items() if key not in (RANK, REASON)}
                sdk.tasks.update(number, data=kept, request_options=ONCE)
    ranked = {"filter": f"filter:tasks:data.{RANK}", "operator": "empty", "type": "String", "value": False}
    _ensure_tab(connection, project, REVIEW, [ranked], [f"tasks:data.{RANK}"])
    return len(ranks)


def _shown(connection: Connection, project: Project) -> tuple[str, dict[int, list[dict[str, Any]]]]:
    """Return the model version that people see, "" for none, and what it ticks by the number of the task."""
    with connection.asking("reading what is shown") as sdk:
        model = str(sdk.projects.get(project.id).model_version or "")
        predictions = sdk.predictions.list(project=project.id) if model else []
        return model, {int(one.task): list(one.result or []) for one in predictions if one.model_version == model}


def _check_present(identifiers: Sequence[str], there: Sequence[TaskThere], project: Project) -> None:
    present = {task.paragraph for task in there}
    missing = [identifier for identifier in identifiers if identifier not in present]
    if missing:
        raise BadData(
            f"{len(missing)} paragraphs have no task in '{project.title}' ({', '.join(missing[:_NAMED])}, …). Expected "
            "paragraphs that were pushed there; push them first, or name another project."
        )


def _ensure_tab(
    connection: Connection, project: Project, title: str, items: Sequence[Mapping[str, Any]], ordering: list[str]
) -> None:
    data = {
        "title": title,
        "type": "list",
        "ordering": ordering,
        "filters": {"conjunction": "and", "items": list(items)},
        "hiddenColumns": {"explore": _HIDDEN, "labeling": _HIDDEN},
    }
    with connection.asking(f"making the tab '{title}'") as sdk:
        for view in sdk.views.list(project=project.id):
            if getattr(view.data, "title", None) == title or (
                isinstance(view.data, dict) and view.data.get("title") == title
            ):
                sdk.views.update(str(view.id), data=data, project=project.id, request_options=ONCE)
                return
        sdk.views.create(data=data, project=project.id, request_options=ONCE)
