"""Tagged paragraphs survive the way into files and back."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.output.tables import CSV, JSONL, table_writer, tagged_columns
from inference.tagged import Evidence, TaggedParagraph
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.report import About
from storage.errors import CannotWrite
from storage.jsonl import read_objects
from tests.inference.invented import paragraph, report

TAXONOMY = Taxonomy.load()
TEXTS = st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text)


def written(folder: Path, *tagged: TaggedParagraph) -> Path:
    with table_writer(folder, TAXONOMY) as tables:
        for one in tagged:
            tables.write(one)
    return folder


def sheet(folder: Path) -> list[dict[str, str]]:
    with (folder / CSV).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@given(texts=st.lists(TEXTS, min_size=1, max_size=5))
def test_json_lines_are_read_again_whole(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    tagged = [paragraph(number, text, ("一、回顾", "（一）")) for number, text in enumerate(texts)]
    folder = written(tmp_path_factory.mktemp("tables"), *tagged)
    again = [value for _, value in read_objects(folder / JSONL)]
    assert again == [json.loads(json.dumps(one.to_json())) for one in tagged]
    known = ("tags", "scores", "review", "evidence", "model")
    assert [paragraph_from_json(value, "tagged.jsonl", known) for value in again] == [one.paragraph for one in tagged]


@given(texts=st.lists(TEXTS, min_size=1, max_size=5))
def test_a_sheet_gives_every_text_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = written(tmp_path_factory.mktemp("tables"), *(paragraph(number, text) for number, text in enumerate(texts)))
    for row, text in zip(sheet(folder), texts, strict=True):
        assert row["text"] == (f"'{text}" if text[0] in "=+-@\t\r" else text)


def test_a_sheet_says_where_when_by_whom_and_in_which_part(tmp_path: Path) -> None:
    about = About(province="云省", date="2031-01-09", speaker="方知远", meeting="第四届人民代表大会第二次会议")
    said = {"province": "云省", "date": "2031-01-09", "speaker": "方知远", "meeting": about.meeting, "part": "planned"}
    one = report().paragraphs[0]
    folder = written(tmp_path, replace(one, paragraph=replace(one.paragraph, about=about, part="planned")))
    assert {key: sheet(folder)[0][key] for key in said} == said
    [(_, line)] = read_objects(folder / JSONL)
    assert {key: line[key] for key in said} == said


def test_a_sheet_has_a_mark_and_a_score_for_each_category(tmp_path: Path) -> None:
    tagged = report().paragraphs
    rows = sheet(written(tmp_path, *tagged))
    assert list(rows[0]) == [one.name for one in tagged_columns(TAXONOMY)]
    assert list(rows[0])[:8] == ["id", "report", "title", "region", "level", "year", "province", "date"]
    for row, one in zip(rows, tagged, strict=True):
        assert tuple(key for key in TAXONOMY.ids if row[key] == "1") == one.tags
        assert [float(row[f"{key}_score"]) for key in TAXONOMY.ids] == pytest.approx(
            list(one.scores.values()), abs=1e-4
        )
        assert row["review"] == str(int(one.review))
        assert row["section"] == " › ".join(one.paragraph.section)
        assert row["tags"] == "; ".join(one.tags)


def test_a_sheet_opens_as_chinese_in_excel(tmp_path: Path) -> None:
    content = (written(tmp_path, *report().paragraphs) / CSV).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert "轴承园区" in content.decode("utf-8-sig")


@pytest.mark.parametrize("formula", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org")'])
def test_a_cell_that_would_be_a_formula_is_defused(tmp_path: Path, formula: str) -> None:
    source = paragraph(0, formula)
    about = About(title=formula)
    source = replace(source, paragraph=replace(source.paragraph, about=about, section=(formula,), source=formula))
    (row,) = sheet(written(tmp_path, source))
    for column in ("text", "title", "section", "source"):
        assert row[column] == f"'{formula}"
    (value,) = (value for _, value in read_objects(tmp_path / JSONL))
    assert value["text"] == formula  # programs get it as it is


def test_scores_carry_four_decimals(tmp_path: Path) -> None:
    tagged = paragraph(0, "新建轴承园区3个。", evidence={"industry": (Evidence(0, 9, 0.123456789),)})
    (value,) = (value for _, value in read_objects(written(tmp_path, tagged) / JSONL))
    assert value["evidence"] == {"industry": [[0, 9, 0.1235]]}
    assert value["scores"]["industry"] == 0.1235


def test_a_failure_leaves_neither_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError), table_writer(tmp_path, TAXONOMY) as tables:
        tables.write(paragraph(0, "新建轴承园区3个。"))
        raise KeyError("later")
    assert list(tmp_path.iterdir()) == []


def test_tables_are_not_written_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite), table_writer(tmp_path / "file", TAXONOMY):
        pass
