"""List what a project holds already: one small record for each task, read page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labels.further_keys import PREDICTED
from labels.studio.project import Project
from labels.studio.server.connection import ONCE, Connection
from labels.studio.tasks import DIGEST
from storage.errors import BadData

_PAGE = 500
_TOGETHER = 500
_NAMED = 5
_WANTED = "id,data,meta,total_annotations,cancelled_annotations,predictions_model_versions,is_labeled"


@dataclass(frozen=True, slots=True)
class TaskThere:
    """A task of the server: its number, its paragraph and the digest of the text that was sent, and what happened to
    it.

    `answers` counts cancelled ones too; `done` says that as many people answered as are to be asked.
    """

    id: int
    paragraph: str
    digest: str
    answers: int
    models: frozenset[str]
    blind: bool
    done: bool


def tasks_there(connection: Connection, project: Project) -> list[TaskThere]:
    """Return every task of a project, oldest first; tasks made by hand, without a paragraph id, are left out.

    Raises:
        Interrupted: the server went away.
    """
    with connection.asking(f"listing the tasks of '{project.title}'") as sdk:
        rows = [
            TaskThere(
                id=int(task.id),
                paragraph=str(task.data["paragraph_id"]),
                digest=str((task.meta or {}).get(DIGEST, "")),
                answers=int(task.total_annotations or 0) + int(task.cancelled_annotations or 0),
                models=frozenset(str(task.predictions_model_versions or "").split(",")) - {""},
                blind=PREDICTED in (task.meta or {}),
                done=bool(task.is_labeled),
            )
            for task in sdk.tasks.list(project=project.id, fields="all", include=_WANTED, page_size=_PAGE)
            if "paragraph_id" in (task.data or {})
        ]
    return sorted(rows, key=lambda row: row.id)


def check_texts(digests: Mapping[str, str], there: Sequence[TaskThere]) -> None:
    """Check that texts, given by their digests, are those that the tasks of the same paragraphs were made of.

    Raises:
        BadData: some are not; the message names the first.
    """
    sent = {task.paragraph: task.digest for task in there}
    changed = [identifier for identifier, digest in digests.items() if sent.get(identifier, "") not in ("", digest)]
    if changed:
        named = ", ".join(f"'{identifier}'" for identifier in changed[:_NAMED])
        raise BadData(
            f"{len(changed)} paragraphs have another text than the tasks of the same ids in the project ({named}, …). "
            "Expected the texts that were sent, so that labels fit them; push this version of the reports into a "
            "project of another title."
        )


def remove_duplicates(connection: Connection, project: Project, tasks: Sequence[TaskThere]) -> list[TaskThere]:
    """Remove tasks of a paragraph that has another one: the unanswered, and of these all but the oldest. Return what
    stays."""
    kept: dict[str, TaskThere] = {}
    for task in sorted(tasks, key=lambda one: (one.answers == 0, one.id)):
        kept.setdefault(task.paragraph, task)
    surplus = [task.id for task in tasks if task.answers == 0 and kept[task.paragraph].id != task.id]
    surplus = [number for number in surplus if not _touched(connection, number)]
    for start in range(0, len(surplus), _TOGETHER):
        with connection.asking("removing tasks that arrived twice") as sdk:
            sdk.actions.create(
                id="delete_tasks",
                project=project.id,
                selected_items={"all": False, "included": surplus[start : start + _TOGETHER]},
                request_options=ONCE,
            )
    return [task for task in tasks if task.id not in set(surplus)]


def _touched(connection: Connection, number: int) -> bool:
    """Tell whether somebody has begun or given an answer to a task since it was listed."""
    with connection.asking("looking at a task that arrived twice") as sdk:
        task = sdk.tasks.get(str(number))
        return bool(task.annotations or task.drafts)
