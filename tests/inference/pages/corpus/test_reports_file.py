"""reports.json gives back what was written, or says in one line that it cannot be read."""

import json
from pathlib import Path

import pytest

from inference.pages.corpus.reports_file import REPORTS, Collection, read_reports, write_reports
from inference.pages.held_out import HeldOut
from inference.pages.summary import summarise
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.inference.invented import report


@pytest.mark.parametrize("held_out", [None, HeldOut(0.9, "grouped 5-fold cross-validation by region", 5406)])
def test_what_is_written_comes_back(held_out: HeldOut | None, tmp_path: Path) -> None:
    hostile = summarise(report("<script>", "=cmd()\n\"'&"), Taxonomy.load(), "pages/1-%20.html")
    written = Collection("岚川-tagger", held_out, (hostile, summarise(report(), Taxonomy.load(), "pages/2.html")))
    write_reports(tmp_path, written)
    assert read_reports(tmp_path) == written


def test_a_folder_without_it_is_no_error(tmp_path: Path) -> None:
    assert read_reports(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model": "m", "held_out": null, "reports": [{"href": "x"}]}', "\0"])
def test_a_broken_one_is_one_clear_line(text: str, tmp_path: Path) -> None:
    (tmp_path / REPORTS).write_text(text)
    with pytest.raises(BadData, match=r"reports\.json: is not the list that tag\.py writes\. Expected that; tag again"):
        read_reports(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [("parts", None), ("tagged", []), ("tagged", {"industry": "many"}), ("href", 7), ("flags", None), ("about", [])],
)
def test_an_edited_one_is_one_clear_line(key: str, value: object, tmp_path: Path) -> None:
    written = Collection("岚川-tagger", None, (summarise(report(), Taxonomy.load(), "pages/1.html"),))
    write_reports(tmp_path, written)
    changed = json.loads((tmp_path / REPORTS).read_text("utf-8"))
    changed["reports"][0][key] = value
    (tmp_path / REPORTS).write_text(json.dumps(changed), "utf-8")
    with pytest.raises(BadData, match=r"reports\.json: is not the list that tag\.py writes\. Expected that; tag again"):
        read_reports(tmp_path)
