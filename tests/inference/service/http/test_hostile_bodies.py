"""Bodies that no honest client sends: one line for each, never a fault, and never at another task's cost."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.service import limits
from inference.service.http.json_body import Unusable, is_sound, is_text, parse
from storage.errors import BadData
from tests.inference.service.test_application import PAGE
from tests.invented import invented_sentences

PATHS = ("/setup", "/predict", "/tag", "/webhook", "/job_status")
TEXT = invented_sentences()[0]
HALF = "\\ud83d"
HOSTILE = {
    "half a character": f'"{HALF}"',
    "half a character as a key": f'{{"{HALF}": 1}}',
    "nested deep": "[" * 100_000 + "]" * 100_000,
    "objects nested deep": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "nested deep without an end": "[" * 100_000,
    "a whole number of 5,000 digits": "9" * 5_000,
    "a number without end": "1e999",
    "NaN": "NaN",
    "infinity": "-Infinity",
    "a key twice": '{"a": 1, "a": 2}',
    "null": "null",
    "true": "true",
    "nothing": "",
    "an object": "{}",
    "a list": "[[]]",
    "a control character": '"a\\u0000b"',
}
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["\ud83d", "<View/>"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(
    ["schema", "tasks", "label_config", "project", "action", "job", "id", "data", "text", "meta", "predicted"]
)
bodies = st.dictionaries(keys, json_values, max_size=5)
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def post(client: TestClient, path: str, body: str | bytes) -> tuple[int, Any]:
    """Post JSON as it stands; a fault of the server would be raised here."""
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    answer = client.post(path, content=content, headers={"Content-Type": "application/json"})
    return answer.status_code, answer.json()


@pytest.fixture
def known(client: TestClient) -> Iterator[dict[str, Any]]:
    """What the good task of a batch gets when it is alone."""
    yield client.post("/predict", json={"tasks": [{"data": {"text": TEXT}}]}).json()["results"][0]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("path", PATHS)
def test_a_hostile_body_is_bad_input(client: TestClient, path: str, name: str) -> None:
    status, value = post(client, path, HOSTILE[name])
    taken = (name in ("an object",) and path in ("/setup", "/webhook", "/job_status")) or (name, path) == (
        "a control character",
        "/tag",
    )
    assert status == (410 if taken and path == "/job_status" else 200 if taken else 400)
    assert taken or list(value) == ["error"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["schema", "label_config", "action", "project", "job"])
def test_a_hostile_field_never_faults(client: TestClient, field: str, name: str) -> None:
    for path in PATHS:
        status, _ = post(client, path, f'{{"tasks": [], "{field}": {HOSTILE[name] or "0"}}}')
        assert status in (200, 400, 409, 410)


@pytest.mark.parametrize("where", ['{"data": {"text": %s}}', '{"data": %s}', "%s", '{"data": {"text": [%s]}}'])
@pytest.mark.parametrize("name", [name for name in HOSTILE if "deep" not in name and name != "nothing"])
def test_a_hostile_task_gets_nothing_and_the_others_their_own(
    client: TestClient, known: dict[str, Any], name: str, where: str
) -> None:
    good = json.dumps({"data": {"text": TEXT}})
    status, value = post(client, "/predict", f'{{"tasks": [{good}, {where % HOSTILE[name]}, {good}]}}')
    assert status == 200
    first, bad, last = value["results"]
    assert first == last == known | {"score": pytest.approx(known["score"], abs=1e-5)}
    tagged = (name, where) == ("a control character", '{"data": {"text": %s}}')
    assert tagged or (bad["result"], bad["score"]) == ([], 0.0)


def test_a_task_whose_other_parts_are_hostile_gets_its_prediction(client: TestClient, known: dict[str, Any]) -> None:
    for part in (f'"{HALF}"', "NaN", "9" * 5_000, '{"a": 1, "a": 2}'):
        status, value = post(
            client, "/predict", f'{{"tasks": [{{"id": {part}, "meta": {part}, "data": {{"text": "{TEXT}"}}}}]}}'
        )
        assert (status, value["results"]) == (200, [known | {"score": pytest.approx(known["score"], abs=1e-5)}])


@given(bodies)
@unhurried
def test_no_body_of_known_keys_faults(client: TestClient, body: dict[str, Any]) -> None:
    for path in PATHS:
        status, _ = post(client, path, json.dumps(body))
        assert status in (200, 400, 409, 410)


@given(
    st.lists(
        st.fixed_dictionaries({}, optional={"data": json_values, "meta": json_values, "id": json_values}), max_size=5
    )
)
@unhurried
def test_no_tasks_fault_and_each_gets_one_prediction(client: TestClient, tasks: list[Any]) -> None:
    status, value = post(client, "/predict", json.dumps({"tasks": tasks, "label_config": PAGE}))
    assert status == 200
    assert len(value["results"]) == len(tasks)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
@unhurried
def test_no_bytes_fault(client: TestClient, body: bytes) -> None:
    for path in PATHS:
        assert post(client, path, body)[0] in (200, 400, 410)


@given(st.text(st.characters(), min_size=1, max_size=200))
@unhurried
def test_any_text_is_tagged_or_is_bad_input(client: TestClient, text: str) -> None:
    status, _ = post(client, "/tag", json.dumps([text]))
    assert status == (200 if text.strip() and is_text(text) else 400)


@given(st.text(max_size=200))
@unhurried
def test_no_page_faults(client: TestClient, page: str) -> None:
    for schema in (
        page,
        f"<View>{page}</View>",
        f'<?xml version="1.0" encoding="{page}"?><View/>',
        f"<View a='{page}'/>",
    ):
        assert post(client, "/setup", json.dumps({"schema": schema}))[0] == 409


@pytest.mark.parametrize(
    "page", ["<a/>" * 1_000_000, "<a>" * 60_000, "<a>" * 20_000 + "</a>" * 20_000, 5, [["<View/>"]], True]
)
def test_a_page_that_costs_much_to_read_is_refused(client: TestClient, page: Any) -> None:
    for path, key in (("/setup", "schema"), ("/predict", "label_config")):
        assert post(client, path, json.dumps({"tasks": [], key: page}))[0] == 409


def test_a_page_that_grows_when_it_is_read_is_refused(client: TestClient) -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    page = f'<!DOCTYPE View [<!ENTITY a0 "云溪市">{entities}]><View>&a9;</View>'
    status, value = post(client, "/setup", json.dumps({"schema": page}))
    assert (status, "DOCTYPE" in value["error"]) == (409, True)


@pytest.mark.parametrize("body", ["[" + "{}," * 400_000 + "{}]", "[" + "0," * limits.JSON_VALUES + "0]"])
def test_a_body_that_would_fill_the_memory_is_not_read(body: str) -> None:
    assert len(body) < limits.BODY_BYTES
    with pytest.raises(BadData, match=f"Expected at most {limits.JSON_VALUES}"):
        parse(body.encode())


@given(
    st.recursive(
        st.text(max_size=5) | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner)
    )
)
@settings(max_examples=60, deadline=None)
def test_ordinary_values_are_read_as_they_are(value: Any) -> None:
    read = parse(json.dumps(value).encode())
    assert read == value
    assert is_sound(read)


def test_what_only_looks_like_json_is_found_wherever_it_stands() -> None:
    for part in ("NaN", "1e999", "9" * 5_000, f'"{HALF}"', f'{{"{HALF}": 1}}', '{"a": 1, "a": 1}'):
        assert not is_sound(parse(f'{{"x": [1, {{"y": {part}}}]}}'.encode()))
    assert isinstance(parse(b"NaN"), Unusable)
