"""reports.json in a tagged folder: the reports and the names of their pages, so that another page can list them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inference.pages.held_out import HeldOut
from inference.pages.summary import Summary
from storage.checking import checked
from storage.errors import BadData
from storage.parsing import read_json
from storage.shown import shown
from storage.whole_files import atomic_writer

REPORTS = "reports.json"
_LARGEST = 512_000_000


@dataclass(frozen=True, slots=True)
class Collection:
    """The reports of a tagged folder, in the order of their pages, and the model that tagged them."""

    model: str
    held_out: HeldOut | None
    summaries: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class _File:
    model: str
    held_out: HeldOut | None
    reports: tuple[Summary, ...]


def write_reports(folder: Path, collection: Collection) -> None:
    """Write reports.json into the folder.

    Raises:
        CannotWrite: the place is not writable.
    """
    value = {
        "model": collection.model,
        "held_out": asdict(collection.held_out) if collection.held_out else None,
        "reports": [_to_json(one) for one in collection.summaries],
    }
    with atomic_writer(folder / REPORTS) as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write("\n")


def read_reports(folder: Path) -> Collection | None:
    """Read reports.json; return None where there is none, as in folders of earlier versions.

    Raises:
        BadData: it is not what `write_reports` writes.
    """
    path = folder / REPORTS
    if not path.is_file():
        return None
    try:
        value = read_json(path, _LARGEST, "the list that tag.py writes")
        found = checked(_File, value, shown(path))
    except BadData as error:
        raise BadData(f"{shown(path)}: is not the list that tag.py writes. Expected that; tag again.") from error
    return Collection(found.model, found.held_out, found.reports)


def _to_json(one: Summary) -> dict[str, Any]:
    rest = {name: getattr(one, name) for name in _PLAIN}
    return {**rest, "flags": list(one.flags), "parts": dict(one.parts), "tagged": dict(one.tagged)} | {
        "about": one.about.to_json()
    }


_PLAIN: Sequence[str] = ("report", "href", "source", "paragraphs", "untagged", "review", "province")
