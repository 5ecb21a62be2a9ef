"""What the reader of a format gives back."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple


class Lines(NamedTuple):
    """The lines of a document in the order of reading, and flags for what a person should know of them."""

    lines: list[str]
    flags: tuple[str, ...] = ()


Embedded = Callable[[bytes, Path], Lines]
"""Reads a document that lies in another one, whatever its format; raises UnreadableReport where it cannot."""


def once(flags: Iterable[str]) -> tuple[str, ...]:
    """Return each flag once, in the order in which they came."""
    return tuple(dict.fromkeys(flags))
