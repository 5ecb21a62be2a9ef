from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.encoding.decoding import Decoded, decode
from storage.errors import UnreadableReport
from tests.reports.encoding.test_mixed import TRADITIONAL
from tests.reports.sample_text import TEXT

PATH = Path("report.txt")
BIG5 = ("big5", "cp950", "big5hkscs")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", *BIG5)
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


@pytest.mark.parametrize(("characters", "name"), [("碁€", "cp950"), ("啲嘅着①", "big5hkscs")])
def test_big5_of_windows_and_of_hong_kong_is_read(characters: str, name: str) -> None:
    text = TRADITIONAL.replace("溪", f"溪{characters}", 1)
    assert decode(text.encode(name), PATH) == Decoded(text, name)


@pytest.mark.parametrize("at", [100, 401, 601])
def test_a_broken_byte_in_big5_is_flagged(at: int) -> None:
    data = TRADITIONAL.encode("big5")
    decoded = decode(data[:at] + b"\xff" + data[at + 1 :], PATH)
    assert decoded.flags == ("undecodable_bytes",)
    assert decoded.text[-200:] == TRADITIONAL[-200:]


@pytest.mark.parametrize(
    ("charset", "encoding", "contradicted"),
    [
        ("gb2312", "utf-8", True),
        ("utf-8", "gb18030", True),
        ("big5", "gb18030", True),
        ("gb2312", "gbk", False),
        ("utf-8", "utf-8", False),
    ],
)
def test_a_page_that_names_another_encoding_is_flagged(charset: str, encoding: str, contradicted: bool) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body>{TEXT}</body></html>'
    decoded = decode(page.encode(encoding), PATH)
    assert (decoded.text, decoded.flags) == (page, ("charset_contradicted",) if contradicted else ())


def test_a_page_in_big5_that_says_gb2312_is_read_and_flagged() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{TRADITIONAL}</body></html>'
    assert decode(page.encode("big5"), PATH) == Decoded(page, "big5", ("charset_contradicted",))


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf32_is_known_without_its_mark(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), PATH).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_that_lacks_a_byte_is_named(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert decode(data[:-1], PATH).flags == ("undecodable_bytes",)
    with pytest.raises(UnreadableReport, match="begins as UTF-16"):
        decode(data[:601] + data[602:], PATH)


def test_surrogates_written_as_utf8_become_the_character() -> None:
    data = TEXT.replace("溪", "溪𠮷", 1).encode().replace("𠮷".encode(), b"\xed\xa1\x82\xed\xbe\xb7")
    assert decode(data, PATH) == Decoded(TEXT.replace("溪", "溪𠮷", 1), "cesu-8", ("double_encoding_repaired",))


JAPANESE = (
    "令和十三年度の施政方針を申し上げます。本市では産業の振興に取り組み、雇用の拡大、教育の充実、環境の保全を進めてまいります。\n"
    * 8
)
KOREAN = (
    "시정연설을 시작하겠습니다. 올해 우리 시는 유리 산업과 종이우산 산업을 육성하고 일자리를 늘리며 환경을 "
    "개선하겠습니다.\n" * 8
)


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (JAPANESE, "shift_jis", "Shift_JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (KOREAN, "euc_kr", "EUC-KR"),
        (KOREAN, "johab", "none of"),
    ],
)
def test_japanese_and_korean_do_not_become_chinese(text: str, encoding: str, named: str) -> None:
    with pytest.raises(UnreadableReport, match=named):
        decode(text.encode(encoding), PATH)


def test_euc_tw_is_refused() -> None:
    # EUC-TW has the order of Big5 in other bytes: here the 5,401 commonest characters, plane 1 from C4A1 on.
    places = [c.encode("big5") for c in TRADITIONAL if "\u4e00" <= c <= "\u9fff"]
    plane = [(lead - 0xA4) * 157 + trail - (0x40 if trail < 0x7F else 0x62) for lead, trail in places if lead < 0xC7]
    data = b"".join(bytes([0xC4 + place // 94, 0xA1 + place % 94]) for place in plane)
    with pytest.raises(UnreadableReport, match="Chinese in none of"):
        decode(data, PATH)


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


def test_any_cut_of_a_report_reads_to_its_beginning_or_is_refused_in_one_line() -> None:
    for encoding in ENCODINGS:
        whole = TRADITIONAL if encoding in BIG5 else TEXT
        data = whole.encode(encoding)
        for end in range(1, len(data) + 1, 7):
            try:
                decoded = decode(data[:end], PATH)
            except UnreadableReport as error:
                assert "\n" not in str(error)
                assert end < 60, (encoding, end, str(error))
            else:
                assert whole.startswith(decoded.text.rstrip("\ufffd")), (encoding, end, decoded.encoding)


@given(st.sampled_from(ENCODINGS), st.data())
def test_a_report_cut_anywhere_never_becomes_other_text(encoding: str, data: st.DataObject) -> None:
    whole = TRADITIONAL if encoding in BIG5 else TEXT
    raw = whole.encode(encoding)
    end = data.draw(st.integers(1, len(raw)))
    try:
        decoded = decode(raw[:end], PATH)
    except UnreadableReport as error:
        assert "\n" not in str(error)
    else:
        assert whole.startswith(decoded.text.rstrip("\ufffd"))


@pytest.mark.parametrize("half", ["\ud83d", "\ude00"])
def test_half_a_character_is_read_as_lost_and_flagged(half: str) -> None:
    text = "今年要新建道路二十公里，改造旧房三百套。" * 20
    data = (text + half + text).encode("utf-8", "surrogatepass")
    decoded = decode(data, Path("a.txt"))
    assert decoded.text == f"{text}\ufffd{text}"
    assert decoded.flags == ("undecodable_bytes",)
