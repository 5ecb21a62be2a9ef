"""The OpenAPI document: every route stands in it, and the server takes and answers what it says."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.generation.case import Case

from inference.service.application import make_application
from inference.service.model import ServedModel
from inference.service.openapi.document import openapi_document
from inference.service.reading.kept import Kept
from inference.service.reading.reader import Reader
from tests.inference.service.conftest import SECRET
from tests.inference.service.live import running

DOCUMENT = openapi_document(reads=True)
OPERATIONS = [(method.upper(), path) for path, found in DOCUMENT["paths"].items() for method in found]
POSTED = [path for method, path in OPERATIONS if method == "POST" and path != "/read"]
SHOWN = {"Authorization": f"Bearer {SECRET}"}
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {  # 404, 409 and 410 are said of what is asked for, not of how
            "positive_data_acceptance": {"expected-statuses": [200, 404, 409, 410]},
            "negative_data_rejection": {"expected-statuses": [400, 404, 405, 409, 413, 415]},
        }
    }
)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
unhurried = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def port(model: ServedModel, tmp_path: Any) -> Iterator[int]:
    with running(make_application(model, SECRET, reader=Reader(model, Kept(tmp_path / "read")))) as opened:
        yield opened


def conforms(case: Case, port: int) -> None:
    """Ask, and compare the answer with the document."""
    case.call_and_validate(base_url=f"http://127.0.0.1:{port}", headers=SHOWN)


def validator(schema: dict[str, Any]) -> Any:
    return jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]})


def test_every_route_is_described_and_every_description_has_a_route(model: ServedModel, tmp_path: Any) -> None:
    gate = make_application(model, SECRET, reader=Reader(model, Kept(tmp_path / "read")))
    app = gate._app._app  # type: ignore[attr-defined]
    assert isinstance(app, FastAPI)
    routes = {
        (method, route.path.replace(":path", ""))
        for route in app.routes
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    assert routes == set(OPERATIONS)


def test_the_document_is_given_to_those_with_the_secret(client: TestClient) -> None:
    assert client.get("/openapi.json").json() == openapi_document(reads=False)
    client.auth = None
    assert client.get("/openapi.json").status_code == 401


@pytest.mark.parametrize("path", POSTED)
def test_every_example_of_a_question_is_answered_as_the_document_says(client: TestClient, path: str) -> None:
    operation = DOCUMENT["paths"][path]["post"]
    answered = validator(operation["responses"]["200"]["content"]["application/json"]["schema"])
    for kind, content in operation["requestBody"]["content"].items():
        for example in content["examples"].values():
            validator(content["schema"]).validate(example["value"])
            body = {"content": example["value"].encode()} if kind == "text/plain" else {"json": example["value"]}
            answer = client.post(path, headers={"Content-Type": kind}, **body)
            assert answer.status_code == (410 if path == "/job_status" else 200)
            if answer.status_code == 200:
                answered.validate(answer.json())


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_example_of_an_answer_follows_its_schema(method: str, path: str) -> None:
    for content in DOCUMENT["paths"][path][method.lower()]["responses"]["200"]["content"].values():
        for example in content.get("examples", {}).values():
            validator(content["schema"]).validate(example["value"])


def test_what_the_document_calls_a_text_is_what_the_server_takes(client: TestClient) -> None:
    is_text = validator(DOCUMENT["components"]["schemas"]["Text"]).is_valid
    for text in (
        "a",
        "\x00",
        "\u200b",
        " ",
        "",
        "\t\n",
        "\x1c",
        "\x1f",
        "\x85",
        "\ufeff",
        "\u3000",
        "\u00a0 \u2003",
        "\ufeffa",
    ):
        assert is_text(text) == (client.post("/tag", json=text).status_code == 200), ascii(text)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_server_takes_what_the_document_says_and_nothing_else(port: int, mode: GenerationMode) -> None:
    cases = st.one_of([one.ok().as_strategy(mode) for one in SCHEMA.get_all_operations() if one.ok().path != "/read"])

    @given(cases)
    @settings(unhurried, max_examples=300)
    def check(case: Case) -> None:
        conforms(case, port)

    check()


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_texts_are_taken_as_the_document_says(port: int, mode: GenerationMode) -> None:
    @given(SCHEMA["/tag"]["POST"].as_strategy(mode))
    @settings(unhurried, max_examples=15)
    def check(case: Case) -> None:
        conforms(case, port)

    check()
