"""The summary tells of every report and every skipped file."""

import csv
from pathlib import Path

from reports.reading import read_file
from reports.skipped import Skipped
from reports.summary import SUMMARY_HEADER, summary_row
from storage.sheets import safe_cell, sheet_writer
from tests.reports.sample_text import BODY, TEXT


def test_a_report_and_a_skipped_file_have_a_row_of_their_own(tmp_path: Path) -> None:
    whole, part = tmp_path / "a.txt", tmp_path / "b.txt"
    whole.write_text(f"{TEXT}\n打印本页", encoding="utf-8")
    part.write_text("\n".join(BODY[2:]), encoding="utf-8")
    found = [*read_file(whole), *read_file(part), Skipped(tmp_path / "c.txt", "=c.txt: is empty.")]
    with sheet_writer(tmp_path / "read.csv") as sheet:
        sheet.writerow(SUMMARY_HEADER)
        for one in found:
            sheet.writerow(summary_row(one))
    assert (tmp_path / "read.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "read.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["read", "read", "skipped"]
    first, second, third = rows
    assert (first["report"], first["year"], first["encoding"], first["flags"]) == ("云溪市-2031", "2031", "utf-8", "")
    assert int(first["characters"]) == sum(len(one.text) for one in read_file(whole)[0].paragraphs)
    assert (first["cleaning"], first["notes"]) == ("furniture_lines_removed 1", "0")
    assert "opening_missing" in second["flags"].split("; ")
    assert "没有“各位代表”的开场" in second["meaning"]
    assert (third["file"], third["reason"], third["report"]) == (str(tmp_path / "c.txt"), "'=c.txt: is empty.", "")


def test_a_cell_never_runs_as_a_formula() -> None:
    assert [safe_cell(cell) for cell in ("=1+1", "-2", "@x", "一、", 3, None)] == [
        "'=1+1",
        "'-2",
        "'@x",
        "一、",
        3,
        None,
    ]
