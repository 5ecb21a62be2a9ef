"""Tables in which people keep reports are read a row a report, and nothing in them is left out in silence."""

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from openpyxl import Workbook, load_workbook
from pyarrow import parquet

from reports.corpora.columns import read_columns
from reports.reading import read_all, read_file
from reports.report import Report
from reports.skipped import Skipped
from storage.errors import BadSettings, UnreadableReport
from tests.reports.audit.texts import invented_report

TEXT = invented_report("砚湖市", 2031, kind="市")
SILENT = invented_report("", 2031, session=False).replace("2030年", "去年").replace("2031年", "今年")
ROWS: list[dict[str, Any]] = [
    {"序号": 1, "年份": 2031, "城市": "砚湖市", "省份": "云省", "报告全文": TEXT, "网址": "=a"},
    {"序号": 2, "年份": 2032, "城市": "砚湖市", "省份": "云省", "报告全文": None, "网址": ""},
    {"序号": 3, "年份": 2033, "城市": "墨溪市", "省份": "云省", "报告全文": SILENT, "网址": ""},
]


def book_of(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    book = Workbook()
    for number, (name, rows) in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for cells in rows:
            sheet.append(cells)
    book.save(path)
    return path


def table(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(rows[0]), *(list(one.values()) for one in rows)]


def separated(rows: list[dict[str, Any]], by: str = ",") -> str:
    return "".join(by.join(f'"{"" if cell is None else cell}"' for cell in cells) + "\r\n" for cells in table(rows))


def written(folder: Path, name: str) -> Path:
    path = folder / name.partition(" ")[0]
    if path.suffix == ".xlsx":
        return book_of(path, ("语料", table(ROWS)))
    if path.suffix == ".parquet":
        parquet.write_table(pyarrow.Table.from_pylist(ROWS), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(one) + "\n" for one in ROWS), "utf-8")
    else:
        encoding = name.partition(" ")[2] or "utf-8"
        path.write_bytes(separated(ROWS, "\t" if path.suffix == ".tsv" else ",").encode(encoding))
    return path


FORMATS = [
    "a.xlsx",
    "a.csv",
    "a.csv gb18030",
    "a.csv utf-8-sig",
    "a.csv utf-16",
    "a.tsv gb18030",
    "a.parquet",
    "a.jsonl",
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_is_a_report_in_every_format(tmp_path: Path, name: str) -> None:
    first, empty, last = read_all([written(tmp_path, name)])
    assert isinstance(first, Report) and isinstance(last, Report) and isinstance(empty, Skipped)
    assert (first.id, last.id, last.about.year, last.about.region) == ("砚湖市-2031", "墨溪市-2033", 2033, "墨溪市")
    assert empty.kind == "empty" and empty.row is not None and empty.row.stated.year == 2032
    carried = first.paragraphs[0].extra["row"]
    assert set(carried["columns"]) == set(ROWS[0]) - {"报告全文"}
    assert (carried["columns"]["序号"] if name[-3:] not in ("csv", "tsv") else 1) in (1, "1")
    assert last.row is not None and last.row.number - first.row.number == 2  # type: ignore[union-attr]


def test_a_header_of_two_rows_below_a_title_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (
        ["某课题组语料"],
        ["年份", "地区", None, "报告全文"],
        [None, "省份", "县", None],
        [2031, "云省", "砚县", SILENT],
    ):
        sheet.append(cells)
    sheet.merge_cells("B2:C2")
    sheet.append([2032, None, "墨县", SILENT.replace("竹编", "草编")])
    sheet.merge_cells("B4:B5")
    book.save(path)
    reports = read_file(path)
    assert [(one.about.region, one.about.year) for one in reports] == [("砚县", 2031), ("墨县", 2032)]
    assert [one.row.stated.province for one in reports if one.row] == ["云省", "云省"]
    assert [one.row.number for one in reports if one.row] == [4, 5]


def test_columns_are_named_by_the_user_and_unknown_ones_are_listed(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx", ("s", [["甲", "乙"], [2033, SILENT]]))
    (one,) = read_all([path], columns=read_columns("text=乙,year=甲"))
    assert isinstance(one, Report) and one.about.year == 2033
    with pytest.raises(UnreadableReport, match=r"has no column '丙' for text.*The columns are 甲, 乙"):
        list(read_all([path], columns=read_columns("text=丙")))
    with pytest.raises(BadSettings, match="is no column"):
        read_columns("txt=乙")


def test_where_text_and_column_differ_the_text_stays_and_a_flag_says_so(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx", ("s", [["year", "city", "text"], [2029, "墨溪市", TEXT]]))
    (one,) = read_file(path)
    assert (one.about.year, one.about.region) == (2031, "砚湖市")
    assert "columns_differ" in one.flags


def test_what_was_told_by_a_place_guessed_from_mentions_gives_way_with_it(tmp_path: Path) -> None:
    guessed = invented_report("", kind="市", mentions=("嘉兴市",) * 8)
    (alone,) = read_file(book_of(tmp_path / "a.xlsx", ("s", [["正文"], [guessed]])))
    assert (alone.about.region, alone.about.province) == ("嘉兴市", "浙江省") and "region_inferred" in alone.flags
    stated = [["地区", "省份", "正文"], ["砚浦市", "贵州省", guessed]]
    (one,) = read_file(book_of(tmp_path / "b.xlsx", ("s", stated)))
    assert (one.about.region, one.about.province) == ("砚浦市", "贵州省") and "region_inferred" not in one.flags


@pytest.mark.parametrize(
    ("written", "province"),
    [("广西", "广西壮族自治区"), ("广西壮族自治区", "广西壮族自治区"), ("浙江", "浙江省"), ("云省", ""), ("", "")],
)
def test_a_province_that_a_column_names_in_short_is_told_in_full(written: str, province: str, tmp_path: Path) -> None:
    rows = [{**ROWS[0], "省份": written}]
    path = tmp_path / "corpus.csv"
    path.write_text(separated(rows), "utf-8")
    assert [one.about.province for one in read_file(path)] == [province]


def test_sheets_without_reports_and_hidden_ones_are_named(tmp_path: Path) -> None:
    path = book_of(
        tmp_path / "a.xlsx", ("说明", [["备注", "人"], ["无", "某"]]), ("语料", table(ROWS[:1])), ("旧", table(ROWS))
    )

    book = load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    found = list(read_all([path]))
    reasons = [one.reason for one in found if isinstance(one, Skipped)]
    assert any("sheet 说明: is a table without a column of reports" in one for one in reasons)
    assert any("sheet 旧: is a hidden sheet" in one for one in reasons)
    assert sum(isinstance(one, Report) for one in found) == 1


def test_each_column_is_a_report_where_years_stand_over_them(tmp_path: Path) -> None:
    texts = {year: invented_report("砚湖市", year, kind="市").split("\n") for year in range(1990, 2040)}
    longest = max(map(len, texts.values()))
    below = [[lines[number] if number < len(lines) else None for lines in texts.values()] for number in range(longest)]
    path = book_of(tmp_path / "a.xlsx", ("s", [[f"{year}年" for year in texts], *below]))
    assert [one.about.year for one in read_file(path)] == list(texts)


def test_a_text_with_a_report_a_line_gives_as_many_as_it_has_lines(tmp_path: Path) -> None:
    lines = [f"{year}\t" + invented_report("", year, session=False).replace("\n", "\t") for year in range(1971, 2021)]
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    assert [one.about.year for one in read_file(tmp_path / "a.txt")] == list(range(1971, 2021))


def test_a_cell_that_excel_filled_is_flagged(tmp_path: Path) -> None:
    text = (TEXT + "全市上下团结奋斗，" * 9_000)[:32_767]
    (one,) = read_file(book_of(tmp_path / "a.xlsx", ("s", [["正文"], [text]])))
    assert "cell_cut" in one.flags


def test_broken_quoting_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'year,text\n2031,"{TEXT}"\n2032,"{SILENT}"x\n', "utf-8")
    with pytest.raises(UnreadableReport, match=rf"a\.csv, line {TEXT.count(chr(10)) + 3}: "):
        list(read_all([tmp_path / "a.csv"]))


def test_a_field_of_a_million_characters_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'year,text\n2031,"{TEXT}\n{"湖" * 1_000_000}"\n', "utf-8")
    assert len(read_file(tmp_path / "a.csv")) == 1


def test_a_table_of_sentences_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n" + "".join(f"{n},新建水厂{n}座。\n" for n in range(40)), "utf-8")
    with pytest.raises(UnreadableReport, match="holds sentences or paragraphs, not reports"):
        read_file(tmp_path / "a.csv")


def test_what_this_program_wrote_is_no_corpus(tmp_path: Path) -> None:
    paragraphs = [one.to_json() for one in read_file(written(tmp_path, "a.xlsx"))[0].paragraphs]
    (tmp_path / "a.xlsx").unlink()
    (tmp_path / "moved.jsonl").write_text("".join(json.dumps(one) + "\n" for one in paragraphs), "utf-8")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    found = list(read_all([tmp_path]))
    assert [one.kind for one in found if isinstance(one, Skipped)] == ["made"]


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx", ("s", [["正文"], [TEXT]]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * 80_000_000)
    with pytest.raises(UnreadableReport, match="times its packed size"):
        read_file(path)


def test_days_are_read_from_dates_texts_and_numbers(tmp_path: Path) -> None:
    rows = [
        ["正文", "日期"],
        [SILENT, datetime(2031, 1, 9)],
        [SILENT + "甲", "2031年1月9日"],
        [SILENT + "乙", 1925683200000],
    ]
    assert [one.about.date for one in read_file(book_of(tmp_path / "a.xlsx", ("s", rows)))] == ["2031-01-09"] * 3
