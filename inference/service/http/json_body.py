"""JSON as a stranger may send it: read whole or refused in one line, whatever it holds."""

import json
import math
from typing import Any

from inference.service import limits
from storage.errors import BadData

_LONGEST_NUMBER = 4_000  # digits; Python itself reads no whole number of more than 4,300


class Unusable:
    """Stands for what is no JSON though it looks like it, or means different things to different readers.

    That is NaN, a number without end, a key that stands twice in an object.
    """


def parse(body: bytes) -> Any:
    """Return what a body says. It may hold `Unusable` parts, and texts that are no text; `is_sound` finds them.

    Raises:
        BadData: it is not JSON in UTF-8, is nested too deep, or holds too many values.
    """
    values = sum(body.count(mark) for mark in (b",", b":", b"[", b"{"))
    if values > limits.JSON_VALUES:
        raise BadData(f"The body holds some {values} values. Expected at most {limits.JSON_VALUES}; send it in parts.")
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            parse_constant=lambda _: Unusable(),
            parse_int=lambda digits: int(digits) if len(digits) <= _LONGEST_NUMBER else Unusable(),
            parse_float=_number,
            object_pairs_hook=_object,
        )
    except RecursionError as error:
        raise BadData(
            "The body is nested too deep. Expected what a client of this server sends; check the client."
        ) from error
    except ValueError as error:  # its message would quote the body
        raise BadData("The body is not JSON in UTF-8. Expected JSON; check the client.") from error


def is_sound(value: Any) -> bool:
    """Say whether no part of a value is `Unusable` and every string in it is text."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Unusable) or (isinstance(part, str) and not is_text(part)):
            return False
        if isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            waiting += part
    return True


def is_text(value: str) -> bool:
    """Say whether a string is text: JSON can also hold half a character, which no file and no answer can."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _number(digits: str) -> Any:
    number = float(digits)
    return number if math.isfinite(number) else Unusable()


def _object(pairs: list[tuple[str, Any]]) -> Any:
    value = dict(pairs)
    return value if len(value) == len(pairs) else Unusable()
