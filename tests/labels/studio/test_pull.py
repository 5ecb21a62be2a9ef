"""Pulling from a real server: every answer, checked, also when the server goes away in the middle."""

import threading
from pathlib import Path

import pytest

from labels.agreement.anchoring import measure_anchoring
from labels.corrections.beforehand import answers_of
from labels.keywords import keyword_prediction
from labels.labelled import LabelledParagraph
from labels.studio.page import CATEGORY
from labels.studio.project import Project
from labels.studio.pull import download_export, pull
from labels.studio.push import push
from labels.studio.remote_tasks import tasks_there
from labels.studio.server.access import ADMIN, FILE, read_access
from labels.studio.server.connection import Interrupted, connect_to
from labels.studio.server.process import start, stop
from labels.studio.tasks import choices, is_blind
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.studio.conftest import SECOND, Server, paragraphs
from tests.labels.studio.faulty import faulty

pytestmark = pytest.mark.slow


def pushed(server: Server, taxonomy: Taxonomy, count: int, blind_share: float = 0) -> tuple[Project, dict[str, int]]:
    """Push paragraphs with keyword predictions; return the project and the task numbers by paragraph id."""
    project = server.project(taxonomy, annotators=2)
    rows = paragraphs(count)
    push(
        server.connection,
        project,
        rows,
        taxonomy,
        {p.id: keyword_prediction(p.text, taxonomy) for p in rows},
        blind_share=blind_share,
    )
    return project, {task.paragraph: task.id for task in tasks_there(server.connection, project)}


def test_every_annotator_s_answer_comes_back_with_its_provenance(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 3)
    rows = paragraphs(3)
    for person, labels in ((label_studio.connection, ("industry",)), (label_studio.second, ("industry", "ecology"))):
        label_studio.answer(person, numbers[rows[0].id], labels, seconds=7.5)
    label_studio.answer(label_studio.second, numbers[rows[1].id], ())
    first, second = pull(label_studio.connection, project, taxonomy)
    assert first.annotators == {ADMIN: ("industry",), SECOND: ("industry", "ecology")}
    assert first.labels == ("industry",)
    assert second.annotators == {SECOND: ()}
    assert first.answers[ADMIN].seconds == 7.5
    assert {key: value for key, value in first.paragraph.to_json().items() if key in rows[0].to_json()} == rows[
        0
    ].to_json()


def test_what_the_blind_were_not_shown_comes_back(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 4, blind_share=1)
    for number in numbers.values():
        label_studio.answer(label_studio.connection, number, ("industry",))
    rows = pull(label_studio.connection, project, taxonomy)
    assert [row.predicted for row in rows] == [keyword_prediction(p.text, taxonomy) for p in paragraphs(4)]
    assert all(row.answers[ADMIN].shown is None for row in rows)


def test_a_prediction_that_was_shown_is_told_from_the_answer(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, _ = pushed(label_studio, taxonomy, 2)
    with label_studio.connection.asking("answering") as sdk:
        for prediction in sdk.predictions.list(project=project.id):
            sdk.annotations.create(
                id=prediction.task,
                result=[choices(CATEGORY, ["security"])],
                parent_prediction=prediction.id,
                lead_time=1.0,
            )
    (row, _) = pull(label_studio.connection, project, taxonomy)
    answer = row.answers[ADMIN]
    shown = keyword_prediction(paragraphs(1)[0].text, taxonomy).labels
    assert (answer.shown, answer.model, answer.changed) == (shown, "keywords", True)


def test_a_language_model_is_known_by_its_name_where_it_was_shown_and_where_not(
    label_studio: Server, taxonomy: Taxonomy
) -> None:
    name = "llm:Qwen/Qwen3-8B:free@0a1b2c3d"
    rows = [LabelledParagraph(one, ("ecology",), {name: ("ecology",)}) for one in paragraphs(8)]
    said = answers_of(rows, paragraphs(8), name)
    project = label_studio.project(taxonomy)
    push(label_studio.connection, project, paragraphs(8), taxonomy, said, blind_share=0.5)
    blind = {one.id for one in paragraphs(8) if is_blind(one.id, 0.5)}
    assert 0 < len(blind) < 8
    with label_studio.connection.asking("answering") as sdk:
        for prediction in sdk.predictions.list(project=project.id):
            sdk.annotations.create(
                id=prediction.task,
                result=prediction.result or [choices(CATEGORY, ["security"])],
                parent_prediction=prediction.id,
            )
    pulled = pull(label_studio.connection, project, taxonomy)
    assert {row.id for row in pulled if row.predicted == said[row.id]} == blind
    assert {row.id for row in pulled if row.answers[ADMIN].model == name} == {row.id for row in pulled} - blind
    [found] = measure_anchoring(pulled)
    assert (found.model, found.shown.value, found.blind.value) == (name, 1, 0)
    again = push(label_studio.connection, project, paragraphs(8), taxonomy, said, blind_share=0.5)
    assert (again.sent, again.predictions) == (0, 0)  # what the server calls its versions is what was sent


def test_cancelled_and_empty_answers_count_for_nothing(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 3)
    ids = list(numbers.values())
    with label_studio.connection.asking("answering") as sdk:
        sdk.annotations.create(id=ids[0], result=[choices(CATEGORY, ["industry"])], was_cancelled=True)
        sdk.annotations.create(id=ids[1], result=[])
    with pytest.raises(BadData, match=f"project '{project.title}': nobody answered"):
        pull(label_studio.connection, project, taxonomy)


def test_a_choice_that_does_not_exist_is_refused_by_name(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 1)
    label_studio.answer(label_studio.connection, next(iter(numbers.values())), ("ecologie",))
    with pytest.raises(
        BadData, match=rf"annotator {ADMIN}: category 'ecologie' is not in the taxonomy\. Did you mean 'ecology'"
    ):
        pull(label_studio.connection, project, taxonomy)


def test_a_text_changed_on_the_server_stops_the_pull_and_is_named(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 2)
    identifier, number = next(iter(numbers.items()))
    label_studio.answer(label_studio.connection, number, ("industry",))
    with label_studio.connection.asking("changing a text") as sdk:
        data = dict(sdk.tasks.get(str(number)).data)
        sdk.tasks.update(str(number), data={**data, "text": "改过的话。"})
    with pytest.raises(BadData, match=f"the text of '{identifier}' is not the one that was sent"):
        pull(label_studio.connection, project, taxonomy)


def test_an_export_that_is_cut_off_is_asked_for_again(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 5)
    for number in numbers.values():
        label_studio.answer(label_studio.connection, number, ("industry",))
    exports: list[str] = []

    def cut_the_first(method: str, path: str) -> str | None:
        if "/export" in path:
            exports.append(path)
            return "cut" if len(exports) == 1 else None
        return None

    token = read_access(label_studio.data / FILE).token()
    with faulty(label_studio.connection.url, cut_the_first) as url:
        assert len(pull(connect_to(url, token), project, taxonomy)) == 5
    assert len(exports) == 2


def test_an_export_that_is_always_cut_off_leaves_no_file(
    label_studio: Server, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    project, numbers = pushed(label_studio, taxonomy, 2)
    label_studio.answer(label_studio.connection, next(iter(numbers.values())), ("industry",))
    token = read_access(label_studio.data / FILE).token()
    with (
        faulty(label_studio.connection.url, lambda method, path: "cut" if "/export" in path else None) as url,
        pytest.raises(Interrupted, match=r"run the same command again|pull again"),
    ):
        download_export(connect_to(url, token), project, tmp_path / "export.json")
    assert list(tmp_path.iterdir()) == []


def test_a_server_killed_and_restarted_during_a_pull_does_not_harm_it(label_studio: Server, taxonomy: Taxonomy) -> None:
    project, numbers = pushed(label_studio, taxonomy, 5)
    for number in numbers.values():
        label_studio.answer(label_studio.connection, number, ("ecology",))
    exports: list[str] = []
    restarts: list[threading.Thread] = []

    def restart() -> None:
        start(label_studio.executable, label_studio.data, label_studio.port, local_backends=True)

    def kill_at_the_first(method: str, path: str) -> str | None:
        if "/export" in path:
            exports.append(path)
            if len(exports) == 1:
                stop(label_studio.data)
                restarts.append(threading.Thread(target=restart))
                restarts[0].start()
        return None

    token = read_access(label_studio.data / FILE).token()
    with faulty(label_studio.connection.url, kill_at_the_first) as url:
        rows = pull(connect_to(url, token), project, taxonomy)
    restarts[0].join()
    assert [row.labels for row in rows] == [("ecology",)] * 5
    assert len(exports) >= 2
