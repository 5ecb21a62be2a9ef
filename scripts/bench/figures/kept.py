"""The figures that the project keeps: docs/benchmarks holds one file a bench, which the documents are made of."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.bench.figures.tables import Figure, Table
from storage.errors import BadData
from storage.whole_files import write_json

_FOLDERS_ON_THE_WAY = re.compile(r"(?<![\w.])/(?:[^\s/:]+/)+")


@dataclass(frozen=True, slots=True)
class Ran:
    """A bench that ran.

    Attributes:
        asked: the arguments it was given.
        date: when it began, in UTC.
        seconds: how long it took.
        load: the load average at its beginning and end.
        other_work: share of the processors' time that other processes took meanwhile; None where that is not known.
        machine: what `machine()` returned.
        tables: its figures.
    """

    asked: Sequence[str]
    date: str
    seconds: float
    load: Sequence[float]
    other_work: float | None
    machine: Mapping[str, Any]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a bench.

    Attributes:
        ran: the last time that it gave figures; None where it never did.
        failed: why it gave none since then; empty where it did not fail.
    """

    ran: Ran | None = None
    failed: str = ""

    def table(self, key: str) -> Table | None:
        """Return one of its tables; None where it was not measured."""
        return next((one for one in self.ran.tables if one.key == key), None) if self.ran is not None else None

    def figure(self, table: str, row: str, column: str) -> Figure:
        """Return a figure; None where it was not measured."""
        found = self.table(table)
        rows = [one for one in found.rows if one.key == row] if found is not None else []
        return rows[0].figures.get(column) if rows else None


def read_kept(path: Path) -> Kept:
    """Read what is kept of a bench; nothing is known of one that has no file.

    Raises:
        BadData: the file is no such file.
    """
    if not path.exists():
        return Kept()
    try:
        found = json.loads(path.read_text("utf-8"))
        failed = found.pop("failed", "")
        ran = Ran(**found | {"tables": [Table.from_json(one) for one in found["tables"]]}) if found else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadData(
            f"{path} does not hold the figures of a bench ({error}). Expected what --figures of scripts/bench writes; "
            "remove it and measure again."
        ) from error
    return Kept(ran, failed)


def keep(path: Path, figures: Path) -> None:
    """Keep the figures that a bench has just written, instead of older ones.

    Raises:
        BadData: it wrote something else.
        CannotWrite: there is no place for them.
    """
    read_kept(figures)
    write_json(path, json.loads(figures.read_text("utf-8")))


def keep_failure(path: Path, reason: str) -> None:
    """Keep why a bench gave no figures, beside those that it gave before."""
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    write_json(path, found | {"failed": _FOLDERS_ON_THE_WAY.sub("…/", reason)})  # no place of one machine
