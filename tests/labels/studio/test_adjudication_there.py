"""Disputes go round a real server: to a project of their own, without names, and back as settled labels."""

import json

import pytest

from labels.agreement.adjudication import adjudication_page, adjudication_tasks, settle
from labels.agreement.anchoring import measure_anchoring
from labels.keywords import keyword_prediction
from labels.studio.page import PARAGRAPH
from labels.studio.project import ensure_project
from labels.studio.pull import pull
from labels.studio.push import push
from labels.studio.remote_tasks import tasks_there
from labels.studio.server.access import ADMIN
from labels.taxonomy import Taxonomy
from tests.labels.studio.conftest import SECOND, Server, paragraphs

pytestmark = pytest.mark.slow


def test_two_people_differ_a_third_project_decides(label_studio: Server, taxonomy: Taxonomy) -> None:
    rows = paragraphs(4, report="柳塘县-2031")
    project = label_studio.project(taxonomy, annotators=2)
    predictions = {one.id: keyword_prediction(one.text, taxonomy) for one in rows}
    push(label_studio.connection, project, rows, taxonomy, predictions, blind_share=1)
    numbers = {task.paragraph: task.id for task in tasks_there(label_studio.connection, project)}
    for one in rows:
        label_studio.answer(label_studio.connection, numbers[one.id], ("industry",))
        label_studio.answer(label_studio.second, numbers[one.id], ("industry",) if one.index else ("ecology",))
    labelled = pull(label_studio.connection, project, taxonomy)
    assert {one.finding for one in measure_anchoring(labelled)} == {"no_shown"}

    title = "adjudication of 柳塘县"
    desk = ensure_project(label_studio.connection, title, taxonomy, unit=PARAGRAPH, page=adjudication_page)
    tasks = list(adjudication_tasks(labelled, taxonomy, rows, unit=desk.unit))
    with label_studio.connection.asking("importing") as sdk:
        numbers_there = sdk.projects.import_tasks(id=desk.id, request=tasks, return_task_ids=True).task_ids
        [stored] = [task.model_dump(mode="json") for task in sdk.tasks.list(project=desk.id, fields="all")]
    assert stored["data"]["said"].count("\n") == 1
    assert SECOND not in json.dumps(tasks) and not stored["predictions"]
    label_studio.answer(label_studio.connection, numbers_there[0], ("ecology", "security"))

    result = settle(labelled, pull(label_studio.connection, desk, taxonomy), taxonomy)
    assert (result.settled, result.split, result.waiting) == ((rows[0].id,), (), ())
    settled = result.rows[0]
    assert settled.labels == ("ecology", "security")
    assert settled.annotators == {ADMIN: ("industry",), SECOND: ("ecology",)}
    record = settled.settled
    assert record is not None
    assert (record.by, record.was) == ((ADMIN,), ())
    assert record.at
