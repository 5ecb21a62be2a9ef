"""Check the shape of an export's task before anything in it is read."""

from collections.abc import Mapping
from typing import Any

from labels.further_keys import Value
from labels.studio.page import MARKS


def check_shape(task: Mapping[str, Any], where: str) -> None:
    """Check what is read of a task: objects are objects, lists are lists; what is null is as if it were not there,
    but for what stands in a list.

    Raises:
        BadData: something has another form; the message names the place.
    """
    held = Value(dict(task), where, "Label Studio", "export again as JSON").entries()
    if meta := _object(held, "meta"):
        _object(meta, "paragraph")
    for annotation in held["annotations"].each():
        given = annotation.entries()
        if (identifier := given.get("id")) and identifier.content is not None:
            identifier.number()
        _check_result(given)
        if "prediction" in given and isinstance(given["prediction"].content, dict):
            _check_result(given["prediction"].entries())


def _object(held: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    value = held.get(key)
    return value.entries() if value and value.content is not None else {}


def _check_result(held: Mapping[str, Value]) -> None:
    result = held.get("result")
    for entry in result.each() if result and result.content is not None else ():
        value = _object(entry.entries(), "value")
        for key in ("choices", "labels"):
            if (given := value.get(key)) and given.content is not None:
                given.texts()
        if entry.entries().get("from_name", entry).content == MARKS:
            for key in ("start", "end"):
                value.get(key, Value(None, f"{entry.place}, '{key}'", entry.writer, entry.remedy)).number()
