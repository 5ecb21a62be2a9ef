"""The contract: every route, as Label Studio calls it and as it must not be called."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from inference.preannotation import prediction_of
from inference.service.application import make_application
from inference.service.model import ServedModel
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from labels.studio.page import SENTENCE, Question, labelling_page
from labels.studio.tasks import to_prediction, to_task
from labels.taxonomy import Taxonomy
from tests.inference.service.conftest import HERE, SECRET, TOKEN
from tests.invented import invented_rows

ROUTES = (
    ("GET", "/health"),
    ("POST", "/setup"),
    ("POST", "/predict"),
    ("POST", "/webhook"),
    ("GET", "/versions"),
    ("POST", "/tag"),
    ("GET", "/training"),
    ("POST", "/job_status"),
)
every_route = pytest.mark.parametrize(("method", "path"), ROUTES)
PAGE = labelling_page(Taxonomy.load())


def tasks(rows: list[LabelledParagraph]) -> list[dict[str, Any]]:
    """Make tasks as Label Studio sends them to a backend: what was imported, with an id."""
    return [{"id": number, **to_task(row.paragraph, None, None)} for number, row in enumerate(rows, start=1)]


def asked(given: list[Any]) -> dict[str, Any]:
    return {
        "tasks": given,
        "project": "7.1700000000",
        "label_config": PAGE,
        "params": {"login": None, "password": None},
    }


def setup(page: str = PAGE) -> dict[str, Any]:
    return {
        "project": "7.1700000000",
        "schema": page,
        "hostname": "http://localhost",
        "access_token": TOKEN,
        "extra_params": None,
    }


def error_of(answer: Any) -> str:
    value = answer.json()
    assert list(value) == ["error"]
    return str(value["error"])


def test_health_answers_as_a_backend(client: TestClient) -> None:
    for path in ("/", "/health"):
        assert client.get(path).json()["status"] == "UP"


@every_route
@pytest.mark.parametrize("password", [None, "", SECRET[:-1], SECRET + "x", SECRET.upper()])
def test_a_wrong_secret_is_refused_everywhere(client: TestClient, method: str, path: str, password: str | None) -> None:
    client.auth = None if password is None else ("label-studio", password)
    answer = client.request(method, path, json={})
    assert answer.status_code == 401
    assert "The secret is missing or wrong" in error_of(answer)
    assert "basic" in answer.headers["www-authenticate"].casefold()


@every_route
def test_the_secret_is_taken_as_a_bearer_token_too(client: TestClient, method: str, path: str) -> None:
    client.auth = None
    assert client.request(method, path, json={}, headers={"Authorization": f"Bearer {SECRET}"}).status_code != 401


def test_only_the_front_door_is_open(client: TestClient) -> None:
    client.auth = None
    assert client.get("/").status_code == 200
    for path in ("/docs", "/openapi.json", "/redoc", "/%2e", "/health/"):
        assert client.get(path).status_code == 401


def test_setup_names_the_model(client: TestClient, model: ServedModel) -> None:
    answer = client.post("/setup", json=setup())
    assert (answer.status_code, answer.json()) == (200, {"model_version": model.tagger().manifest.id})
    assert client.get("/versions").json() == {"versions": [model.tagger().manifest.id]}


def test_a_page_of_other_categories_is_refused_at_setup_and_at_prediction(client: TestClient) -> None:
    other = PAGE.replace('"security"', '"culture"')
    for path, body in (("/setup", setup(other)), ("/predict", {**asked([]), "label_config": other})):
        answer = client.post(path, json=body)
        assert answer.status_code == 409
        assert "missing security; not known to the model culture" in error_of(answer)


def test_predictions_are_what_the_tagger_says(client: TestClient, model: ServedModel) -> None:
    rows = invented_rows()
    results = client.post("/predict", json=asked(tasks(rows))).json()["results"]
    for result, tagged in zip(results, model.tag([row.text for row in rows]), strict=True):
        (ticked,) = result["result"]
        control, ids = ("category", list(tagged.tags)) if tagged.tags else ("none", ["none"])
        assert ticked == {"from_name": control, "to_name": "text", "type": "choices", "value": {"choices": ids}}
        assert result["score"] == pytest.approx(prediction_of(tagged).score, abs=1e-5)
        assert result["model_version"] == model.tagger().manifest.id


def test_a_page_for_sentences_is_told_which_carry_a_tag(client: TestClient, model: ServedModel) -> None:
    rows = invented_rows()
    taxonomy = model.tagger().manifest.taxonomy
    body = asked(tasks(rows)) | {"label_config": labelling_page(taxonomy, SENTENCE)}
    results = client.post("/predict", json=body).json()["results"]
    for result, row, tagged in zip(results, rows, model.tag([row.text for row in rows]), strict=True):
        said = prediction_of(tagged)
        assert set(said.evidence) == set(tagged.tags)
        assert result["result"] == to_prediction(said, "", text=row.text, question=Question(SENTENCE))["result"]
    assert any(one["value"]["labels"] for result in results for one in result["result"])
    schema = {**setup(labelling_page(taxonomy, SENTENCE))}
    assert client.post("/setup", json=schema).status_code == 200


def test_a_task_to_be_answered_blind_is_ordered_and_shows_nothing(client: TestClient) -> None:
    row = invented_rows()[0]
    seen, blind = (
        to_task(row.paragraph, None, None, Prediction((), 0.5, "earlier"), blind=blind) for blind in (False, True)
    )
    shown, hidden = client.post("/predict", json=asked([seen, blind])).json()["results"]
    assert (hidden["result"], hidden["score"], hidden["model_version"]) == ([], shown["score"], shown["model_version"])
    assert len(shown["result"]) == 1


def test_predictions_pass_label_studios_own_check(client: TestClient) -> None:
    interface = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="label-studio-sdk is not installed; make test installs it"
    ).LabelInterface(PAGE)
    for prediction in client.post("/predict", json=asked(tasks(invented_rows()))).json()["results"]:
        assert interface.validate_prediction(prediction, return_errors=True) == []


@pytest.mark.parametrize("count", [0, 1, 3, 400])
def test_there_are_as_many_predictions_as_tasks(client: TestClient, count: int) -> None:
    given = (tasks(invented_rows()) * 5)[:count]
    assert len(client.post("/predict", json=asked(given)).json()["results"]) == count


@pytest.mark.parametrize(
    "data", [{}, {"text": ""}, {"text": " \n　"}, {"text": None}, {"text": 5}, {"text": ["新建"]}, None, "text"]
)
def test_a_task_without_text_costs_the_others_nothing(client: TestClient, data: Any) -> None:
    good = tasks(invented_rows())[:2]
    alone = client.post("/predict", json=asked(good)).json()["results"]
    among = client.post("/predict", json=asked([good[0], {"id": 9, "data": data}, good[1], "no task"])).json()[
        "results"
    ]
    assert [among[0]["result"], among[2]["result"]] == [one["result"] for one in alone]
    assert [(one["result"], one["score"]) for one in (among[1], among[3])] == [([], 0.0)] * 2
    assert len({one["model_version"] for one in among}) == 1


@pytest.mark.parametrize("path", ["/setup", "/predict", "/webhook", "/job_status"])
def test_a_body_that_is_no_object_is_bad_input(client: TestClient, path: str) -> None:
    for content, message in (
        (b"{", "not JSON"),
        (b"[1]", "A JSON list arrived"),
        (b"", "not JSON"),
        (b'{"a": "\xff"}', "not JSON"),
    ):
        answer = client.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400
        assert message in error_of(answer)


def test_tasks_that_are_no_list_are_bad_input(client: TestClient) -> None:
    for body in ({}, {"tasks": {}}, {"tasks": None}):
        answer = client.post("/predict", json=body)
        assert answer.status_code == 400
        assert "No list of tasks arrived" in error_of(answer)


def test_anybody_with_the_secret_can_have_text_tagged(client: TestClient, model: ServedModel) -> None:
    text = invented_rows()[0].text
    plain = client.post("/tag", content=text.encode(), headers={"Content-Type": "text/plain; charset=utf-8"}).json()
    one, several = client.post("/tag", json=text).json(), client.post("/tag", json=[text, text]).json()
    assert plain == one
    assert several["results"] == one["results"] * 2
    (tagged,) = model.tag([text])
    assert one["model"] == tagged.model
    assert one["results"][0]["tags"] == list(tagged.tags)
    assert one["results"][0]["scores"] == pytest.approx(dict(tagged.scores), abs=1e-4)
    assert set(one["results"][0]) == {"tags", "scores", "review", "evidence"}
    assert client.post("/tag", json=[]).json()["results"] == []


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b'["\xe6\x96\xb0\xe5\xbb\xba", " "]', "application/json", "Text number 2 of 2 is blank"),
        (b"", "text/plain", "Text number 1 of 1 is blank"),
        (b"\xff\xfe", "text/plain", "not UTF-8"),
        (b"{}", "application/json", "Something else than texts"),
        (b"[1]", "application/json", "Something else than texts"),
        (b"nothing", "application/json", "not JSON"),
    ],
)
def test_what_cannot_be_tagged_is_bad_input(client: TestClient, content: bytes, kind: str, message: str) -> None:
    answer = client.post("/tag", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert message in error_of(answer)


def test_annotations_are_counted_and_other_actions_are_not(client: TestClient) -> None:
    for action in (
        "ANNOTATION_CREATED",
        "ANNOTATION_CREATED",
        "ANNOTATION_UPDATED",
        "PROJECT_UPDATED",
        "TASKS_CREATED",
        None,
        ["x"],
    ):
        answer = client.post("/webhook", json={"action": action, "project": {"id": 7, "token": TOKEN}})
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert client.get("/training").json()["annotations_since"] == {"ANNOTATION_CREATED": 2, "ANNOTATION_UPDATED": 1}


def test_training_that_is_not_offered_says_how_it_would_be(client: TestClient) -> None:
    answer = client.post("/webhook", json={"action": "START_TRAINING", "project": {"id": 7}})
    assert answer.status_code == 409
    assert "Expected serve.py with --labelled or --pull" in error_of(answer)
    status = client.get("/training").json()
    assert (status["offered"], status["last"]) == (False, None)
    assert client.post("/job_status", json={"job": "1"}).status_code == 410


def test_no_token_no_secret_and_no_text_is_logged_or_kept(
    client: TestClient, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = invented_rows()[:3]
    client.post("/setup", json=setup())
    client.post("/setup", json=setup("<View/>"))
    client.post("/setup", content=json.dumps(setup()).encode()[:-9], headers={"Content-Type": "application/json"})
    client.post("/predict", json=asked(tasks(rows)) | {"params": {"login": "a", "password": TOKEN}})
    client.post("/predict", json={"tasks": TOKEN})
    client.post("/webhook", json={"action": TOKEN, "project": {"token": TOKEN}})
    client.get(f"/{TOKEN}")
    client.get(f"/versions?secret={SECRET}")
    client.auth = ("label-studio", TOKEN)
    client.post("/setup", json=setup())
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert any("/setup 200" in line for line in ours) and any("(unknown path) 404" in line for line in ours)
    kept = "\n".join(ours) + "".join(file.read_bytes().decode("latin-1") for file in state.rglob("*") if file.is_file())
    for private in (TOKEN, SECRET, rows[0].text, json.dumps(rows[0].text)[1:-1]):
        assert private not in kept


def test_a_bundle_that_cannot_be_served_is_named_in_the_status(model: ServedModel, state: Path) -> None:
    manifest = (state / "current").resolve() / "tagger.json"
    value = json.loads(manifest.read_text("utf-8"))
    value["id"] = "broken"
    value["thresholds"]["industry"] = 7
    old = model.tagger().manifest.id
    manifest.write_text(json.dumps(value), "utf-8")
    with TestClient(make_application(model, SECRET), HERE, headers={"Authorization": f"Bearer {SECRET}"}) as client:
        assert client.get("/versions").json() == {"versions": [old]}
        assert "thresholds: 'industry' is 7" in client.get("/training").json()["problem"]
