"""Read what a server sent back: a reply of the model, or what stood in its way."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from labels.asking.endpoint import Key
from storage.errors import AskingFailed, BadData
from storage.parsing import parse_json
from storage.shown import shown

_LONGEST_REASON = 200
_MOST_TOKENS = 10_000_000
_MILLION = 1_000_000
_KEPT = "What was answered is kept; run the same command again"
# Quotas that are used up are answered like a pace that is too fast.
_USED_UP = ("insufficient_quota", "billing_hard_limit_reached", "insufficient_balance")
_FOR_GOOD = {
    401: ("the key was refused", "a key of this server; mend --key-file"),
    402: ("it wants to be paid", "an account with means; look at it there"),
    403: ("it may not be asked with this key", "a key that may; mend --key-file"),
    404: ("it knows no such model or address", "the name of a model that it has; mend --model or --endpoint"),
    405: ("it takes no questions at this address", "an address that ends with /v1; mend --endpoint"),
}
_OF_THE_QUESTION = (400, 413, 415, 422, 501)


@dataclass(frozen=True, slots=True)
class Tokens:
    """How many tokens were sent (`prompt`) and came back (`answer`)."""

    prompt: int
    answer: int

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.prompt + other.prompt, self.answer + other.answer)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost that are sent (`prompt`) and that come back (`answer`), in any currency."""

    prompt: float = 0.0
    answer: float = 0.0

    def of(self, tokens: Tokens) -> float:
        """Return what tokens cost."""
        return (tokens.prompt * self.prompt + tokens.answer * self.answer) / _MILLION


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, to the letter, why it stopped, and what the server counted; None where it does not say."""

    content: str | None
    finish: str | None
    tokens: Tokens | None


class Passing(Exception):
    """No answer came, and another time one may. `wait` are the seconds that the server asks for; `lost` says that the
    question had arrived, so that it may have been paid for."""

    def __init__(self, kind: str, what: str, wait: float | None = None, lost: bool = False) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.wait = wait
        self.lost = lost


class Refused(Exception):
    """The server does not take this question."""


def reply_of(content: bytes, key: Key) -> Reply:
    """Read the body of an answer that succeeded.

    Raises:
        Passing: it is no chat completion: what stands between often answers in the server's place.
    """
    value = _object(content)
    if value is None:
        raise Passing("bad_body", "the answer is no JSON object", lost=True)
    if error := value.get("error"):
        raise Passing("bad_body", f"the server says: {_reason(error, key)}", lost=True)
    match value:
        case {"choices": [{"message": {"content": str() | None as said}} as choice, *_]}:
            finish = choice.get("finish_reason")
            return Reply(
                said,
                finish if isinstance(finish, str) else None,
                _tokens(value.get("usage")),
            )
        case {"choices": [{"message": {"role": _}} as choice, *_]} if "content" not in choice["message"]:
            return Reply(None, str(choice.get("finish_reason")), _tokens(value.get("usage")))
    raise Passing("bad_body", "the answer is no chat completion", lost=True)


def refusal_of(status: int, headers: Mapping[str, str], content: bytes, asked: str, key: Key) -> Exception:
    """Return what to raise for an answer that did not succeed."""
    value = _object(content) or {}
    reason = _reason(value.get("error") or value.get("detail") or value.get("message"), key)
    if 300 <= status < 400:
        place = _place(asked, headers.get("location", ""), key)
        return AskingFailed(
            f"{asked}: the server sends questions on to {place}. Expected an answer; give the address itself with "
            f"--endpoint. {_KEPT}."
        )
    if status in _FOR_GOOD or _is_used_up(value):
        what, expected = _FOR_GOOD.get(status, _FOR_GOOD[402])
        return AskingFailed(f"{asked}: {what} ({status}, {reason}). Expected {expected}. {_KEPT}.")
    if status in _OF_THE_QUESTION:
        return Refused(f"{status}, {reason}")
    return Passing(
        "too_fast" if status == 429 else "server_error",
        f"the server answered {status} ({reason})",
        wait=seconds_to_wait(headers.get("retry-after", "")) if status in (429, 503) else None,
        lost=status >= 500 and status != 503,
    )


def _place(asked: str, location: str, key: Key) -> str:
    """Return scheme and host of where a server sends questions on to, as far as they can be read."""
    try:
        target = urlsplit(urljoin(asked, location))
    except ValueError:
        return "what is no address"
    return shown(key.hidden_in(f"{target.scheme}://{target.netloc.rpartition('@')[2]}")[:_LONGEST_REASON])


def seconds_to_wait(given: str) -> float | None:
    """Return what a Retry-After header asks for, in seconds or by a date; None where it says nothing that can be
    read."""
    try:
        seconds = float(given)
    except ValueError:
        try:
            then = parsedate_to_datetime(given)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        seconds = (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp() - time.time()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        value = parse_json(content, "the answer")
    except BadData:
        return None
    return value if isinstance(value, dict) else None


def _reason(error: Any, key: Key) -> str:
    """Return what a server says was wrong, in one line of at most 200 characters and without the key."""
    said = error.get("message") if isinstance(error, dict) else error
    if not isinstance(said, str) or not said.strip():
        return "no reason given"
    return shown(" ".join(key.hidden_in(said).split()))[:_LONGEST_REASON]


def _is_used_up(value: Mapping[str, Any]) -> bool:
    error = value.get("error")
    return isinstance(error, dict) and (error.get("code") in _USED_UP or error.get("type") in _USED_UP)


def _tokens(usage: Any) -> Tokens | None:
    match usage:
        case {"prompt_tokens": int() as prompt, "completion_tokens": int() as answer} if (
            0 <= prompt <= _MOST_TOKENS and 0 <= answer <= _MOST_TOKENS
        ):
            return Tokens(int(prompt), int(answer))
    return None
