from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.encoding import decode
from reports.errors import UnreadableReport
from tests.reports.sample_text import TEXT

PATH = Path("report.txt")
SIMPLIFIED = st.text(st.sampled_from(sorted(set(TEXT))), min_size=40, max_size=300)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_text_comes_back_and_the_encoding_is_named(encoding: str, name: str) -> None:
    decoded = decode(TEXT.encode(encoding), PATH)
    assert (decoded.text, decoded.encoding, decoded.flags) == (TEXT, name, ())


def test_big5_is_not_read_as_gb18030() -> None:
    traditional = "雲溪市政府報告：今年新建學校、醫院與圖書館，發展產業，改善環境，擴大就業，增進民生福祉。" * 5
    decoded = decode(traditional.encode("big5"), PATH)
    assert (decoded.text, decoded.encoding) == (traditional, "big5")


def test_a_page_that_says_gb2312_may_hold_characters_of_gb18030() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>云溪市长方镕堃说：{TEXT}</body></html>'
    assert decode(page.encode("gb18030"), PATH).text == page


@pytest.mark.parametrize("charset", ["undefined", "idna", "no-such", "iso-8859-1", "windows-1252", "utf-16", "utf-8"])
def test_a_page_that_declares_a_wrong_charset_is_read_by_its_bytes(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body>{TEXT}</body></html>'
    decoded = decode(page.encode("gb18030"), PATH)
    assert (decoded.text, decoded.encoding) == (page, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_stray_zero_byte_is_taken_out_and_flagged(encoding: str) -> None:
    decoded = decode(f"{TEXT[:40]}\0{TEXT[40:]}\0".encode(encoding), PATH)
    assert (decoded.text, decoded.encoding, decoded.flags) == (TEXT, encoding, ("nul_removed",))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_also_where_zero_bytes_are_few(encoding: str) -> None:
    text = "云溪市纸伞产业，竹器产业，持续壮大。" * 40 + "\n"
    assert decode(text.encode(encoding), PATH).encoding == encoding


def test_a_lost_byte_is_flagged_and_costs_no_other_character() -> None:
    data = TEXT.encode() * 3
    broken = data[:10] + data[11:]
    decoded = decode(broken, PATH)
    assert decoded.flags == ("undecodable_bytes",)
    assert decoded.text.endswith(TEXT)


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 400, b"\0\0\0\0MZ" * 99])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match=r"report\.txt: holds no text"):
        decode(data, PATH)


@given(SIMPLIFIED)
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode(), PATH).text == text


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_one_clear_line(data: bytes) -> None:
    try:
        decoded = decode(data, PATH)
    except UnreadableReport as error:
        assert "\n" not in str(error)
    else:
        assert decoded.encoding
