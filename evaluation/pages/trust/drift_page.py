"""Write what changed: drift.json for programs, drift.csv, and drift.html to read."""

import json
from pathlib import Path
from typing import Any

from evaluation.drift.changes import LEVEL, Changes
from evaluation.drift.said import meanings_of, said_of_change, subject_of, to_do
from evaluation.drift.stream import Stream
from inference.pages.colours import swatches
from inference.pages.rendering import render
from labels.taxonomy import Taxonomy
from reports.words import Phrase
from storage.results.folders import result_folder
from storage.sheets import safe_cell, sheet_writer
from storage.whole_files import atomic_writer

FIGURES, TABLE, PAGE = "drift.json", "drift.csv", "drift.html"
_TEMPLATE = Path(__file__).with_name("drift_page.html.j2")
_COLUMNS = ("kind", "name", "before", "after", "value", "low", "high", "chance", "p", "p_holm", "shown")


def write_drift(folder: Path, changes: Changes, stream: Stream | None, taxonomy: Taxonomy) -> Path:
    """Write all as the folder `folder` and return the path of the page.

    Raises:
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    with result_folder(folder, "drift.py", PAGE) as made:
        with atomic_writer(made / FIGURES) as file:
            json.dump(drift_json(changes, stream), file, ensure_ascii=False, indent=1, allow_nan=False)
            file.write("\n")
        with sheet_writer(made / TABLE, atomic_writer) as sheet:
            sheet.writerow(_COLUMNS)
            for one in changes.changes:
                sheet.writerow([safe_cell(getattr(one, name)) for name in _COLUMNS])
        with atomic_writer(made / PAGE) as file:
            file.write(drift_page(changes, stream, taxonomy))
    return folder / PAGE


def drift_json(changes: Changes, stream: Stream | None) -> dict[str, Any]:
    """Return the object that drift.json holds; without labels there is no "stream"."""
    return {**changes.to_json(), **({} if stream is None else {"stream": stream.to_json()})}


def drift_page(changes: Changes, stream: Stream | None, taxonomy: Taxonomy) -> str:
    """Return drift.html: what changed in words first, then every figure."""
    return render(
        _TEMPLATE,
        changes=changes,
        stream=stream,
        level=LEVEL,
        said_of={(one.kind, one.name): said_of_change(one, taxonomy) for one in changes.changes},
        subjects={(one.kind, one.name): subject_of(one, taxonomy) for one in changes.changes},
        meanings=meanings_of(changes.shown),
        to_do=to_do(changes, stream),
        swatches=swatches(taxonomy),
        measures={"recall": Phrase("查全率", "recall"), "precision": Phrase("查准率", "precision")},
    )
