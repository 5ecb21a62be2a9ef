"""Text for pre-training is read whole, or refused by file and line."""

import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadData
from training.corpus import SHORTEST_PARAGRAPH, read_corpus, read_paragraph_texts

LONG = "松堰县新增造林十二万亩，空气优良天数增加三天。"
LINES = st.lists(st.text(alphabet="岚川造林亩，。", min_size=SHORTEST_PARAGRAPH, max_size=40), min_size=1, max_size=5)


def jsonl(*texts: str) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


@given(lines=LINES)
def test_all_three_kinds_of_file_give_the_same_paragraphs(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "a.txt").write_text("\n".join(lines), "utf-8")
    (folder / "a.jsonl").write_text(jsonl(*lines), "utf-8")
    (folder / "a.jsonl.xz").write_bytes(lzma.compress(jsonl(*lines).encode()))
    for path in folder.iterdir():
        assert list(read_paragraph_texts(path)) == lines


def test_short_lines_and_blank_ones_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"\n一、回顾\n  {LONG}\t\n\n", "utf-8")
    (tmp_path / "b.jsonl").write_text(jsonl(f"第一章\n{LONG}") + "\n", "utf-8")
    assert list(read_corpus([tmp_path / "a.txt", tmp_path / "b.jsonl"])) == [LONG, LONG]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LONG, "utf-8-sig")
    assert list(read_paragraph_texts(tmp_path / "a.txt")) == [LONG]


GOOD = jsonl(LONG).encode()
BROKEN: dict[str, tuple[str, bytes | None, str]] = {
    "not JSON": ("a.jsonl", GOOD + b'{"text": \n', r"a\.jsonl, line 2: not JSON .*mend or remove the line"),
    "not an object": ("a.jsonl", GOOD + b'["text"]\n', r"a\.jsonl, line 2: has no 'text'"),
    "no text": ("a.jsonl", GOOD + GOOD + b'{"title": "x"}\n', r"a\.jsonl, line 3: has no 'text'"),
    "text is a number": ("a.jsonl", b'{"text": 5}\n', r"a\.jsonl, line 1: has no 'text'"),
    "truncated xz": (
        "a.jsonl.xz",
        lzma.compress(GOOD * 2000)[:-40],
        r"a\.jsonl\.xz, after line \d+: the xz data is broken",
    ),
    "no xz": ("a.jsonl.xz", GOOD, r"a\.jsonl\.xz, after line 0: the xz data is broken"),
    "broken line in xz": ("a.jsonl.xz", lzma.compress(GOOD + b"{"), r"a\.jsonl\.xz, line 2: not JSON"),
    "another encoding": ("a.txt", LONG.encode("gb18030"), r"a\.txt, after line 0: not UTF-8"),
    "another ending": ("a.csv", GOOD, r"'\.csv' is not read for pre-training\. Expected \.txt, \.jsonl, \.jsonl\.xz"),
    "missing": ("a.txt", None, r"a\.txt: cannot be read \(No such file"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_named_by_file_and_line(tmp_path: Path, case: str) -> None:
    name, content, message = BROKEN[case]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadData, match=message) as error:
        list(read_paragraph_texts(tmp_path / name))
    assert str(tmp_path) in str(error.value)


def test_what_stands_before_a_broken_line_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD + b"{")
    reading = read_paragraph_texts(tmp_path / "a.jsonl")
    assert next(reading) == LONG
    with pytest.raises(BadData):
        next(reading)
