"""Write findings: shares.json for programs, shares.csv and shares.xlsx, shares.html and method.txt to read."""

import json
from collections.abc import Sequence
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from evaluation.findings.differences import Difference
from evaluation.findings.findings import Findings
from evaluation.findings.method import SOURCES, method
from evaluation.findings.shares import ALL, Share
from evaluation.pages.shares_columns import COLUMNS
from inference.pages.colours import swatches
from inference.pages.corpus.writing import write_corpus_page
from inference.pages.rendering import render
from labels.sampling.groups import NOT_STATED, named
from reports.words import ALL as EVERY
from reports.words import MEASURES, UNSTATED, Phrase, value_named
from storage.results.folders import result_folder
from storage.sheets import safe_cell, sheet_writer
from storage.whole_files import atomic_writer

FIGURES, TABLE, WORKBOOK, PAGE, METHOD = "shares.json", "shares.csv", "shares.xlsx", "shares.html", "method.txt"
WORDS = "words.csv"
_LONGEST_CELL = 32_767
_SCALE = 5
"""The axis of shares ends at a multiple of so many per cent."""
_TEMPLATE = Path(__file__).parent / "shares" / "page.html.j2"
_OF_SHARES = (
    "category",
    "raw",
    "share",
    "low",
    "high",
    "error",
    "reports",
    "reports_labelled",
    "paragraphs",
    "effective_reports",
    "more_reports",
    "note",
    "note_chinese",
)
_OF_DIFFERENCES = ("kind", "first", "last", "category", "raw", "value", "low", "high", "error", "p", "p_holm", "holds")
_OF_WORDS = ("list", "occurrences", "characters", "per_thousand")


def write_findings(folder: Path, findings: Findings, tagged: Path | None = None) -> Path:
    """Write all as the folder `folder` and return the path of the page.

    Args:
        tagged: the folder that tag.py wrote; where it tells its pages (reports.json), corpus.html shows the figures
            over their list.

    Raises:
        BadData: what tag.py wrote cannot be read.
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    with result_folder(folder, "shares.py", PAGE) as made:
        with atomic_writer(made / FIGURES) as file:
            json.dump(findings.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
            file.write("\n")
        for name, rows in ((TABLE, _table(findings)), (WORDS, _words(findings))):
            with sheet_writer(made / name, atomic_writer) as sheet:
                for row in rows:
                    sheet.writerow([safe_cell(cell) for cell in row])
        _write_workbook(made / WORKBOOK, findings)
        with atomic_writer(made / METHOD) as file:
            file.write("\n\n".join([*method(findings), "\n".join(SOURCES)]) + "\n")
        with atomic_writer(made / PAGE) as file:
            file.write(findings_page(findings))
        if tagged is not None:
            write_corpus_page(made, tagged, findings.taxonomy, findings.to_json(), final=folder)
    return folder / PAGE


def _table(findings: Findings) -> list[list[Any]]:
    by = findings.asked.by
    rows = [[*(one.group or [ALL] * len(by)), *(getattr(one, name) for name in _OF_SHARES)] for one in findings.shares]
    return [[*by, *_OF_SHARES], *rows]


def _differences(findings: Findings) -> list[list[Any]]:
    def cell(one: Difference, name: str) -> Any:
        value = getattr(one, name)
        return named(value) if isinstance(value, tuple) else value

    rows = [[cell(one, name) for name in _OF_DIFFERENCES] for one in findings.differences]
    return [[*_OF_DIFFERENCES], *rows]


def _words(findings: Findings) -> list[list[Any]]:
    by = findings.asked.by
    rows = [[*(one.group or [ALL] * len(by)), *(getattr(one, name) for name in _OF_WORDS)] for one in findings.words]
    return [[*by, *_OF_WORDS], *rows]


def _write_workbook(path: Path, findings: Findings) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.remove(workbook.active)
    sheets = {
        "占比 shares": _table(findings),
        "差异 differences": _differences(findings),
        "用词 words": _words(findings),
        "方法 method": _notes(findings),
    }
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([_held(safe_cell(cell)) for cell in row])
        if len(rows[0]) > 1:
            sheet.freeze_panes = "A2"
            sheet.auto_filter.ref = sheet.dimensions
            for cell in sheet[1]:
                cell.font = Font(bold=True)
        else:
            sheet.column_dimensions["A"].width = 120
    workbook.save(path)


def _held(cell: Any) -> Any:
    """Leave out what a workbook cannot hold: control characters, and more than a cell takes."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell)[:_LONGEST_CELL] if isinstance(cell, str) else cell


def _notes(findings: Findings) -> list[list[str]]:
    lines = [*method(findings), *SOURCES, *(one.both for one in findings.left_out)]
    return [[line] for line in (*lines, *(f"{name}：{said.both}" for name, said in COLUMNS.items()))]


def findings_page(findings: Findings) -> str:
    """Return shares.html: what was found, in words first, then the tables."""
    highest = max(one.high if one.high is not None else one.raw for one in findings.shares)
    return render(
        _TEMPLATE,
        findings=findings,
        groups=_by_group(findings.shares),
        widest=max(ceil(100 * highest / _SCALE) * _SCALE / 100, _SCALE / 100),
        sure=[one for one in findings.differences if one.holds],
        unsure=sum(not one.holds for one in findings.differences),
        swatches=swatches(findings.taxonomy),
        methods=method(findings),
        sources=SOURCES,
        columns=COLUMNS,
        measures=MEASURES,
        every=EVERY,
        value_named=_named,
        step=partial(_step, findings.asked.by),
    )


def _named(value: str) -> Phrase:
    return UNSTATED if value == NOT_STATED else value_named(value)


def _step(by: Sequence[str], trend: Difference) -> Phrase:
    """Say for what step a trend's points are: a year, or 1 of another grouping by numbers."""
    name = next(name for name, first, last in zip(by, trend.first, trend.last, strict=True) if first != last)
    return Phrase("每年", "a year") if name == "year" else Phrase(f"{name} 每增 1", f"for each 1 of {name}")


def _by_group(shares: Sequence[Share]) -> dict[tuple[str, ...], list[Share]]:
    found: dict[tuple[str, ...], list[Share]] = {}
    for one in shares:
        found.setdefault(one.group, []).append(one)
    return found
