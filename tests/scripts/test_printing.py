"""Columns stand under each other also where Chinese and Latin text are mixed."""

from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring.scores import score
from labels.taxonomy import Taxonomy
from scripts.printing import score_table, table, width

cells = st.text(alphabet="产业生态abcF1.0，（）é", min_size=1, max_size=8)
tables = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=6))


def test_chinese_characters_take_two_columns_and_combining_marks_none() -> None:
    assert width("产业") == 4
    assert width("（F1）") == 6
    assert width("e\u0301") == 1


@given(tables)
def test_every_line_whose_last_cell_is_a_number_ends_in_the_same_column(rows: list[list[str]]) -> None:
    header = ["h"] * len(rows[0])
    lines = table(header, rows).splitlines()
    assert len(lines) == len(rows) + 2
    if len(header) > 1:
        assert len({width(line) for line in lines}) == 1
    for line, row in zip(lines[2:], rows, strict=True):
        assert line.startswith(row[0]) and line.endswith(row[-1])


def test_the_score_table_names_every_category_and_contestant(taxonomy: Taxonomy) -> None:
    truth = [("industry",), ("ecology", "security")]
    text = score_table(
        {"model": score(truth, truth, taxonomy.ids), "keywords": score(truth, [(), ()], taxonomy.ids)}, taxonomy
    )
    lines = text.splitlines()
    assert lines[0].split() == ["F1", "model", "keywords", "support"]
    assert lines[2].split() == ["产业", "Industry", "1.000", "0.000", "1"]
    assert lines[-1].split() == ["exact", "match", "1.000", "0.000", "2"]
    assert len(lines) == 2 + len(taxonomy.ids) + 3
