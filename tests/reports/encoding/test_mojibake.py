from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.encoding.decoding import Decoded, decode
from reports.encoding.mojibake import restored
from storage.errors import UnreadableReport
from tests.reports.encoding.test_mixed import TRADITIONAL
from tests.reports.sample_text import TEXT

PATH = Path("report.txt")


def _windows(data: bytes) -> str:
    """Read as browsers read Windows-1252, in which five bytes are control characters."""
    return "".join(chr(one) if one in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([one]).decode("cp1252") for one in data)


@pytest.mark.parametrize(("text", "encoding"), [(TEXT, "utf-8"), (TEXT, "gb18030"), (TRADITIONAL, "big5")])
@pytest.mark.parametrize("latin", [True, False])
def test_text_read_as_latin_and_saved_comes_back(text: str, encoding: str, latin: bool) -> None:
    data = text.encode(encoding)
    garbled = data.decode("latin-1") if latin else _windows(data)
    assert decode(garbled.encode(), PATH) == Decoded(text, "utf-8", ("double_encoding_repaired",))


@pytest.mark.parametrize("lost", ["\ufffd", "?"])
def test_what_lost_characters_is_refused_by_name(lost: str) -> None:
    garbled = TEXT.encode().decode("cp1252", "replace").replace("\ufffd", lost)
    with pytest.raises(UnreadableReport, match="UTF-8 read as Latin-1 and saved again"):
        decode(garbled.encode(), PATH)


@pytest.mark.parametrize(("lost", "encoding"), [("\ufffd", "utf-8"), ("?", "utf-8"), ("?", "gb18030")])
def test_utf8_read_as_gbk_is_refused_by_name(lost: str, encoding: str) -> None:
    garbled = TEXT.encode().decode("gbk", "replace").replace("\ufffd", lost)
    with pytest.raises(UnreadableReport, match="was damaged when it was saved"):
        decode(garbled.encode(encoding), PATH)


def test_utf8_read_as_gb18030_comes_back_where_nothing_was_lost() -> None:
    fitting = []
    for line in TEXT.split("，"):
        try:
            fitting.append((line, line.encode().decode("gb18030")))
        except UnicodeDecodeError:
            continue
    text = "".join(f"，，{line}" for line, _ in fitting * 4)
    garbled = "，，".encode().decode("gb18030").join(["", *(other for _, other in fitting * 4)])
    assert restored(garbled) == text


def test_replaced_characters_are_refused_by_name() -> None:
    with pytest.raises(UnreadableReport, match="锟斤拷"):
        decode(TEXT.encode("gb18030").decode("utf-8", "replace").encode(), PATH)


def test_a_garbled_banner_comes_back_on_a_page_that_is_whole() -> None:
    banner = "云溪市政府网"
    assert restored(f"{_windows(banner.encode())}\n{TEXT}") == f"{banner}\n{TEXT}"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TRADITIONAL,
        "Ça été décidé à Genève, où l'œuvre naîtra. " * 20,
        "25℃，面积±3×4，Müller·Ångström，äåæçèé" + TEXT,
    ],
)
def test_text_that_is_right_stays(text: str) -> None:
    assert restored(text) == text


@given(st.text(max_size=200))
def test_short_text_of_any_kind_never_breaks_it(text: str) -> None:
    try:
        decode(text.encode(), PATH)
    except UnreadableReport as error:
        assert "\n" not in str(error)
