from pathlib import Path

import pytest
from opencc import OpenCC

from reports.encoding.decoding import Decoded, decode
from reports.encoding.mixed import read_mixed
from storage.errors import UnreadableReport
from tests.reports.sample_text import LINES, TEXT

PATH = Path("report.txt")
# OpenCC writes 着, 裏 and 爲, which plain Big5 lacks.
TRADITIONAL = OpenCC("s2t").convert(TEXT).translate(str.maketrans("着裏爲", "著裡為"))
PAGE = '<html><head><meta charset="gb2312"></head><body><div>' + TEXT.replace("\n", "<br>") + "</div></body></html>"


@pytest.mark.parametrize(("first", "second"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
@pytest.mark.parametrize("at", [4, 6, 8])
def test_two_halves_in_different_encodings_are_read_and_flagged(first: str, second: str, at: int) -> None:
    data = "\n".join(LINES[:at]).encode(first) + b"\n" + "\n".join(LINES[at:]).encode(second)
    assert decode(data, PATH) == Decoded(TEXT, f"{first}+{second}", ("mixed_encoding",))


def test_a_banner_in_utf8_on_a_page_in_gb18030_is_read() -> None:
    banner = "云溪市人民政府门户网站"
    data = PAGE.encode("gb18030").replace(b"<body>", b"<body><p>" + banner.encode() + b"</p>")
    decoded = decode(data, PATH)
    assert decoded.text == PAGE.replace("<body>", f"<body><p>{banner}</p>")
    assert decoded.flags == ("mixed_encoding",)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_mark_of_another_encoding_is_flagged(mark: bytes) -> None:
    assert decode(mark + TEXT.encode("gb18030"), PATH) == Decoded(TEXT, "gb18030", ("mixed_encoding",))


def test_lines_that_change_their_encoding_halfway_are_refused_as_mixed() -> None:
    whole = "\n".join(LINES[:6]).encode() + b"\n" + "\n".join(LINES[6:]).encode("gb18030")
    halfway = b"\n" + LINES[7].encode() + LINES[8].encode("gb18030") + b"\n"
    with pytest.raises(UnreadableReport, match=r"report\.txt: mixes encodings \(utf-8 and gb18030\)"):
        decode(whole + halfway, PATH)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_encoding_is_not_mixed(encoding: str) -> None:
    assert read_mixed(TEXT.encode(encoding)) is None
