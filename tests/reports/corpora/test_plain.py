"""Whether a file is a table, its content decides: under any name, in archives, in any encoding."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from reports.reading import read_all, read_each
from reports.report import Report
from reports.skipped import Skipped
from tests.reports.audit.texts import invented_report
from tests.reports.packing import packed

PLACES = ("砚湖市", "墨溪市", "岚川市")
TEXTS = [invented_report(place, 2031, kind="市") for place in PLACES]
ROWS = [{"地区": place, "年份": 2031, "全文": text} for place, text in zip(PLACES, TEXTS, strict=True)]
IDS = [f"{place}-2031" for place in PLACES]


def book() -> bytes:
    workbook = Workbook()
    assert workbook.active is not None
    for cells in ([*ROWS[0]], *([*row.values()] for row in ROWS)):
        workbook.active.append(cells)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def comma() -> str:
    return "地区,年份,全文\n" + "".join(f'{one["地区"]},{one["年份"]},"{one["全文"]}"\n' for one in ROWS)


def lines() -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)


def ids(path: Path) -> list[str]:
    return [one.id for one in read_each(path) if isinstance(one, Report)]


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.txt", "a.dat", "a", "a.zip"])
def test_a_workbook_is_one_under_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(book())
    assert ids(tmp_path / name) == IDS


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.txt", "a"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_with_columns_is_a_table_under_any_name(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes(comma().encode(encoding))
    assert ids(tmp_path / name) == IDS


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        *((name, encoding) for name in ("a.jsonl", "a.json", "a.txt") for encoding in ("utf-8", "gb18030")),
        ("a.jsonl", "utf-16"),  # which its ending alone tells
    ],
)
def test_json_lines_are_read_in_any_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes(lines().encode(encoding))
    assert ids(tmp_path / name) == IDS


@pytest.mark.parametrize(
    "value",
    [
        ROWS,
        {"code": 0, "tags": ["甲", "乙", "丙", "丁"], "data": {"rows": ROWS}},
        dict(zip(PLACES, TEXTS, strict=True)),
        TEXTS,
    ],
)
@pytest.mark.parametrize("is_escaped", [True, False])
def test_one_json_text_holds_a_report_a_row(tmp_path: Path, value: object, is_escaped: bool) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value, ensure_ascii=is_escaped), encoding="utf-8")
    assert ids(tmp_path / "a.json") == IDS


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl", "a.tsv", "a.json", "a.ini"])
def test_a_report_is_one_under_the_ending_of_a_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXTS[0], encoding="utf-8")
    assert ids(tmp_path / name) == IDS[:1]


def test_tables_in_an_archive_are_read_as_those_outside(tmp_path: Path) -> None:
    held = {
        "甲/a.xlsx": book(),
        "b.csv": comma().encode("gb18030"),
        "c.jsonl": lines().encode(),
        "d.csv": b"a,b\n1,2\n",
    }
    (tmp_path / "all.zip").write_bytes(packed(held))
    found = list(read_all([tmp_path / "all.zip"]))
    reports = [one for one in found if isinstance(one, Report)]
    assert [one.id.partition("~")[0] for one in reports] == IDS * 3
    assert [one.row.number for one in reports if one.row is not None] == [2, 3, 4, 2, 3, 4, 1, 2, 3]
    assert {Path(one.source).name for one in reports} == {"a.xlsx", "b.csv", "c.jsonl"}
    (refused,) = [one for one in found if isinstance(one, Skipped)]
    assert refused.path.name == "d.csv" and "without a column of reports" in refused.reason


@pytest.mark.parametrize("header", [("砚湖市", "墨溪市", "岚川市"), ("砚湖市2031", "墨溪市2031", "岚川市2031")])
@pytest.mark.parametrize("is_whole", [True, False])
def test_each_column_under_a_place_is_a_report(tmp_path: Path, header: tuple[str, ...], is_whole: bool) -> None:
    texts = [[text] if is_whole else text.splitlines() for text in TEXTS]
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(header)
    for number in range(max(map(len, texts))):
        workbook.active.append([one[number] if number < len(one) else None for one in texts])
    workbook.save(tmp_path / "wide.xlsx")
    assert ids(tmp_path / "wide.xlsx") == IDS


def test_columns_parted_by_tabs_need_no_header(tmp_path: Path) -> None:
    rows = [f"{place}\t2031\t{text.replace(chr(10), '　　')}" for place, text in zip(PLACES, TEXTS, strict=True)]
    (tmp_path / "a.txt").write_text("\n".join(rows), encoding="utf-8")
    assert ids(tmp_path / "a.txt") == IDS


def test_tabs_that_indent_lines_make_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n".join(f"\t\t{line}" for line in TEXTS[0].splitlines()), encoding="utf-8")
    assert [one.row for one in read_each(tmp_path / "a.txt") if isinstance(one, Report)] == [None]
