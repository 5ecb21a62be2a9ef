"""However a server misbehaves: no answer is lost, none is asked for twice, and none is taken that breaks the schema."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from labels.asking import chat
from labels.asking.run import Ran
from labels.labelled import LabelledParagraph
from storage.errors import AskingFailed
from tests.labels.asking.conftest import COUNT
from tests.labels.asking.misbehaving import (
    Behaviour,
    Request,
    Sent,
    completion,
    http,
    once,
    rightly,
    says,
    serving,
    values,
)
from tests.ports import free_port

Ask = Callable[..., Ran]

UNUSABLE: dict[str, tuple[str, Behaviour]] = {
    "thoughts around the JSON": ("prose", lambda request: says(f"<think>第一句……</think>{request.right}")),
    "a code fence": ("prose", lambda request: says(f"```json\n{request.right}\n```")),
    "words behind the JSON": ("prose", lambda request: says(f"{request.right}\n希望对您有帮助！")),
    "words alone": ("not_json", lambda request: says("这一段主要讲产业发展。")),
    "half the JSON": ("not_json", lambda request: says(request.right[:-4])),
    "nothing": ("empty", lambda request: says("")),
    "no content, only thoughts": ("empty", lambda request: says(None, reasoning_content="第一句……")),
    "a call of a tool": ("empty", lambda request: says(None, "tool_calls", tool_calls=[{"id": "1"}])),
    "cut off at the limit": ("cut_off", lambda request: says(request.right[:9], "length")),
    "whole, but cut off at the limit": ("cut_off", lambda request: says(request.right, "length")),
    "filtered": ("withheld", lambda request: says(request.right, "content_filter")),
    "an unknown category": ("unknown_category", lambda request: says(request.right[:-1] + ', "culture": []}')),
    "a category misspelt": ("unknown_category", lambda request: says(request.right.replace("ecology", "Ecology"))),
    "a category left out": ("left_out", lambda request: says('{"industry": [1], "ecology": [], "livelihood": []}')),
    "the paragraph left out": ("left_out", lambda request: says("{}")),
    "a sentence that does not exist": ("no_such_sentence", lambda request: says(values("ecology", [99]))),
    "sentence nought": ("no_such_sentence", lambda request: says(values("ecology", [0]))),
    "a number with thousands of digits": ("not_json", lambda request: says('{"industry": [' + "9" * 5_000 + "]}")),
    "a sentence twice": ("twice", lambda request: says(values("ecology", [1, 1]))),
    "a category twice": ("twice", lambda request: says(request.right[:-1] + ', "ecology": []}')),
    "the text quoted": ("quoted", lambda request: says(values("ecology", [request.paragraph]))),
    "the text altered": ("quoted", lambda request: says(values("ecology", [request.paragraph[:-1] + "！"]))),
    "a number in quotes": ("wrong_form", lambda request: says(values("ecology", ["1"]))),
    "a broken number": ("wrong_form", lambda request: says(values("ecology", [1.5]))),
    "true for a number": ("wrong_form", lambda request: says(values("ecology", [True]))),
    "a number in place of a list": ("wrong_form", lambda request: says(request.right.replace("[]", "1"))),
    "null for a list": ("wrong_form", lambda request: says(values("none", []).replace("[]", "null", 1))),
    "a list in place of an object": ("wrong_form", lambda request: says(f"[{request.right}]")),
    "a text in place of an object": ("wrong_form", lambda request: says(json.dumps(request.right))),
    "deep nesting": ("not_json", lambda request: says("[" * 5_000)),
}
"""Answers that cannot be used, and how they are counted."""

PASSING: dict[str, Behaviour] = {
    "429": lambda request: Sent(http(429, '{"error": {"message": "slow down"}}')),
    "429, wait no time": lambda request: Sent(http(429, "{}", "Retry-After: 0")),
    "429, wait a part of a second": lambda request: Sent(http(429, "{}", "Retry-After: 0.2")),
    "429, wait until a time that is over": lambda request: Sent(http(429, "{}", f"Retry-After: {_date(-60)}")),
    "429, wait until a time to come": lambda request: Sent(http(429, "{}", f"Retry-After: {_date(1)}")),
    "429, wait until no calendar's year": lambda request: Sent(
        http(429, "{}", f"Retry-After: Mon, 01 Jan {'9' * 20} 00:00:00 GMT")
    ),
    "429, wait for nonsense": lambda request: Sent(http(429, "{}", "Retry-After: soon")),
    "500": lambda request: Sent(http(500, "oh")),
    "502 with a page": lambda request: Sent(http(502, "<html>Bad gateway</html>")),
    "503, wait no time": lambda request: Sent(http(503, "{}", "Retry-After: 0")),
    "529": lambda request: Sent(http(529, '{"error": "overloaded"}')),
    "408": lambda request: Sent(http(408, "")),
    "a connection closed at once": lambda request: Sent(b"", close=True),
    "a stream cut in the head": lambda request: Sent(b"HTTP/1.1 200 OK\r\nContent-Ty", close=True),
    "a stream cut in the body": lambda request: Sent(_cut(request), close=True),
    "a body that is no JSON": lambda request: Sent(http(200, "<html>Please log in</html>")),
    "a body that is no UTF-8": lambda request: Sent(http(200, b'{"choices": "\xff\xfe"}')),
    "a body that is a list": lambda request: Sent(http(200, "[]")),
    "no choices": lambda request: Sent(http(200, '{"choices": []}')),
    "an error with 200": lambda request: Sent(http(200, '{"error": {"message": "model is loading"}}')),
    "content that is a list": lambda request: says([{"type": "text", "text": request.right}]),
    "half a character": lambda request: Sent(http(200, completion("x").replace('"x"', r'"\ud800"'))),
    "a compressed body": lambda request: Sent(
        http(200, gzip.compress(completion(request.right).encode()), "Content-Encoding: gzip")
    ),
    "no HTTP": lambda request: Sent(b"SSH-2.0-OpenSSH_9.9\r\n", close=True),
    "a head without end": lambda request: Sent(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20_000, close=True),
}
"""What a server does once in place of an answer, and may not do the next time."""


def _date(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def _cut(request: Request) -> bytes:
    whole = completion(request.right)
    return http(200, whole[:40], length=len(whole.encode()))


def labels_of(ran: Ran) -> list[tuple[str, tuple[str, ...], object]]:
    return [(row.id, row.labels, row.evidence) for row in ran.outcome.rows]


@pytest.fixture
def undisturbed(ask: Ask, tmp_path: Path) -> list[tuple[str, tuple[str, ...], object]]:
    with serving() as server:
        found = labels_of(ask(server.url))
    assert len(found) == COUNT
    assert {label for _, labels, _ in found for label in labels} == {"industry", "ecology", "livelihood", "security"}
    (tmp_path / "work" / "journal.jsonl").unlink()
    return found


def lines(tmp_path: Path, key: str) -> list[dict[str, object]]:
    written = (tmp_path / "work" / "journal.jsonl").read_text("utf-8").splitlines()
    return [line for line in map(json.loads, written) if key in line]


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_answer_that_cannot_be_used_is_asked_for_again_with_the_error(
    name: str, ask: Ask, undisturbed: list[object], tmp_path: Path
) -> None:
    kind, wrong = UNUSABLE[name]
    with serving(once(wrong)) as server:
        ran = ask(server.url)
    assert labels_of(ran) == undisturbed
    assert set(server.times.values()) == {2}
    assert dict(ran.outcome.again) == {kind: COUNT}
    told = {fault["told"] for fault in lines(tmp_path, "fault")}
    for request in server.requests:
        last = request.turns[-1]["content"]
        assert any(str(one) in last for one in told) == (request.time == 2)
        assert request.turns[0]["content"].startswith("段落（共 ")


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_wrong_three_times_is_left_open_and_counted_and_nothing_is_guessed(name: str, ask: Ask) -> None:
    kind, wrong = UNUSABLE[name]
    with serving(wrong) as server:
        ran = ask(server.url)
        assert ran.outcome.rows == ()
        assert dict(ran.outcome.left_open) == {kind: COUNT}
        assert set(server.times.values()) == {3}
        again = ask(server.url)
    assert again.outcome == ran.outcome
    assert set(server.times.values()) == {3}, "what was left open was asked again"


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_waited_for_and_no_answer_is_lost(name: str, ask: Ask, undisturbed: list[object]) -> None:
    with serving(once(PASSING[name], times=2 if "to come" not in name else 1)) as server:
        ran = ask(server.url)
    assert labels_of(ran) == undisturbed
    assert ran.outcome.left_open.total() == ran.outcome.again.total() == 0
    assert set(server.times.values()) == {2 if "to come" in name else 3}


def test_an_answer_that_never_comes_is_asked_for_again(ask: Ask, undisturbed: list[object]) -> None:
    with serving(once(lambda request: Sent(b"", seconds=60))) as server:
        assert labels_of(ask(server.url, timeout=0.5)) == undisturbed


def test_an_answer_that_drips_for_ever_is_asked_for_again(ask: Ask, undisturbed: list[object]) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"  # and then nothing more
    with serving(once(lambda request: Sent(head, seconds=0))) as server:
        assert labels_of(ask(server.url, timeout=0.5)) == undisturbed


def test_a_body_without_end_is_not_read_to_its_end(
    ask: Ask, undisturbed: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "LARGEST_BODY", 100_000)
    body = completion("x" * 200_000)
    with serving(once(lambda request: Sent(http(200, body, length=10**12), close=True))) as server:
        assert labels_of(ask(server.url)) == undisturbed


def test_thoughts_in_the_servers_own_field_are_no_fault(ask: Ask, undisturbed: list[object]) -> None:
    with serving(lambda request: says(request.right, reasoning_content="第一句讲的是……")) as server:
        assert labels_of(ask(server.url)) == undisturbed
    assert set(server.times.values()) == {1}


def test_white_space_around_the_answer_is_no_fault(ask: Ask, undisturbed: list[object]) -> None:
    with serving(lambda request: says(f"\n\n {json.dumps(json.loads(request.right), indent=2)}\n")) as server:
        assert labels_of(ask(server.url)) == undisturbed


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, '{"error": {"message": "Incorrect API key"}}', r"the key was refused \(401, Incorrect API key\)"),
        (402, "{}", r"it wants to be paid \(402"),
        (403, "{}", r"may not be asked with this key \(403"),
        (404, '{"error": {"message": "model tiny not found"}}', r"knows no such model or address \(404, model tiny"),
        (405, "{}", r"takes no questions at this address"),
        (429, '{"error": {"message": "over", "code": "insufficient_quota"}}', r"it wants to be paid \(429, over\)"),
    ],
)
def test_what_will_not_go_away_ends_the_run_in_one_line_and_all_is_kept(
    status: int, body: str, expected: str, ask: Ask, undisturbed: list[object], tmp_path: Path
) -> None:
    def then_fails(request: Request) -> Sent:
        return rightly(request) if len(server.requests) <= 3 else Sent(http(status, body))

    with serving(then_fails) as server:
        with pytest.raises(AskingFailed, match=expected) as caught:
            ask(server.url, at_once=1)
        assert "\n" not in str(caught.value)
        assert len(lines(tmp_path, "said")) == 3
        assert len(server.requests) == 4
        server.behave = rightly
        assert labels_of(ask(server.url)) == undisturbed
    assert len(server.requests) == 4 + COUNT - 3


def test_a_server_that_is_gone_ends_the_run_and_all_is_kept(ask: Ask, undisturbed: list[object]) -> None:
    with pytest.raises(AskingFailed, match=r"nothing answers there \(ConnectError\), for 0\.3 seconds"):
        ask(f"http://127.0.0.1:{free_port()}/v1", patience=0.3)


@pytest.mark.parametrize("place", [2, COUNT - 1])
def test_one_question_that_the_server_cannot_bear_is_left_open_and_the_others_are_not(
    place: int, ask: Ask, undisturbed: list[object], paragraphs: Path
) -> None:
    poison = json.loads(paragraphs.read_text("utf-8").splitlines()[place])["text"]

    def bear(request: Request) -> Sent:
        return Sent(http(500, "segfault")) if poison.startswith(request.paragraph) else _slowly(request)

    with serving(bear) as server:
        ran = ask(server.url, patience=0.6)
    assert dict(ran.outcome.left_open) == {"server_error": 1}
    assert labels_of(ran) == [one for number, one in enumerate(undisturbed) if number != place]


def _slowly(request: Request) -> Sent:
    return Sent(rightly(request).content, seconds=0.2)


def test_a_server_that_asks_for_an_hour_is_left_alone(ask: Ask) -> None:
    with (
        serving(lambda request: Sent(http(429, "{}", "Retry-After: 3600"))) as server,
        pytest.raises(AskingFailed, match=r"asks to be left alone for 3,600 seconds"),
    ):
        ask(server.url)
    assert len(server.requests) == 1


def test_a_server_that_only_ever_says_wait_is_given_up(ask: Ask) -> None:
    with (
        serving(lambda request: Sent(http(429, "{}"))) as server,
        pytest.raises(AskingFailed, match=r"the server answered 429"),
    ):
        ask(server.url, patience=0.5)
    assert len(server.requests) < 50  # it was not stormed


def test_a_question_that_the_server_refuses_is_left_open_by_name(
    ask: Ask, said: list[str], undisturbed: list[LabelledParagraph]
) -> None:
    def too_long(request: Request) -> Sent:
        if server.times.total() in (3, 6):
            return Sent(http(400, '{"error": {"message": "context length exceeded"}}'))
        return rightly(request)

    with serving(too_long) as server:
        ran = ask(server.url, at_once=1)
    assert dict(ran.outcome.left_open) == {"refused": 2}
    assert len(ran.outcome.rows) == COUNT - 2
    assert sum("which the server refuses (400, context length exceeded)" in line for line in said) == 2


def test_a_server_that_refuses_whatever_it_is_asked_ends_the_run(ask: Ask) -> None:
    with (
        serving(lambda request: Sent(http(400, '{"error": "not a chat model"}'))) as server,
        pytest.raises(AskingFailed, match=r"in whatever form it is asked \(400, not a chat model\)"),
    ):
        ask(server.url)
    assert len(server.requests) == 5
