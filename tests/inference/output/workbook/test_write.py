"""The workbook holds every paragraph as text and numbers, in legal sheets, whatever stands in the reports."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils.escape import unescape

from inference.output.workbook.gathering import gather
from inference.output.workbook.write import WORKBOOK, write_all
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.inference.output.tagged_folder import AWKWARD, manifest, tagged, write_folder
from tests.inference.output.workbook.conftest import Written, workbook_of

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_every_paragraph_has_a_row_with_its_text_and_nothing_runs(raw: Written) -> None:
    book = openpyxl.load_workbook(raw.folder / WORKBOOK)
    head, *rows = book["段落"].iter_rows()
    texts = [cell.value for cell in head].index("原文")
    shown = [re.sub(r"[\x01\x0b]", "", one).replace("\r", "\n") for one in AWKWARD] * 3
    assert [unescape(row[texts].value) for row in rows] == shown
    assert {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_codes_are_said_in_words_and_numbers_stay_numbers(raw: Written) -> None:
    head, first, *_ = raw.sheets()["段落"]
    row = dict(zip(head, first, strict=True))
    assert (row["层级"], row["回顾与部署"], row["类别"], row["年份"], row["产业"], row["产业得分"]) == (
        *("地级", "回顾", "生态", 2031, 0, 0.1),
    )
    assert row["标记"] == "年份存疑；of_a_later_version"
    assert row["生态依据句"] == "=\n=1"
    assert row["身份证号"] == "110101203101011234"


def test_reports_and_flags_are_counted(raw: Written) -> None:
    head, *rows = raw.sheets()["报告"]
    assert [row[0] for row in rows] == ["报告0", "报告1", "报告2"]
    first = dict(zip(head, rows[0], strict=True))
    assert (first["段落数"], first["回顾段落"], first["部署段落"], first["生态"]) == (11, 6, 5, 4)
    assert (first["生态占比"], first["未标"], first["待复核"]) == (4 / 11, 4, 1)
    flags = {row[0]: row[1:] for row in raw.sheets()["标记"][1:]}
    assert flags["year_contradicted"][0] == "年份存疑"
    assert flags["year_contradicted"][2:] == flags["of_a_later_version"][2:] == (3, 3)
    assert flags["news_item"][2:] == (0, 0)


def test_the_first_sheet_tells_every_sheet_and_every_column(raw: Written, corrected: Written) -> None:
    for written in (raw, corrected):
        sheets = written.sheets()
        first, *others = sheets
        told = [str(row[0]) for row in sheets[first]]
        assert first in ("说明", "Method")
        for name in others:
            assert name in told
            if name not in ("图表", "Charts"):
                assert {f"　{one}" for one in sheets[name][0]} <= set(told)
        assert manifest().id in [row[1] for row in sheets[first]]


def test_heads_stay_and_filter_and_widths_are_set(raw: Written) -> None:
    book = openpyxl.load_workbook(raw.folder / WORKBOOK)
    for sheet in book.worksheets[1:]:
        if sheet.title != "图表":
            assert sheet.freeze_panes == "B2"
            assert sheet.auto_filter.ref == sheet.dimensions
    text = next(cell for cell in book["段落"][1] if cell.value == "原文")
    assert book["段落"].column_dimensions[text.column_letter].width > 60
    assert book["段落"].cell(2, text.column).alignment.wrap_text


def test_every_part_of_the_package_is_xml_whose_cells_stand_in_order(corrected: Written) -> None:
    with zipfile.ZipFile(corrected.folder / WORKBOOK) as package:
        assert package.testzip() is None
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    for sheet in sheets:
        rows = [int(row.get("r")) for row in sheet.iter(f"{SPREADSHEET}row")]
        assert rows == sorted(set(rows))
        assert not list(sheet.iter(f"{SPREADSHEET}f"))
    names = [one.get("name") for one in parts["xl/workbook.xml"].iter(f"{SPREADSHEET}sheet")]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_charts_draw_the_cells_of_the_sheet_of_shares_with_their_intervals(corrected: Written) -> None:
    with zipfile.ZipFile(corrected.folder / WORKBOOK) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
        shared = {sheet: rows for sheet, rows in corrected.sheets().items() if sheet in ("占比", "Shares")}
    ((name, rows),) = shared.items()
    assert len(charts) >= 6  # all categories by year, each of four, all by part
    assert sum("<c:errBars>" in one for one in charts) >= 5
    formulas = {one for chart in charts for one in re.findall(r"<c:f>(.*?)</c:f>", chart)}
    for formula in formulas:
        sheet, first, last = re.fullmatch(r"'?([^'!]+)'?!\$[A-Z]+\$(\d+):\$[A-Z]+\$(\d+)", formula).groups()  # type: ignore[union-attr]
        own = rows[int(first) - 1 : int(last)]
        assert sheet == name
        assert len({(row[0], row[2]) for row in own}) == 1  # one grouping and one category
        assert len(own) == sum((row[0], row[2]) == (own[0][0], own[0][2]) for row in rows)


def test_rows_beyond_a_sheet_go_on_in_the_next(tmp_path: Path) -> None:
    content = gather(write_folder(tmp_path / "tagged", tagged()), manifest(), shares=None, scores=None)
    (tmp_path / "out").mkdir()
    write_all(tmp_path / "out", content, "en", most_rows=12)
    book = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK)
    pages = [sheet for sheet in book.worksheets if sheet.title.startswith("Paragraphs")]
    assert [sheet.title for sheet in pages] == ["Paragraphs", "Paragraphs 2", "Paragraphs 3"]
    assert [sheet.max_row for sheet in pages] == [12, 12, 12]
    assert len({sheet["A1"].value for sheet in pages}) == 1
    assert [sheet.cell(row, 1).value for sheet in pages for row in range(2, 13)] == [
        one.paragraph.id for one in tagged()
    ]
    assert all(sheet.auto_filter.ref == sheet.dimensions for sheet in pages)


def test_cells_that_are_too_long_are_cut_with_a_mark_and_counted(tmp_path: Path) -> None:
    first, *others = tagged()
    long = replace(first, paragraph=replace(first.paragraph, text="字" * 40_000), evidence={}, tags=())
    written = workbook_of(tmp_path / "out", write_folder(tmp_path / "tagged", [long, *others]))
    head, row, *_ = written.sheets()["段落"]
    assert written.cut == 1
    cell = str(dict(zip(head, row, strict=True))["原文"])
    assert len(cell) == 32_767
    assert cell.endswith("字…（已截断）")
    assert any("1 个单元格" in str(one[1]) for one in written.sheets()["说明"])
    assert "字" * 40_000 in (written.folder / "paragraphs.csv").read_text("utf-8-sig")


def test_categories_with_the_names_of_columns_and_long_ids_have_columns_of_their_own(tmp_path: Path) -> None:
    shipped = Taxonomy.load()
    ids = ("title", "flags", "in", "a_very_long_id_of_a_category_that_no_program_takes")
    taxonomy = replace(
        shipped, categories=tuple(replace(one, id=key) for one, key in zip(shipped.categories, ids, strict=True))
    )
    own = replace(manifest(), taxonomy=taxonomy, thresholds=dict.fromkeys(ids, 0.5), scores={})
    one = tagged()[1]
    line = replace(one, tags=ids[:2], scores=dict.fromkeys(ids, 0.25), evidence=dict.fromkeys(ids[:2], ()))
    content = gather(write_folder(tmp_path / "tagged", [line]), own, shares=None, scores=None)
    (tmp_path / "out").mkdir()
    write_all(tmp_path / "out", content, "zh")
    book = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK)
    head, row = book["段落"].iter_rows(values_only=True)
    assert row[head.index("标题")] == one.paragraph.about.title
    assert [row[head.index(category.chinese)] for category in taxonomy.categories] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("shares", lambda text: text.replace(manifest().id, "tagger-other"), r"its tags are those of tagger-other"),
        ("shares", lambda text: re.sub(r'"reports": 24', '"reports": 25', text), r"is of 25 reports"),
        ("shares", lambda text: re.sub(r'"raw": 0\.\d+', '"raw": 0.123', text, count=1), r", or others\. Expected"),
        ("shares", lambda text: text.replace('"share": null', '"share": "half"'), r"holds no shares"),
        ("shares", lambda text: "[]", r"holds no shares"),
        ("scores", lambda text: text.replace(manifest().id, "tagger-other"), r"judges tagger-other"),
        ("scores", lambda text: json.dumps({"model": manifest().id}), r"holds no scores"),
    ],
)
def test_figures_of_another_tagging_are_refused_in_a_line(
    place: Path, tmp_path: Path, file: str, change: object, message: str
) -> None:
    text = (place / file / f"{file}.json").read_text("utf-8")
    changed = tmp_path / f"{file}.json"
    changed.write_text(change(text), "utf-8")  # type: ignore[operator]
    both = {"shares": None, "scores": None} | {file: changed}
    with pytest.raises(BadData, match=message) as caught:
        gather(place / "tagged", manifest(), **both)
    assert "\n" not in str(caught.value)


def plain(cell: object) -> object:
    """Return a text as it is shown: openpyxl leaves escapes such as _x005F_ in text that stands in its cell."""
    return unescape(cell) if isinstance(cell, str) else cell


def _office() -> str | None:
    """Return LibreOffice where it has its spreadsheet part."""
    program = shutil.which("soffice")
    if program is None or not (Path(program).resolve().parent / "libsclo.so").is_file():
        return None
    return program


@pytest.mark.slow
@pytest.mark.skipif(_office() is None, reason="LibreOffice Calc is not installed; install libreoffice-calc")
def test_libreoffice_opens_it_and_saves_the_same_cells(raw: Written, corrected: Written, tmp_path: Path) -> None:
    for number, written in enumerate((raw, corrected)):
        place = tmp_path / str(number)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [str(_office()), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
        subprocess.run([*command, place, written.folder / WORKBOOK], check=True, capture_output=True, timeout=300)
        ours = openpyxl.load_workbook(written.folder / WORKBOOK)
        theirs = openpyxl.load_workbook(place / WORKBOOK)
        assert theirs.sheetnames == ours.sheetnames
        for sheet in ours.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    other = theirs[sheet.title].cell(cell.row, cell.column).value
                    if isinstance(cell.value, float):
                        assert other == pytest.approx(cell.value, rel=1e-14)
                    else:
                        assert other == plain(cell.value), cell.coordinate
