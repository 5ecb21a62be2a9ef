"""workbook.py, as a person runs it behind tag.py: a folder of results, or one line."""

from pathlib import Path

import pandas as pd
import pytest

from tests.inference.output.tagged_folder import tagged, write_folder
from tests.scripts.running import run_script

FILES = {
    "workbook.xlsx",
    "paragraphs.csv",
    "paragraphs.parquet",
    "paragraphs.dta",
    "read.do",
    "read.R",
    ".zhengbiao.json",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "tagged", tagged())
    return tmp_path


def test_a_tagged_folder_becomes_a_workbook_and_tables(folder: Path) -> None:
    for _ in range(2):  # an earlier result is replaced
        finished = run_script("workbook", "--tagged", "tagged", "--output", "out", "--language", "en", cwd=folder)
        assert finished.returncode == 0, finished.stderr
        assert finished.stdout.startswith("3 reports, 33 paragraphs written in ")
        assert finished.stdout.endswith("open out/workbook.xlsx\n")
        assert "shares are raw counts, not corrected; give --shares" in finished.stderr
    assert {path.name for path in (folder / "out").iterdir() if path.name != ".zhengbiao.lock"} == FILES
    assert len(pd.read_parquet(folder / "out" / "paragraphs.parquet")) == 33


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--tagged", "."], "tagged.jsonl is not there. Expected the folder that tag.py wrote"),
        (["--tagged", "nowhere"], "nowhere is not there. Expected the folder that tag.py wrote"),
        (["--tagged", "tagged", "--shares", "tagged"], "shares.json"),
        (["--tagged", "tagged", "--scores", "tagged"], "scores.json"),
        (["--tagged", "tagged", "--output", "tagged"], "is read and lies in tagged"),
    ],
)
def test_what_does_not_belong_together_is_one_line_and_writes_nothing(
    folder: Path, arguments: list[str], message: str
) -> None:
    finished = run_script("workbook", "--output", "out", *arguments, cwd=folder)
    assert finished.returncode == 1
    assert finished.stdout == ""
    assert message in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert {path.name for path in folder.iterdir()} == {"tagged"}
