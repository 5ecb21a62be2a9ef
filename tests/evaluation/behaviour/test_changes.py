"""Changes alter what they say they alter, and nothing else."""

import re

import pytest

from evaluation.behaviour.changes import CHANGES

TEXT = "砚湖市新建学校12所，修复湿地3.5公顷，2031年减税46万元。"
PLACES = ("砚湖市", "岚川县", "砚湖市新区")


def changed(name: str, text: str = TEXT, values: tuple[str, ...] = ()) -> str:
    return CHANGES[name].change(text, values)


def test_every_number_becomes_another_of_as_many_digits_and_years_stay() -> None:
    found = changed("numbers")
    assert re.sub(r"\d", "#", found) == re.sub(r"\d", "#", TEXT)
    assert "2031年" in found
    for old in ("12", "3.5", "46"):
        assert old not in found.replace("2031", "")
    assert "0所" not in changed("numbers", "学校7所，医院8家，公园9个")


def test_places_are_exchanged_for_others_the_longest_name_first() -> None:
    assert changed("places", "岚川县和砚湖市新区", PLACES) == "砚湖市新区和砚湖市"
    assert changed("places", "全市", PLACES) == "全市"


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("甲县修路，乙县架桥。", "乙县架桥，甲县修路。"),
        ("甲县修路。乙县架桥；", "乙县架桥；甲县修路。"),
        ("只有一句。", "只有一句。"),
        ("没有句号", "没有句号"),
    ],
)
def test_sentences_change_places_and_clauses_where_there_is_one_sentence(text: str, turned: str) -> None:
    assert changed("order", text) == turned


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("traditional", "硯湖市新建學校12所，修復溼地3.5公頃，2031年減稅46萬元。"),
        ("full_width", "砚湖市新建学校１２所，修复湿地３．５公顷，２０３１年减税４６万元。"),
        ("narrow_marks", "砚湖市新建学校12所,修复湿地3.5公顷,2031年减税46万元."),
        ("spaces", "砚湖市新建学校 12 所，修复湿地 3.5 公顷，2031 年减税 46 万元。"),
        ("no_end", "砚湖市新建学校12所，修复湿地3.5公顷，2031年减税46万元"),
    ],
)
def test_what_is_written_otherwise_says_the_same(name: str, result: str) -> None:
    assert changed(name) == result


def test_opening_words_come_first() -> None:
    assert changed("opening", TEXT, ("一年来，",)) == "一年来，" + TEXT
