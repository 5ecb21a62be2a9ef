"""Check the shape of an export's task before anything in it is read."""

from collections.abc import Mapping
from typing import Any

from storage.errors import BadData
from storage.parsing import brief

_FORMS: dict[type | tuple[type, ...], str] = {
    dict: "an object",
    list: "a list",
    str: "text",
    int: "a whole number",
    (int, float): "a number",
}


def check_shape(task: Mapping[str, Any], where: str) -> None:
    """Check what is read of a task: objects are objects, lists are lists; what is null is as if it were not there,
    but for what stands in a list.

    Raises:
        BadData: something has another form; the message names the place.
    """
    meta = _checked(task.get("meta"), dict, f"{where}: meta") or {}
    _checked(meta.get("paragraph"), dict, f"{where}: meta, paragraph")
    for number, annotation in enumerate(task["annotations"], start=1):
        place = f"{where}, annotation {number}"
        held = _checked(annotation, dict, place, null=False)
        _checked(held.get("id"), int, f"{place}: id")
        _checked(held.get("lead_time"), (int, float), f"{place}: lead_time")
        _check_result(held, place)
        if isinstance(prediction := held.get("prediction"), dict):
            _check_result(prediction, f"{place}, prediction")


def _check_result(holder: Mapping[str, Any], where: str) -> None:
    for number, entry in enumerate(_checked(holder.get("result"), list, f"{where}: result") or [], start=1):
        place = f"{where}, result {number}"
        held = _checked(entry, dict, place, null=False)
        value = _checked(held.get("value"), dict, f"{place}: value") or {}
        for choice in _checked(value.get("choices"), list, f"{place}: choices") or []:
            _checked(choice, str, f"{place}: choices", null=False)


def _checked(value: object, form: type | tuple[type, ...], where: str, null: bool = True) -> Any:
    if (value is None and null) or (isinstance(value, form) and not isinstance(value, bool)):
        return value
    raise BadData(
        f"{where} is {brief(value)}. Expected {_FORMS[form]}, as Label Studio writes it; export again as JSON."
    )
