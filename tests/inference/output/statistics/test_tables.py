"""CSV, Parquet and Stata hold the same columns and the same rows, with types and labels."""

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inference.output.statistics.columns import Column, columns_of, kind_of
from inference.output.statistics.tables import row_of
from tests.inference.output.tagged_folder import TAXONOMY, tagged

GUARD = re.compile(r"^'(?=[=+\-@\t\r])")


def rows_of(frame: pd.DataFrame) -> list[list[object]]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame.itertuples(index=False)]


@pytest.fixture(scope="module")
def expected(columns: list[Column]) -> list[list[object]]:
    return [list(row_of(columns, one)) for one in tagged()]


def test_parquet_gives_every_row_back_with_its_types(
    written: Path, columns: list[Column], expected: list[list[object]]
) -> None:
    table = pq.read_table(written / "paragraphs.parquet")
    assert table.column_names == [one.name for one in columns]
    assert [list(row.values()) for row in table.to_pylist()] == expected
    types = {one.name: one.type for one in table.schema}
    assert (types["year"], types["industry"], types["industry_score"]) == (pa.int32(), pa.int8(), pa.float64())
    assert table.schema.field("industry").metadata == {b"zh": "产业".encode(), b"en": b"Industry"}


def test_csv_has_the_same_rows_with_no_cell_that_runs(
    written: Path, columns: list[Column], expected: list[list[object]]
) -> None:
    assert (written / "paragraphs.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(written / "paragraphs.csv", keep_default_na=False, dtype=str)
    assert list(frame.columns) == [one.name for one in columns]
    cells = [cell for row in frame.itertuples(index=False) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [[GUARD.sub("", cell) for cell in row] for row in frame.itertuples(index=False)] == [
        ["" if cell is None else str(cell) for cell in row] for row in expected
    ]


def test_stata_has_the_same_rows_and_both_kinds_of_labels(
    written: Path, columns: list[Column], expected: list[list[object]]
) -> None:
    path = written / "paragraphs.dta"
    assert rows_of(pd.read_stata(path, convert_categoricals=False)) == expected
    with pd.io.stata.StataReader(path) as reader:
        labels, words = reader.variable_labels(), reader.value_labels()
    assert list(labels) == [one.name for one in columns]
    assert (labels["industry"], labels["industry_score"]) == ("产业", "产业得分")
    assert words["industry"] == words["review"] == {0: "否", 1: "是"}
    assert set(words) == {one.name for one in columns if one.kind == "mark"}


def test_columns_stand_in_the_order_of_tagged_csv_and_those_of_the_user_behind(columns: list[Column]) -> None:
    keys = [one.key for one in columns]
    assert keys[keys.index("tags") + 1 :][:4] == list(TAXONOMY.ids)
    assert keys[keys.index("model") + 1 :][:4] == ["sheet", "row", "column.text", "column.int"]
    kinds = {one.key: one.kind for one in columns}
    own = ("int", "人口（万）", "身份证号", "空", "混合")
    assert [kinds[f"column.{name}"] for name in own] == ["whole", "number", "text", "text", "text"]


def test_a_long_number_keeps_all_its_digits() -> None:
    assert kind_of(110101203101011234, None) == "text"
    assert kind_of(2**40, "whole") == "number"
    assert kind_of("", "whole") == kind_of(None, "whole") == "whole"


def test_a_number_that_stata_cannot_hold_is_text() -> None:
    assert kind_of(1e308, None) == kind_of(-1e308, "number") == "text"
    assert kind_of(8.9e307, None) == "number"


def test_no_label_holds_what_ends_a_text_elsewhere() -> None:
    labels = [one.label for one in columns_of(TAXONOMY, {"column.a\0b\x07\n c\uffff": "text"})]
    assert labels[-1] == ("a b c", "a b c")
