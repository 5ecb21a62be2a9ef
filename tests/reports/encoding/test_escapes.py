import json
from urllib.parse import quote

import pytest

from reports.encoding.escapes import without_escapes

LINES = [
    "　　各位代表：",
    "　　现在，我代表云溪市人民政府报告工作。",
    "　　一、过去一年",
    "　　GDP增长，nothing else。",
]
TEXT = "\n".join(LINES)


def escaped(text: str) -> str:
    return text.replace("\n", r"\r\n").replace("　", r"\u3000")


@pytest.mark.parametrize(
    "written",
    [
        escaped(TEXT),
        escaped(TEXT).replace("\\", "\\\\"),
        str(LINES).replace("\u3000", r"\u3000"),
        "正文：" + str(LINES),
        str({"content": TEXT}),
        str({"content": LINES, "year": 2031}),
        json.dumps(LINES),
        json.dumps(TEXT),
        json.dumps({"content": TEXT}, ensure_ascii=False),
        "".join(f"\\u{ord(character):04x}" for character in TEXT),
        "".join(f"%u{ord(character):04X}" for character in TEXT),
        quote(TEXT),
        "".join(f"\\x{byte:02x}" for byte in TEXT.encode()),
        "".join(f"\\{byte:03o}" for byte in TEXT.encode()),
    ],
)
def test_escapes_become_what_they_stand_for(written: str) -> None:
    found = without_escapes(written)
    assert found.text.replace("\r\n", "\n").removeprefix("正文：") == TEXT
    assert found.undone


def test_half_an_emoji_beside_the_other_half_becomes_one() -> None:
    assert without_escapes(r"一\ud83d\ude00二\u3000三\u3000").text == "一😀二\u3000三\u3000"


def test_blanks_and_signs_of_python_are_undone() -> None:
    assert without_escapes(r"一\xa0二\t三\"四\"").text == '一\xa0二\t三"四"'


@pytest.mark.parametrize(
    "text",
    [
        r"培训班讲授换行符\n的用法。",
        r"数据存于C:\new\text\reports\2031，备份存于D:\notes\table。",
        "增长5%，下降3%，达到100%，占比%20以上。",
        "见 http://yunxi.example/%E6%8A%A5%E5%91%8A%E5%85%A8%E6%96%87 一文。",
        '["附件"]和[“清单”]',
        "『云溪』[1] [2]",
        TEXT,
    ],
)
def test_text_that_is_about_them_stays(text: str) -> None:
    assert without_escapes(text) == (text, 0)


def test_hostile_lengths_take_one_pass() -> None:
    brackets = ("['" * 500_000, "[" * 1_000_000 + "]", "{'" * 500_000 + "}", '"' * 1_000_000)
    for text in ("\\" * 1_000_000, "%E5" * 300_000 + "%", *brackets):
        assert len(without_escapes(text).text) <= len(text)
