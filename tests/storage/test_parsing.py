"""Whatever is wrong with JSON or TOML from outside is one line."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadData, BadSettings
from storage.parsing import MOST_DEPTH, brief, parse_json, parse_toml, read_json, read_toml

BAD_JSON = {
    "half an emoji": ('{"title": "水厂\\ud83d"}', r"'title' holds half a character \(\\ud83d\)"),
    "half an emoji in a list": ('{"flags": ["一", ["\\udE00"]]}', r"'flags' holds half a character"),
    "half an emoji in a key": ('{"\\ud83d": 1}', ".* holds half a character"),
    "100,000 deep": ("[" * 100_000 + "]" * 100_000, "nests more than 100 deep"),
    "objects 100,000 deep": ('{"a":' * 100_000, "nests more than 100 deep"),
    "too deep to be written again": ("[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1), "nests more than 100 deep"),
    "5,000 digits": ('{"year": ' + "1" * 5_000 + "}", "a whole number has thousands of digits"),
    "NaN": ('{"score": NaN}', "NaN is not a number"),
    "infinity": ("[-Infinity]", "-Infinity is not a number"),
    "a number beyond all": ("1e999", "'1e999' is beyond the numbers"),
    "a key twice": ('{"text": "一", "text": "二"}', "the key 'text' stands twice in one object"),
    "a NUL byte": ('{"text": "\0"}', "not JSON"),
    "an open end": ('{"text":', "not JSON"),
    "bytes that are not UTF-8": ('{"text": "水厂"}'.encode("gb18030"), "not JSON .not UTF-8: byte 0xb3 at 12"),
    "nothing": ("", "not JSON"),
}


@pytest.mark.parametrize("case", BAD_JSON)
def test_bad_json_is_one_line_that_says_where_and_what_to_do(case: str) -> None:
    text, reason = BAD_JSON[case]
    with pytest.raises(BadSettings, match=f"^a.json, line 7: {reason}") as caught:
        parse_json(text, "a.json, line 7", "Expected better; mend it.", BadSettings)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 200
    assert message.endswith(" Expected better; mend it.")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
)


@given(VALUES, st.booleans())
def test_good_json_is_read_as_python_reads_it(value: Any, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)
    assert (
        parse_json(text, "a")
        == parse_json("\ufeff" + text, "a")
        == parse_json(text.encode("utf-8-sig"), "a")
        == json.loads(text)
    )


def test_a_whole_emoji_is_not_two_halves() -> None:
    assert parse_json('["\\ud83d\\ude00"]', "a") == ["😀"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = " + "[" * 5_000 + "]" * 5_000, "nests more than 100 deep"),
        ("a = " + "1" * 5_000, "a whole number has thousands of digits"),
        ("a = 1\na = 2", "not TOML"),
        (b"a = '\xff'", "not TOML .not UTF-8"),
        ("[[a]\n", "not TOML"),
    ],
)
def test_bad_toml_is_one_line_too(text: str | bytes, reason: str) -> None:
    with pytest.raises(BadData, match=f"^a.toml: {reason}") as caught:
        parse_toml(text, "a.toml")
    assert "\n" not in str(caught.value)


def test_toml_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfepochs = 6\n")
    assert read_toml(tmp_path / "a.toml", "settings") == parse_toml("\ufeffepochs = 6", "a") == {"epochs": 6}


def test_files_are_read_up_to_a_size_and_only_where_they_are_files(tmp_path: Path) -> None:
    (tmp_path / "large").write_text("[1, 2, 3]")
    os.mkfifo(tmp_path / "pipe")
    for name, reason in {
        "large": "holds 9 bytes, more than the 5",
        "pipe": "is a FIFO",
        "none": "cannot be opened",
    }.items():
        with pytest.raises(BadData, match=f"{name}: {reason}.*Expected an export; check the path"):
            read_json(tmp_path / name, 5, "an export")
    with pytest.raises(BadData, match="is a FIFO"):
        read_toml(tmp_path / "pipe", "settings")


def test_a_value_is_shown_briefly() -> None:
    assert brief("一") == "'一'"
    assert len(brief("一" * 1_000)) == len(brief(10**4_000)) == 80
