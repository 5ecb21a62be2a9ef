"""Columns stand under each other also where Chinese and Latin text are mixed, and nothing of them is lost."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.scoring.scores import score
from labels.taxonomy import Taxonomy
from scripts.shared.printing import score_table, table

ROOT = Path(__file__).parents[2]
LONG = [["绿色低碳发展 " * 20 + "end", "0.8"], ["b", "0.75 ± 0.01"]]

cells = st.text(alphabet="产业生态abcF1.0，（）é[]:/", min_size=1, max_size=8)
tables = st.integers(1, 5).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=6))


def width(text: str) -> int:
    """Return the columns that a terminal gives a text (UAX #11, East Asian Width)."""
    return sum(0 if unicodedata.combining(one) else 1 + (unicodedata.east_asian_width(one) in "WF") for one in text)


def test_chinese_characters_take_two_columns_and_combining_marks_none() -> None:
    assert table(["名称", "分"], [["产业", "1"], ["（F1）", "2"], ["e\u0301e", "3"]]).splitlines() == [
        "名称    分",
        "------  --",
        "产业     1",
        "（F1）   2",
        "e\u0301e       3",
    ]


@given(tables)
def test_every_line_whose_last_cell_is_a_number_ends_in_the_same_column(rows: list[list[str]]) -> None:
    header = ["h"] * len(rows[0])
    lines = table(header, rows).splitlines()
    assert len(lines) == len(rows) + 2
    if len(header) > 1:
        assert len({width(line) for line in lines}) == 1
    for line, row in zip(lines[2:], rows, strict=True):
        assert line.startswith(row[0]) and line.endswith(row[-1])


@given(tables, st.integers(1, 40))
def test_a_narrow_terminal_breaks_names_and_loses_nothing(rows: list[list[str]], columns: int) -> None:
    text = table(["h"] * len(rows[0]), rows, columns)
    assert sorted("".join(text.split())) == sorted("".join(cell for row in rows for cell in row) + rule_and_head(text))
    for row in rows:
        assert all(cell in text for cell in row)  # none of these has a space to be broken at


def rule_and_head(text: str) -> str:
    return "".join("".join(text.splitlines()[:2]).split())


def test_a_name_is_broken_between_words_where_the_terminal_ends() -> None:
    lines = table(["name", "F1"], LONG, columns=40).splitlines()
    assert max(map(width, lines)) <= 40
    assert lines[2].endswith("0.8") and "0.75 ± 0.01" in lines[-1]
    assert "".join(lines).count("绿色低碳发展") == 20


PRINTS = f"from scripts.shared.printing import table; print(table(['name', 'F1'], {LONG!r}))"


def test_what_goes_into_a_pipe_is_never_broken_and_holds_no_codes() -> None:
    command = [
        sys.executable,
        "-c",
        f"from scripts.shared.printing import table; print(table(['name', 'F1'], {LONG!r}))",
    ]
    forced = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "20", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    piped = subprocess.run(command, env=forced, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert len(piped.splitlines()) == 4
    assert "\x1b" not in piped
    assert set(piped.splitlines()[1]) == {"-", " "}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_terminal_decides_where_names_are_broken() -> None:
    import pty

    controller, terminal = pty.openpty()
    command = [
        sys.executable,
        "-c",
        f"from scripts.shared.printing import table; print(table(['name', 'F1'], {LONG!r}))",
    ]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "60"}, stdout=terminal, check=True)
    os.close(terminal)
    lines = os.read(controller, 100_000).decode().splitlines()
    os.close(controller)
    assert len(lines) > 4 and max(map(width, lines)) <= 60
    assert not any("\x1b" in line for line in lines)


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
