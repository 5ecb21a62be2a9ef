"""The table of an audit: a row for each row, with the verdict, the reason, and the words that prove it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.audit.audit import Audit, Audited, with_reason
from storage.results.files import result_file
from storage.sheets import safe_cell, sheet_writer

AUDIT_HEADER = (
    *("file 文件", "sheet 工作表", "row 行", "stated place 表中地区", "stated year 表中年份", "verdict 结论", "结论"),
    *("reason 原因（英）", "原因", "words 原文依据", "position 位置", "text's place 正文地区", "text's year 正文年份"),
    *("characters 字数", "furniture 杂项占比", "report 编号"),
)
_WIDTHS = (20, 12, 7, 20, 10, 10, 10, 60, 50, 50, 10, 16, 10, 10, 10, 18)
_CHINESE = {"ok": "无误", "wrong": "有误", "look at": "待核", "empty": "空"}
_COLOURS = {"wrong": "FFF4CCCC", "look at": "FFFFF2CC"}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_audit(path: Path, audit: Audit) -> None:
    """Write the table as a workbook, or as CSV where the name ends in .csv.

    Raises:
        CannotWrite: the place is not writable.
    """
    if path.suffix.lower() == ".csv":
        with sheet_writer(path) as sheet:
            for row in _table(audit):
                sheet.writerow([_clean(cell) for cell in row])
    else:
        _write_workbook(path, audit)


def _table(audit: Audit) -> Iterator[list[Any]]:
    yield list(AUDIT_HEADER)
    for one in audit.rows:
        yield _cells(with_reason(one))


def _cells(one: Audited) -> list[Any]:
    stated = one.stated
    quoted = [found for found in one.findings if found.quote]
    english = "; ".join(found.english for found in one.findings) or ("no text" if one.is_empty else "")
    chinese = "；".join(found.chinese for found in one.findings) or ("没有正文" if one.is_empty else "")
    return [
        *(one.file, one.sheet, one.column or one.number or None, stated.names, stated.year),
        *(one.verdict, _CHINESE[one.verdict], english, chinese),
        "； ".join(f"“{found.quote}”" for found in quoted),
        "; ".join(str(found.position) for found in quoted if found.position),
        *(one.place, one.year.year, one.characters, round(one.furniture, 2), one.report),
    ]


def _clean(cell: Any) -> Any:
    return safe_cell(_UNPRINTABLE.sub("", cell)) if isinstance(cell, str) else cell


def _write_workbook(path: Path, audit: Audit) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("audit 核查")
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    verdict = AUDIT_HEADER.index("verdict 结论")
    for place, row in enumerate(_table(audit)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _clean(value))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if place == 0:
                cell.font = Font(bold=True)
            elif row[verdict] in _COLOURS:
                cell.fill = PatternFill("solid", fgColor=_COLOURS[row[verdict]])
            cells.append(cell)
        sheet.append(cells)
    with result_file(path, mode="wb") as file:
        book.save(file)
