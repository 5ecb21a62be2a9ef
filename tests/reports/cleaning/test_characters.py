import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cleaning.characters import clean_line, clean_lines, clean_text, remove_readings
from tests.reports.sample_text import TEXT


def cleaned(text: str) -> list[str]:
    return clean_lines(clean_text(text).text.split("\n"))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("增长１２．５％", "增长12.5%"),
        ("ＧＤＰ增长", "GDP增长"),
        ("云溪,沿溪:纸伞;竹器!", "云溪，沿溪：纸伞；竹器！"),
        ("产值1,000万元,自10:30起", "产值1,000万元，自10:30起"),
        ("(一)壮大产业", "（一）壮大产业"),
        ("达到66%,2030年建成", "达到66%，2030年建成"),
        ("\u3000\u3000云溪\u200b市\ufeff", "云溪市"),
        ("1 9 9 8 年达到7 4 . 2 亿元", "1998年达到74.2亿元"),
        ("2030 年 GDP 增长 5% 以上", "2030年GDP增长5%以上"),
        ("1 聚焦纸伞产业 坚定不移强工业", "1 聚焦纸伞产业 坚定不移强工业"),
        ("市长 方知远", "市长 方知远"),
        ("<U+00A0><U+00A0>各位代表：", "各位代表："),
        ("云溪&ldquo;双百&rdquo;行动&nbsp;", "云溪“双百”行动"),
        ("﹑", "、"),
    ],
)
def test_one_way_of_writing(raw: str, clean: str) -> None:
    assert cleaned(raw) == [clean]


def test_comments_left_by_a_stripped_page_go_also_over_lines() -> None:
    assert cleaned("云溪\n<!--\n  脚本\n-->\n沿溪<!-- 未完") == ["云溪", "沿溪<！-- 未完"]


def test_inserted_readings_go_and_other_brackets_stay() -> None:
    text = "發(fā)展產(chǎn)業(yè)(一)增加值(GDP)與農(nóng)業(yè)（PPP）,水(B)級,好的(de)"
    clean, removed = remove_readings(text)
    assert removed == 6
    assert clean == "發展產業(一)增加值(GDP)與農業（PPP）,水(B)級,好的"


def test_without_tone_marks_nothing_is_a_reading() -> None:
    text = "云溪(yun)纸伞(san)竹器(app)"
    assert remove_readings(text) == (text, 0)


def test_traditional_text_is_simplified_and_flagged() -> None:
    found = clean_text("雲溪市發展產業，擴大就業，乾淨整潔，於今年實現。")
    assert [found.text] == ["云溪市发展产业，扩大就业，干净整洁，于今年实现。"]
    assert found.flags == ("traditional",)


def test_a_name_in_simplified_text_keeps_its_character() -> None:
    found = clean_text(f"{TEXT}\n乾县的纸伞远销各地。")
    assert "乾县的纸伞远销各地。" in found.text
    assert found.flags == ()


@given(st.text(st.sampled_from("云溪市 (),.;:!?（），。；：！？１2％%“”、ab\u3000\u200b"), max_size=60))
def test_cleaning_twice_changes_nothing_and_no_ideograph_is_lost(text: str) -> None:
    once = cleaned(text)
    assert cleaned("\n".join(once)) == once
    assert re.findall("[云溪市]", "".join(once)) == re.findall("[云溪市]", text)


def test_a_line_without_ideographs_keeps_its_marks() -> None:
    assert clean_line("http://example.org/?a=(b)") == "http://example.org/?a=(b)"
