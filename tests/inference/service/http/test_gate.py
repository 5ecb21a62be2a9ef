"""Who may ask: no page of another site, under no other name, and with nothing that a form can send."""

import socket
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from inference.service.application import make_application
from inference.service.http.visitors import is_of_another_site, means_us, own_names
from inference.service.model import ServedModel
from tests.inference.service.conftest import HERE, SECRET
from tests.inference.service.test_application import ROUTES

NAMES = own_names(("0.0.0.0", "Tags.Example.org"))
EVERYWHERE = [*ROUTES, ("GET", "/")]


def ask(client: TestClient, method: str, path: str, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, path, headers=named, json={} if method == "POST" else None)


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
@pytest.mark.parametrize(
    "host", ["attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example", "", "[::1", "a b"]
)
def test_another_name_is_not_answered(client: TestClient, method: str, path: str, host: str) -> None:
    answer = ask(client, method, path, Host=host)
    assert answer.status_code == 421
    assert "--allow-host" in answer.json()["error"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:9090",
        "localhost.",
        "127.0.0.1:9090",
        "[::1]:9090",
        "192.168.1.7",
        "tags.example.org",
        "TAGS.example.org:1",
    ],
)
def test_every_name_of_the_server_is_answered(host: str) -> None:
    assert means_us([host], NAMES)


def test_this_machine_s_own_name_is_answered() -> None:
    assert means_us([f"{socket.gethostname()}:9090"], own_names())
    assert not means_us(["tags.example.org"], own_names())
    assert not means_us([], NAMES)
    assert not means_us(["localhost", "localhost"], NAMES)


@given(st.text(max_size=40))
def test_a_name_that_is_not_ours_is_never_taken_for_one(name: str) -> None:
    assert not means_us([f"{name}.attacker.example"], NAMES)
    assert not means_us([f"attacker.example{name}"], NAMES) or ":" in name or set(name) & set("/?#@")


@pytest.mark.parametrize(("method", "path"), EVERYWHERE)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://attacker.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://localhost.attacker.example"},
        {"Origin": "file://localhost"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "anything"},
    ],
)
def test_a_page_of_another_site_is_refused(client: TestClient, method: str, path: str, headers: dict[str, str]) -> None:
    answer = ask(client, method, path, **headers)
    assert answer.status_code == 403
    assert "another site" in answer.json()["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": HERE},
        {"Origin": "https://localhost"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin"},
    ],
)
def test_programs_and_the_server_s_own_pages_are_not(client: TestClient, headers: dict[str, str]) -> None:
    assert ask(client, "GET", "/training", **headers).status_code == 200
    assert ask(client, "POST", "/setup", **headers).status_code == 200


def test_the_origin_is_compared_with_the_port() -> None:
    assert not is_of_another_site([(b"origin", b"http://LOCALHOST:9090")], "localhost:9090")
    assert is_of_another_site([(b"origin", b"http://localhost:8080")], "localhost:9090")
    assert is_of_another_site([(b"origin", b"http://localhost"), (b"origin", b"http://a")], "localhost")


@pytest.mark.parametrize("path", ["/setup", "/predict", "/webhook", "/job_status", "/tag", "/unknown"])
@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
        "text/plain",
        "text/json",
        "json",
    ],
)
def test_what_a_form_can_send_is_not_taken(client: TestClient, path: str, kind: str | None) -> None:
    answer = client.post(
        path, content=b'{"action": "START_TRAINING"}', headers={} if kind is None else {"Content-Type": kind}
    )
    assert answer.status_code == (200 if (path, kind) == ("/tag", "text/plain") else 415)


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/json ;x=y"])
def test_json_is_taken_however_it_is_written(client: TestClient, kind: str) -> None:
    assert client.post("/setup", content=b"{}", headers={"Content-Type": kind}).status_code == 200


def test_the_one_open_path_is_open_for_looking_only(client: TestClient) -> None:
    client.auth = None
    assert client.get("/").status_code == 200
    for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        assert client.request(method, "/").status_code == 401


def test_a_name_may_be_given(model: ServedModel) -> None:
    application = make_application(model, SECRET, names=own_names(("tags.example.org",)))
    with TestClient(application, "http://tags.example.org:8443") as client:
        assert client.get("/").status_code == 200


def test_a_route_that_is_none_is_an_error_as_any_other(client: TestClient) -> None:
    for method, path, status in (("GET", "/unknown", 404), ("GET", "/tag", 405), ("DELETE", "/training", 405)):
        answer = client.request(method, path)
        assert answer.status_code == status
        assert "Expected a route of docs/serving.md" in answer.json()["error"]
