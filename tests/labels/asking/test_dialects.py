"""What a server understands is found out by trying, once, and is remembered."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labels.asking.prompt import answer_schema
from labels.asking.replies import Tokens
from labels.asking.run import Ran
from labels.taxonomy import Taxonomy
from tests.labels.asking.conftest import COUNT
from tests.labels.asking.misbehaving import Behaviour, Request, Sent, http, rightly, says, serving

Ask = Callable[..., Ran]


def refusing(*keys: str) -> Behaviour:
    """Refuse every request that holds one of these keys, as servers do that do not know it."""

    def behave(request: Request) -> Sent:
        unknown = [key for key in keys if key in request.body]
        return (
            Sent(http(400, json.dumps({"error": {"message": f"Unsupported: {unknown}"}})))
            if unknown
            else rightly(request)
        )

    return behave


def forms(requests: list[Request]) -> list[frozenset[str]]:
    return [frozenset(request.body) - {"model", "messages", "stream"} for request in requests]


ALL = frozenset(("response_format", "max_tokens", "temperature"))
SERVERS: dict[str, tuple[Behaviour, int, frozenset[str]]] = {
    "one that knows all": (rightly, 0, ALL),
    "one without schemas": (refusing("response_format"), 3, ALL - {"response_format"}),
    "one that calls the limit otherwise": (
        refusing("max_tokens"),
        1,
        frozenset(("response_format", "max_completion_tokens", "temperature")),
    ),
    "one that sets its own temperature": (
        refusing("max_tokens", "temperature"),
        2,
        frozenset(("response_format", "max_completion_tokens")),
    ),
    "one without schemas that calls the limit otherwise": (
        refusing("response_format", "max_tokens"),
        4,
        frozenset(("max_completion_tokens", "temperature")),
    ),
}


@pytest.mark.parametrize("name", SERVERS)
def test_what_a_server_understands_is_tried_once_and_remembered(name: str, ask: Ask, said: list[str]) -> None:
    behave, refused, form = SERVERS[name]
    with serving(behave) as server:
        assert len(ask(server.url).outcome.rows) == COUNT
        found = forms(server.requests)
        assert found[refused:] == [form] * COUNT
        assert form not in found[:refused]
        assert len({request.paragraph for request in server.requests[: refused + 1]}) == 1
        assert ask(server.url).outcome.left_open.total() == 0
        assert len(server.requests) == refused + COUNT
    assert any("takes no JSON schema" in line for line in said) == ("response_format" not in form)
    assert any("takes no temperature" in line for line in said) == ("temperature" not in form)


def test_what_was_found_out_outlives_the_run(ask: Ask, paragraphs: Path, tmp_path: Path) -> None:
    some = tmp_path / "some.jsonl"
    some.write_text("".join(paragraphs.read_text("utf-8").splitlines(keepends=True)[:2]), "utf-8")
    with serving(refusing("response_format")) as server:
        ask(server.url, file=some)
        asked = len(server.requests)
        ask(server.url)
    assert len(server.requests) - asked == COUNT - 2


def test_a_temperature_that_was_asked_for_is_never_left_out(ask: Ask) -> None:
    with serving(refusing("max_tokens")) as server:
        ask(server.url, temperature=0.7)
    assert all(request.body["temperature"] == 0.7 for request in server.requests)


def test_the_schema_that_is_sent_is_that_of_the_taxonomy(ask: Ask, taxonomy: Taxonomy) -> None:
    with serving() as server:
        ask(server.url)
    sent: Any = server.requests[0].body["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["strict"] is True
    assert sent["json_schema"]["schema"] == answer_schema(taxonomy.ids)


def test_every_request_begins_alike_so_that_a_server_can_remember_it(ask: Ask) -> None:
    with serving() as server:
        ask(server.url)
    assert len({json.dumps(request.body["messages"][0]) for request in server.requests}) == 1
    assert server.requests[0].body["messages"][0]["role"] == "system"
    assert next(iter(server.requests[0].body)) == "messages"


def test_a_server_that_seems_to_cut_prompts_off_is_named_once(ask: Ask, said: list[str]) -> None:
    with serving(lambda request: says(request.right, usage={"prompt_tokens": 1_500, "completion_tokens": 9})) as server:
        ask(server.url)
    [line] = said
    assert line.startswith("the server counted 1,500 tokens where some 3,")
    assert "num_ctx of Ollama" in line


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": "5", "completion_tokens": 1}, {"prompt_tokens": -5, "completion_tokens": 1}]
)
def test_where_a_server_counts_nothing_more_than_the_estimate_is_taken(usage: Any, ask: Ask, said: list[str]) -> None:
    with serving(lambda request: says(request.right, usage=usage)) as server:
        ran = ask(server.url)
    assert ran.spent.prompt > COUNT * 4_000
    assert ran.spent.answer == COUNT * 100
    assert said == []
    assert isinstance(ran.spent, Tokens)
