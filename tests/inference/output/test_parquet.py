"""Parquet files of one year each hold what tagged.jsonl holds, with types, and any program reads them."""

import contextlib
import hashlib
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.output import parquet
from inference.output.parquet import YearFiles, schema_of
from inference.output.statistics.columns import columns_of
from inference.output.tables import row_of, table_writer, tagged_columns
from inference.tagged import Evidence, TaggedParagraph
from labels.taxonomy import Taxonomy
from storage.errors import CannotWrite
from storage.jsonl import read_objects
from tests.inference.invented import paragraph
from tests.inference.output.tagged_folder import tagged

TAXONOMY = Taxonomy.load()
BY_YEAR = ("tagged-2031.parquet", "tagged-2032.parquet", "tagged-no-year.parquet")


def written(folder: Path, paragraphs: Iterable[TaggedParagraph], taxonomy: Taxonomy = TAXONOMY) -> Path:
    with table_writer(folder, taxonomy) as tables:
        for one in paragraphs:
            tables.write(one)
    return folder / "parquet"


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Return all rows, file after file, in the order of the files' names and numbers."""
    paths = sorted(folder.iterdir(), key=lambda path: [int(one) for one in re.findall(r"\d+", path.stem)])
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def of_year(one: TaggedParagraph, year: int | None, number: int = 0) -> TaggedParagraph:
    own = one.paragraph
    return replace(one, paragraph=replace(own, id=f"{year}:{number:03}", about=replace(own.about, year=year)))


def expected(line: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a line of tagged.jsonl."""
    place = ("id", "report", "title", "region", "level", "year", "province", "date", "speaker", "meeting")
    place = (*place, "part", "section", "index", "text", "tags")
    evidence = [
        {"category": key, "start": start, "end": end, "score": score}
        for key, found in line["evidence"].items()
        for start, end, score in found
    ]
    return {
        **{key: line[key] for key in place},
        **{key: key in line["tags"] for key in TAXONOMY.ids},
        **{f"{key}_score": line["scores"][key] for key in TAXONOMY.ids},
        **{key: line[key] for key in ("review", "flags", "source", "model")},
        "evidence": evidence,
        "row": line.get("row"),
    }


def test_every_line_of_tagged_jsonl_stands_in_the_file_of_its_year(tmp_path: Path) -> None:
    folder = written(tmp_path, tagged())
    assert tuple(sorted(path.name for path in folder.iterdir())) == BY_YEAR
    lines = [line for _, line in read_objects(tmp_path / "tagged.jsonl")]
    for name, year in zip(BY_YEAR, (2031, 2032, None), strict=True):
        rows = pq.ParquetFile(folder / name).read().to_pylist()
        for row in rows:
            row["row"] = json.loads(row["row"])
        assert rows == [expected(line) for line in lines if line["year"] == year]


def test_the_schema_is_typed_and_names_the_categories(tmp_path: Path) -> None:
    schemas = [pq.read_schema(path) for path in written(tmp_path, tagged()).iterdir()]
    assert all(one.equals(schemas[0], check_metadata=True) for one in schemas)
    types = {field.name: field.type for field in schemas[0]}
    words = pa.list_(pa.string())
    assert (types["section"], types["tags"], types["flags"]) == (words, words, words)
    assert (types["year"], types["index"]) == (pa.int32(), pa.int32())
    assert (types["industry"], types["industry_score"], types["review"]) == (pa.bool_(), pa.float64(), pa.bool_())
    metadata = schemas[0].field("industry").metadata
    assert metadata == {b"zh": "产业".encode(), b"en": b"Industry", b"category": b"industry"}


def test_the_document_names_every_column(root: Path) -> None:
    text = (root / "docs" / "formats.md").read_text("utf-8")
    table = text.split("\n## Parquet\n")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    named = [name for line in rows for name in re.findall(r"`([^`]+)`", line.split("|")[1])]
    own = [name for name in schema_of(tagged_columns(TAXONOMY)).names if name.split("_")[0] not in TAXONOMY.ids]
    assert sorted(named) == sorted([*own, "<category>", "<category>_score"])


def test_parquet_is_compressed_with_zstd(tmp_path: Path) -> None:
    group = pq.ParquetFile(written(tmp_path, tagged()) / BY_YEAR[0]).metadata.row_group(0)
    assert {group.column(number).compression for number in range(group.num_columns)} == {"ZSTD"}


def test_the_same_paragraphs_give_the_same_bytes(tmp_path: Path) -> None:
    made = [written(tmp_path / name, tagged()) for name in ("one", "other")]
    hashes = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()} for folder in made
    ]
    assert hashes[0] == hashes[1]


@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_any_text_is_given_back_as_it_is(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = written(tmp_path_factory.mktemp("tables"), (paragraph(n, text) for n, text in enumerate(texts)))
    assert [row["text"] for row in rows_of(folder)] == texts


@given(years=st.lists(st.sampled_from((None, *range(2001, 2009))), max_size=60))
def test_no_row_is_lost_or_moved_whatever_the_order_of_years(
    tmp_path_factory: pytest.TempPathFactory, years: list[int | None]
) -> None:
    """With groups, files and waiting room so small that each limit is met."""
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in {"_ROWS_OF_A_GROUP": 3, "_GROUPS_OF_A_FILE": 2, "_OPEN": 2, "_WAITING": 9_000}.items():
            patch.setattr(parquet, name, limit)
        one = paragraph(0, "新建轴承园区3个。")
        given_rows = [of_year(one, year, number) for number, year in enumerate(years)]
        found = rows_of(written(tmp_path_factory.mktemp("tables"), given_rows))
    for year in {*years}:
        ids = [row["id"] for row in found if row["year"] == year]
        assert ids == [row.paragraph.id for row in given_rows if row.paragraph.about.year == year]
    assert len(found) == len(years)


def test_no_more_files_are_open_than_a_program_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_ROWS_OF_A_GROUP", 1)
    columns = tagged_columns(TAXONOMY)
    files = YearFiles(tmp_path, columns)
    most = 0
    for year in range(1900, 2100):
        one = of_year(paragraph(0, "修复湿地。"), year)
        files.write(one, row_of(columns, one))
        most = max(most, len(files._open))
    files.finish()
    assert most == 64
    assert len(rows_of(tmp_path)) == 200


def test_without_a_paragraph_one_file_says_what_the_columns_are(tmp_path: Path) -> None:
    (path,) = written(tmp_path, []).iterdir()
    assert pq.read_table(path).num_rows == 0
    assert pq.read_schema(path).names == schema_of(tagged_columns(TAXONOMY)).names


def test_what_an_earlier_run_left_is_replaced_as_a_whole(tmp_path: Path) -> None:
    one = paragraph(0, "修复湿地。")
    written(tmp_path, [of_year(one, 2001), of_year(one, 2002)])
    (path,) = written(tmp_path, [of_year(one, 2003)]).iterdir()
    assert path.name == "tagged-2003.parquet"


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    os.symlink("/dev/full", tmp_path / "tagged-2021.parquet")
    columns = tagged_columns(TAXONOMY)
    files = YearFiles(tmp_path, columns)
    one = paragraph(0, "修复湿地。")
    files.write(one, row_of(columns, one))
    with pytest.raises(CannotWrite, match=r"tagged-2021\.parquet: No space left on device"):
        files.finish()
    files.abandon()


CLASHING = ("review", "year", "row", "evidence", "sheet", "pressure", "pressure_score", "id")


def clashing() -> Taxonomy:
    value = TAXONOMY.to_json()
    first = {**value["categories"][0], "keywords": []}
    value["categories"] = [{**first, "id": key, "hotkey": str(number)} for number, key in enumerate(CLASHING, 1)]
    value["border_cases"] = []
    return Taxonomy.from_json(value)


def test_no_category_takes_the_name_of_another_column_in_any_table(tmp_path: Path) -> None:
    taxonomy = clashing()
    names = {one.category: one.name for one in tagged_columns(taxonomy) if one.kind == "mark" and one.category}
    assert names == {
        **{key: f"{key}_2" for key in ("review", "year", "row", "evidence", "sheet", "id")},
        **{key: key for key in ("pressure", "pressure_score")},
    }
    for_statistics = columns_of(taxonomy, {"sheet": "text", "row": "whole", "column.review_2": "text"})
    assert {one.category: one.name for one in for_statistics if one.kind == "mark" and one.category} == names
    for columns in (tagged_columns(taxonomy), for_statistics):
        assert len({one.name for one in columns}) == len(columns)
        assert {"id", "year", "review"} <= {one.name for one in columns if not one.category}
    assert {one.key: one.name for one in for_statistics}["sheet"] == "sheet"

    tag = ("review", "pressure_score")
    source = paragraph(0, "新建轴承园区3个。", evidence={"review": (Evidence(0, 9, 0.9),)})
    scores = {key: 0.1 for key in CLASHING} | {"pressure": 0.25}
    folder = written(tmp_path, [replace(source, tags=tag, scores=scores)], taxonomy)
    (row,) = rows_of(folder)
    assert (row["review"], row["review_2"], row["pressure_score"], row["year"]) == (False, True, True, 2021)
    assert (row["pressure_score_2"], row["row_2"], row["row"]) == (0.25, False, None)
    header = (tmp_path / "tagged.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert header == [name for name in schema_of(tagged_columns(taxonomy)).names if name not in ("evidence", "row")]


def test_a_long_id_stays_whole_where_stata_is_not_asked() -> None:
    value = TAXONOMY.to_json()
    value["categories"][0]["id"] = "industrial_policy_and_its_instruments"
    value["border_cases"] = []
    columns = tagged_columns(Taxonomy.from_json(value))
    assert "industrial_policy_and_its_instruments_score" in {one.name for one in columns}


@pytest.mark.parametrize("program", ["DuckDB", "Polars", "pandas"])
@pytest.mark.parametrize("left_out", [{None}, {2031, 2032}, set()], ids=["years only", "no year only", "both"])
def test_the_documented_line_counts_categories_by_year(
    root: Path, tmp_path: Path, program: str, left_out: set[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraphs = [one for one in tagged() if one.paragraph.about.year not in left_out]
    (tmp_path / "runs" / "tagged").mkdir(parents=True)
    written(tmp_path / "runs" / "tagged", paragraphs)
    text = (root / "docs" / "formats.md").read_text("utf-8")
    (line,) = re.findall(rf"^\| {program} \| `(.+)` \|$", text, re.M)
    monkeypatch.chdir(tmp_path)
    found: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(f"import duckdb, pandas, polars\nfound = {line}", found)
    rows = {
        "DuckDB": lambda given: given.fetchall(),
        "Polars": lambda given: given.rows(),
        "pandas": lambda given: [(*key, count) for key, count in given.items()],
    }[program](found["found"])
    counted = {(None if year != year else year, category): count for year, category, count in rows}
    assert counted == Counter((one.paragraph.about.year, tag) for one in paragraphs for tag in one.tags)
