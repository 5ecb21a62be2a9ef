"""Read what a request asks for: its body, strictly, and never more than is worth waiting for."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from inference.service import limits
from inference.service.http.intake import GONE
from inference.service.http.json_body import is_sound, is_text, parse
from inference.service.http.refusals import Refusal
from storage.errors import BadData, EmptyText

TASKS = "tasks"
VISIBLE = r"[^\s\u001c-\u001f\u0085\ufeff]"
"""What a text must hold, as a regular expression that means the same in JSON Schema: more than what anybody takes for
white space."""
Read = TypeVar("Read")
_LARGE_BYTES = 65_536  # what takes some milliseconds to read, which is also what a thread may have to wait for


async def _object(request: Request) -> Mapping[str, Any]:
    return await _aside(_read_object, await request.body())


async def _texts(request: Request) -> list[str]:
    """Read one text, or several: plain text, a JSON string, or a JSON list of strings."""
    body = await request.body()
    if request.headers.get("content-type", "").split(";")[0].strip().casefold() == "text/plain":
        try:
            value: Any = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadData("The text is not UTF-8. Expected text in UTF-8; encode it so.") from error
    else:
        value = await _aside(parse, body)
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadData(
            "Something else than texts arrived. Expected plain text, a JSON string or a list of strings; send one of "
            "them."
        )
    check_amount(texts)
    for position, text in enumerate(texts, start=1):
        if not _has_something(text):
            raise EmptyText(f"Text number {position} of {len(texts)} is blank. Expected text to tag; leave it out.")
        if not is_text(text):
            raise BadData(
                f"Text number {position} of {len(texts)} holds half a character. Expected text in UTF-8; mend it."
            )
        if len(text) > limits.CHARACTERS_OF_ONE:
            raise Refusal(
                413,
                f"Text number {position} of {len(texts)} has {len(text)} characters. "
                f"Expected a paragraph, of at most {limits.CHARACTERS_OF_ONE}; cut it up.",
            )
    return texts


_has_something = re.compile(VISIBLE).search


async def _aside(read: Callable[[bytes], Read], body: bytes) -> Read:
    """Read a body, a large one in a thread of its own, so that the server answers others meanwhile."""
    return await run_in_threadpool(read, body) if len(body) > _LARGE_BYTES else read(body)


async def _there(request: Request) -> Callable[[], bool]:
    gone: threading.Event = request.scope["state"][GONE]
    return lambda: not gone.is_set()


Object = Annotated[Mapping[str, Any], Depends(_object)]
"""A JSON object. Of its tasks, where it has any, each may still hold anything: one bad task is to cost the others
nothing."""
Texts = Annotated[list[str], Depends(_texts)]
"""Texts to tag."""
WhileThere = Annotated[Callable[[], bool], Depends(_there)]
"""Says whether the client still waits."""


def check_amount(texts: Sequence[str]) -> None:
    """Refuse more texts than a request may hold, or longer ones.

    Raises:
        Refusal: they are too many, or too long together.
    """
    if len(texts) > limits.TEXTS:
        raise Refusal(413, f"{len(texts)} texts arrived. Expected at most {limits.TEXTS} at once; send them in parts.")
    if (characters := sum(map(len, texts))) > limits.CHARACTERS:
        raise Refusal(
            413,
            f"Texts of {characters} characters arrived. Expected at most {limits.CHARACTERS} at once; send them in "
            "parts.",
        )


def check_is_page(page: Any) -> None:
    """Refuse what would take too much to find out that it is no labelling page.

    Raises:
        BadData: it is none.
    """
    if (
        not isinstance(page, str) or len(page) > limits.PAGE_CHARACTERS or "<!DOCTYPE" in page
    ):  # which may define parts without end
        raise BadData(
            f"No labelling page arrived. Expected XML of at most {limits.PAGE_CHARACTERS} characters without a "
            "DOCTYPE; "
            "send that of the project."
        )


def _read_object(body: bytes) -> Mapping[str, Any]:
    value = parse(body)
    judged = {key: part for key, part in value.items() if key != TASKS} if isinstance(value, dict) else value
    if not is_sound(judged):
        raise BadData(
            "The body holds NaN, a number without end, a key twice in an object or half a character. "
            "Expected JSON that every reader reads alike; check the client."
        )
    if not isinstance(value, dict):
        raise BadData(f"A JSON {type(value).__name__} arrived. Expected an object; send what Label Studio sends.")
    return value
