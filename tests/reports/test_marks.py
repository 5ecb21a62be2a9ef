"""Marks of sections and items, and ends of sentences, each under one name."""

import re

import pytest

from reports import marks

BEGINNINGS = {
    "SECTION": ("一、", "二十一、", "一、二、"),
    "SECTION_ALONE": ("一、", "二十一、"),
    "BRACKETED": ("（一）", "（十二）"),
    "PART": ("第一部分", "第十二章", "第三篇"),
    "POINT": ("第一，", "第十一、"),
    "IS_OR_MUST": ("一是", "十二要"),
    "ITEM": ("1.", "12、", "2.5"),
    "ITEM_NOT_DECIMAL": ("1.", "12、"),
    "BRACKETED_ITEM": ("（1）", "（12）"),
    "CIRCLED_ITEM": ("①", "⑳"),
    "ADDRESS": ("各位代表", "各位委员", "各位同志"),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_mark_is_what_its_name_says_and_nothing_else(name: str) -> None:
    pattern = re.compile(getattr(marks, name))
    for beginning in {one for ones in BEGINNINGS.values() for one in ones}:
        assert bool(pattern.match(f"{beginning}修路")) == (beginning in BEGINNINGS[name]), beginning


def test_the_lines_with_a_number_of_their_own_are_told_from_a_count_within_a_sentence() -> None:
    for line in ("一、二、三产业", "十、十一、"):
        assert re.match(marks.SECTION, line)
        assert not re.match(marks.SECTION_ALONE, line)


@pytest.mark.parametrize(
    ("line", "whole"),
    [("修路。", True), ("修路。”）", True), ("修路：", True), ("修路…", True), ("修路，", False), ("一、修路", False)],
)
def test_a_line_of_running_text_ends_as_sentences_do(line: str, whole: bool) -> None:
    assert bool(marks.ENDS_SENTENCE.search(line)) == whole


def test_a_sentence_ends_where_nothing_of_it_can_follow() -> None:
    assert [match.start() for match in marks.SENTENCE_END.finditer("修路。修桥！修吗？修；修：修…")] == [2, 5, 8]
