"""Read the values of options, for `type=`: what is not of the kind is wrong usage."""

import argparse
import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inference.scale.shards import Shard

_SHOWN = 40  # characters of a value that is refused


def positive(value: str) -> int:
    """Read a whole number above 0."""
    if not value.isdecimal() or len(value) > 15 or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is not a whole number above 0")
    return int(value)


def up_to(most: int) -> Callable[[str], int]:
    """Return what reads a whole number from 1 to `most`."""

    def read(value: str) -> int:
        if not (value.isdecimal() and len(value) <= len(str(most)) and 1 <= int(value) <= most):
            raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is not a whole number from 1 to {most}")
        return int(value)

    return read


def port(value: str) -> int:
    """Read the number of a port."""
    if not value.isdecimal() or len(value) > 5 or not 0 < int(value) < 65536:
        raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is not a port, a whole number from 1 to 65535")
    return int(value)


def finite(value: str) -> float:
    """Read a number that is one: "nan" and "inf" are none."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is not a number")
    return number


def share(value: str) -> float:
    """Read a number from 0 to 1."""
    number = finite(value)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is not a number from 0 to 1")
    return number


def part(value: str) -> "Shard":
    """Read which part of how many, "2/8"."""
    from inference.scale.shards import Shard

    number, _, of = value.partition("/")
    if not (number.isdecimal() and of.isdecimal() and len(value) <= 15 and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is no part, such as 2/8, the second of eight")
    return Shard(int(number), int(of))


def names(value: str) -> tuple[str, ...]:
    """Read names with commas between them."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


def host_name(value: str) -> str:
    """Read the name of a host."""
    if not re.fullmatch(r"[A-Za-z0-9._-]+", value):
        raise argparse.ArgumentTypeError(f"{value[:_SHOWN]!r} is not the name of a host, such as tags.example.org")
    return value
