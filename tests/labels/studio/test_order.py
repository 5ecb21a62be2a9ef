"""A real server hands out what it was told to, and shows what to look at again."""

import json
import re

import pytest

from labels.keywords import keyword_prediction
from labels.studio.order import NEXT, RANK, REASON, REVIEW, write_order, write_review
from labels.studio.project import Project, open_project
from labels.studio.push import push
from labels.studio.remote_tasks import tasks_there
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.studio.conftest import Server, paragraphs

pytestmark = pytest.mark.slow


def in_tab(server: Server, project: Project, title: str) -> list[str]:
    """Return the paragraphs of a tab, in its order."""
    with server.connection.asking("reading a tab") as sdk:
        views = [
            view for view in sdk.views.list(project=project.id) if json.loads(view.json())["data"]["title"] == title
        ]
        assert len(views) == 1
        return [
            task.data["paragraph_id"] for task in sdk.tasks.list(project=project.id, view=views[0].id, fields="all")
        ]


def test_paragraphs_are_handed_out_in_the_order_written(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    rows = paragraphs(12)
    predictions = {one.id: keyword_prediction(one.text, taxonomy) for one in rows}
    push(label_studio.connection, project, rows, taxonomy, predictions, blind_share=0.4)
    numbers = {task.paragraph: task.id for task in tasks_there(label_studio.connection, project)}
    label_studio.answer(label_studio.connection, numbers[rows[0].id], ("industry",))
    for wanted in ([7, 3, 11], [2, 9]):  # the later order replaces the earlier
        ranked = [rows[number].id for number in wanted]
        assert write_order(label_studio.connection, project, [rows[0].id, *ranked]) == len(wanted)
        assert in_tab(label_studio, project, NEXT)[: len(wanted)] == ranked
        assert len(in_tab(label_studio, project, NEXT)) == 11
    with label_studio.connection.asking("asking for the next task") as sdk:
        client = sdk._client_wrapper.httpx_client  # the SDK has no method for it
        handed = client.request(f"api/projects/{project.id}/next", method="GET").json()
        shown = {
            one.task: one.result
            for one in sdk.predictions.list(project=project.id)
            if one.model_version.startswith("keywords #next")
        }
    assert handed["data"]["paragraph_id"] == rows[2].id
    with label_studio.connection.asking("reading") as sdk:
        versions = {one.model_version for one in sdk.predictions.list(project=project.id)}
        ordered = sdk.projects.get(project.id).model_version
    assert versions == {"keywords", ordered}  # the first order is gone
    again = push(
        label_studio.connection, open_project(label_studio.connection, project.title), rows, taxonomy, predictions
    )
    assert (again.sent, again.predictions) == (0, 0)
    with label_studio.connection.asking("reading") as sdk:
        assert sdk.projects.get(project.id).model_version == ordered  # a push of nothing new leaves the order
    blind = {task.id for task in tasks_there(label_studio.connection, project) if task.blind}
    assert {task for task, result in shown.items() if not result} == blind - {numbers[rows[0].id]}


def test_an_order_of_what_is_not_there_is_refused(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    rows = paragraphs(2)
    push(label_studio.connection, project, rows, taxonomy)
    with pytest.raises(BadData, match=r"1 paragraphs have no task in .*\(nowhere:1"):
        write_order(label_studio.connection, project, ["nowhere:1"])
    for task in tasks_there(label_studio.connection, project):
        label_studio.answer(label_studio.connection, task.id, ())
    with pytest.raises(BadData, match="All 1 paragraphs to order are answered"):
        write_order(label_studio.connection, project, [rows[0].id])


def test_a_review_tab_holds_the_doubtful_in_order_and_says_why(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    rows = paragraphs(15)
    push(label_studio.connection, project, rows, taxonomy)
    wanted = [rows[number].id for number in (12, 1, 5, 9, 3, 2, 8, 14, 0, 13, 4)]
    write_review(label_studio.connection, project, {one: f"为什么 {one}" for one in reversed(wanted)})
    assert write_review(label_studio.connection, project, {one: f"why {one}" for one in wanted}) == 11
    assert in_tab(label_studio, project, REVIEW) == wanted
    write_review(label_studio.connection, project, {wanted[3]: "alone"})
    assert in_tab(label_studio, project, REVIEW) == [wanted[3]]
    with label_studio.connection.asking("reading") as sdk:
        data = [task.data for task in sdk.tasks.list(project=project.id, fields="all")]
    assert [one[REASON] for one in data if RANK in one] == ["alone"]
    assert all(re.match("为什么|why", one.get(REASON, "")) is None for one in data)
    with pytest.raises(BadData, match="have no task"):
        write_review(label_studio.connection, project, {"nowhere:1": "why"})
