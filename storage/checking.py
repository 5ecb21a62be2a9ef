"""Check what arrived from outside against one of our dataclasses: its types are the rule, nothing is coerced into
another, and whatever breaks them is one line that says where."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Annotated, Any, NotRequired, TypeVar, get_type_hints

from pydantic import Field, Strict, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypedDict

from storage.errors import BadData, ZhengbiaoError
from storage.parsing import brief, did_you_mean
from storage.shown import shown

T = TypeVar("T")

# Plain int, float and bool would take "1" for 1, 1.0 for 1 and 1 for true.
Whole = Annotated[int, Strict()]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Truth = Annotated[bool, Strict()]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Text that is not blank, without the spaces around it."""
Word = Annotated[str, StringConstraints(pattern=r"\S")]
"""Text that is not blank, as it stands."""

_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
_BLANK = ("string_too_short", "string_pattern_mismatch")
_KINDS = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a table",
}
_BOUNDS = {"exclusiveMinimum": "above", "minimum": "from", "maximum": "to"}


@dataclass(frozen=True, slots=True)
class Wording:
    """How a message is said.

    `advice` ends it: what to do. `expected` stands for what the types would say was expected. `entries` says what one
    entry of a list is called: {"categories": "category"}.
    """

    advice: str = "correct it"
    expected: str = ""
    entries: Mapping[str, str] = field(default_factory=dict)


_PLAIN = Wording()


def checked(
    kind: type[T], value: object, where: str, error: type[ZhengbiaoError] = BadData, wording: Wording = _PLAIN
) -> T:
    """Return an object of JSON or TOML as the dataclass `kind`.

    A field that takes no part in comparisons is no key of the object, and keeps its default.

    Args:
        where: begins the message: names the file, or file and line.
        error: what to raise.

    Raises:
        BadData: or `error`: a key is missing or unknown, or its value of another type or outside its range.
    """
    return kind(**_validated(kind, value, where, error, wording))


def check_fields(value: Any, error: type[ZhengbiaoError] = BadData) -> None:
    """Check what a dataclass was made of, for its `__post_init__`.

    Raises:
        BadData: or `error`: as `checked`.
    """
    given = {one.name: getattr(value, one.name) for one in fields(value) if one.compare}
    _validated(value.__class__, given, "", error, _PLAIN)


@cache
def _adapter(kind: Any) -> TypeAdapter[dict[str, Any]]:
    """Return what checks the fields of a dataclass without making one: `__post_init__` needs it."""
    hints = get_type_hints(kind, include_extras=True)
    keys = {
        one.name: hints[one.name] if one.default is one.default_factory is MISSING else NotRequired[hints[one.name]]
        for one in fields(kind)
        if one.compare
    }
    return TypeAdapter(TypedDict(kind.__name__, keys))  # type: ignore[operator]


def _validated(kind: type, value: object, where: str, error: type[ZhengbiaoError], wording: Wording) -> dict[str, Any]:
    adapter = _adapter(kind)
    try:
        return adapter.validate_python(value, extra="forbid")
    except ValidationError as fault:
        # A key that is not known comes first: it may be why another is missing.
        first = min(fault.errors(include_url=False), key=lambda one: one["type"] not in _UNKNOWN)
        raise error(_message(first, adapter.json_schema(), where, wording)) from fault


def _message(fault: ErrorDetails, schema: Mapping[str, Any], where: str, wording: Wording) -> str:
    *above, last = fault["loc"] or (0,)
    owner = _place(where, above, wording)
    key = brief(last)
    if fault["type"] == "missing" or fault["type"] in _UNKNOWN:
        keys = list(_part(schema, above)["properties"])
        expected = wording.expected or ", ".join(keys)
        if fault["type"] == "missing":
            return f"{owner}the key {key} is missing. Expected {expected}; {wording.advice}."
        meant = did_you_mean(str(last), keys)
        return f"{owner}the key {key} is not known.{meant} Expected {expected}; correct or remove it."
    expected = wording.expected or _expected(_part(schema, fault["loc"]))
    if isinstance(last, int):
        place = _place(where, fault["loc"], wording)
        return f"{place}{brief(fault['input'])} arrived. Expected {expected}; {wording.advice}."
    said = "blank" if fault["type"] in _BLANK else brief(fault["input"])
    return f"{owner}{key if owner else last} is {said}. Expected {expected}; {wording.advice}."


def _place(where: str, steps: Sequence[int | str], wording: Wording) -> str:
    """Name a place in an object, to begin a message: "labels/taxonomy.toml, category 2: "."""
    words = [where]
    for step in steps:
        if isinstance(step, str):
            words.append(shown(step))
        elif words[-1] in wording.entries:
            words[-1] = f"{wording.entries[words[-1]]} {step + 1}"
        else:
            words.append(f"entry {step + 1}")
    return ", ".join(words) + ": " if where else ""


def _part(schema: Mapping[str, Any], steps: Sequence[int | str]) -> Mapping[str, Any]:
    """Return what the JSON schema of an object says of a place in it."""
    part = schema
    for step in (None, *steps):
        if isinstance(step, int):
            part = part["items"]
        elif step is not None:
            part = part.get("properties", {}).get(step) or part["additionalProperties"]
        part = next((one for one in part.get("anyOf", ()) if one.get("type") != "null"), part)
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    return part


def _expected(part: Mapping[str, Any]) -> str:
    if "enum" in part:
        return f"one of {', '.join(filter(None, part['enum']))}"
    if "properties" in part:
        return f"a table with the keys {', '.join(part['properties'])}"
    kind = _KINDS.get(part.get("type", ""), "text in quotes")
    bounds = [(word, part[bound]) for bound, word in _BOUNDS.items() if bound in part]
    return kind + "".join(f" {word} {one:,}" if isinstance(one, int) else f" {word} {one:g}" for word, one in bounds)
