"""Name the further keys of a labelled file, and check what a person may have edited in it, or in an export."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from storage.errors import BadData
from storage.parsing import brief

EVIDENCE = "evidence"
ANSWERS = "answers"
PREDICTED = "predicted"
DISPUTED = "disputed"
DISPUTED_EVIDENCE = "disputed_evidence"
FLAGGED = "annotator_flags"
NOTES = "annotator_notes"
ASKED = "asked"
SETTLED = "settled"
MIGRATED_FROM = "migrated_from"
ASKED_AGAIN = "asked_again"
CORRECTED = "corrected"
"""Keys of a labelled file beside the labels, in the order in which they are written."""

_EXPORT = ("reading a Label Studio export", "pull the export again")
# Evidence comes from people's own programs too: nothing need be written again, the line is mended.
_WORDING = {
    EVIDENCE: ("", "mend the line"),
    **dict.fromkeys((ANSWERS, PREDICTED, DISPUTED, DISPUTED_EVIDENCE, FLAGGED, NOTES), _EXPORT),
    ASKED: ("ask", "ask again"),
    SETTLED: ("settle", "settle again"),
    **dict.fromkeys((MIGRATED_FROM, ASKED_AGAIN), ("migrate", "migrate again")),
    CORRECTED: ("a report's page", "save the corrections again"),
}
FURTHER_KEYS = tuple(_WORDING)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value:
    """A value, None where it is missing, and the words that an error needs.

    `place` names it, "march.jsonl, line 412: 'answers'"; `writer` is what writes such, "" where people may
    themselves, `remedy` how to have it right.
    """

    content: object
    place: str
    writer: str
    remedy: str

    def maybe(self, read: Callable[["Value"], T], otherwise: T) -> T:
        """Read it where it is given."""
        return otherwise if self.content is None else read(self)

    def entries(self) -> dict[str, "Value"]:
        """Read an object of any keys."""
        if not isinstance(self.content, dict):
            raise self.refused("an object")
        return {key: self._below(key, one) for key, one in self.content.items()}

    def members(self, *keys: str) -> dict[str, "Value"]:
        """Read an object of these keys and no others, some of which may be missing."""
        given = self.entries()
        for key, one in given.items():
            if key not in keys:
                raise one.refused(f"only {', '.join(keys)}")
        return {key: given.get(key, self._below(key, None)) for key in keys}

    def each(self) -> list["Value"]:
        """Read a list."""
        if not isinstance(self.content, list):
            raise self.refused("a list")
        return [self._below(str(number), one) for number, one in enumerate(self.content, start=1)]

    def texts(self) -> tuple[str, ...]:
        """Read a list of texts."""
        if not isinstance(self.content, list) or not all(isinstance(one, str) for one in self.content):
            raise self.refused("a list of texts")
        return tuple(self.content)

    def text(self) -> str:
        """Read a text."""
        if not isinstance(self.content, str):
            raise self.refused("text")
        return self.content

    def texts_by_name(self) -> dict[str, tuple[str, ...]]:
        """Read an object that holds a list of texts for each name."""
        return {name: one.texts() for name, one in self.entries().items()}

    def text_by_name(self) -> dict[str, str]:
        """Read an object that holds a text for each name."""
        return {name: one.text() for name, one in self.entries().items()}

    def truth(self) -> bool:
        """Read true or false."""
        if not isinstance(self.content, bool):
            raise self.refused("true or false")
        return self.content

    def number(self, most: float = float("inf")) -> float:
        """Read a number from 0 to `most`, as it is: 1 stays 1."""
        if isinstance(self.content, bool) or not isinstance(self.content, int | float):
            raise self.refused("a number")
        if not 0 <= self.content <= min(most, sys.float_info.max):
            raise self.refused("a number from 0" + (f" to {most:g}" if most < float("inf") else ""))
        return self.content

    def count(self) -> int:
        """Read a whole number from 1."""
        if type(self.content) is not int or self.content < 1:
            raise self.refused("a whole number from 1")
        return self.content

    def whole_numbers(self, count: int) -> tuple[int, ...]:
        """Read a list of so many whole numbers from 0."""
        numbers = self.content if isinstance(self.content, list) else []
        if len(numbers) != count or not all(type(one) is int and one >= 0 for one in numbers):
            raise self.refused(f"a list of {count} whole numbers")
        return tuple(numbers)

    def kept(self) -> Mapping[str, Any]:
        """Read an object that is kept as it is."""
        return {key: one.content for key, one in self.entries().items()}

    def refused(self, form: str) -> BadData:
        """Return the error that says what arrived, and of which form it should have been."""
        written = f"what {self.writer} writes there, " if self.writer else ""
        return BadData(
            f"{self.place} is {brief(self.content)}. Expected {written}{form}; {self.remedy}, or remove the key."
        )

    def _below(self, key: str, content: object) -> "Value":
        return Value(content, f"{self.place}, '{key}'", self.writer, self.remedy)


def further_value(line: Mapping[str, Any], key: str, where: str) -> Value:
    """Return what a line holds under one of FURTHER_KEYS.

    Args:
        where: names file and line in an error, e.g. "march.jsonl, line 412".
    """
    return Value(line.get(key), f"{where}: '{key}'", *_WORDING[key])
