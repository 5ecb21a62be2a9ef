"""Copies are found, every one of them, and counted where they lie on both sides of a split."""

import random

import pytest

from evaluation.leakage.copies import Copy, Crossing, copies, crossing
from tests.invented import invented_rows

SIGNS = "砚湖新建修复湿地公顷学校排查隐患增长项目农田水库桥梁道路医院就业培训消防演练产业园区企业税费粮食造林河道污水"


def invented_texts(count: int, length: int, seed: int = 0) -> list[str]:
    """Return texts of random characters: no two of them resemble each other."""
    chance = random.Random(seed)
    return ["".join(chance.choices(SIGNS, k=length)) for _ in range(count)]


def altered(text: str, every: int) -> str:
    """Return a text with every so many characters another one."""
    return "".join("某" if number % every == every - 1 else one for number, one in enumerate(text))


@pytest.mark.parametrize("length", [12, 40, 400])
def test_every_planted_copy_is_found_and_nothing_else(length: int) -> None:
    texts = invented_texts(700, length)
    planted = {number: 700 + place for place, number in enumerate(range(0, 700, 7))}
    same = [f"“{texts[number][:5]} {texts[number][5:]}。" for number in planted]
    found = copies([*texts, *same])
    assert {(pair.one, pair.other): pair.similarity for pair in found} == dict.fromkeys(planted.items(), 1.0)


@pytest.mark.parametrize("length", [40, 120, 400])
def test_every_near_copy_with_a_character_in_twenty_changed_is_found(length: int) -> None:
    texts = invented_texts(600, length, seed=1)
    near = [altered(text, 20) for text in texts[::3]]
    found = copies([*texts, *near])
    assert {(pair.one, pair.other) for pair in found} == {(3 * place, 600 + place) for place in range(len(near))}
    assert all(0.5 <= pair.similarity < 1 for pair in found)


def test_the_most_similar_come_first_and_other_texts_of_the_same_shingles_are_not_the_same() -> None:
    [text] = invented_texts(1, 60)
    found = copies([text, altered(text, 20), text + text[:10], f"{text}。", text[:20] * 3, text[:20] * 4])
    assert found[0] == Copy(0, 3, 1.0)
    assert [pair.similarity for pair in found] == sorted((pair.similarity for pair in found), reverse=True)
    [again] = [pair for pair in found if (pair.one, pair.other) == (4, 5)]
    assert 0.99 < again.similarity < 1


def test_texts_without_letters_are_copies_of_nothing() -> None:
    assert copies(["。。。", "……", ""]) == []
    assert copies([]) == []


def test_only_copies_across_a_split_are_counted_each_paragraph_once() -> None:
    pairs = [Copy(0, 1, 1.0), Copy(0, 2, 0.7), Copy(3, 4, 1.0), Copy(1, 2, 0.7)]
    assert crossing(pairs, [([1, 2, 3, 4], [0])]) == Crossing(1, 1, 1)
    assert crossing(pairs, [([0, 3, 4], [1, 2])]) == Crossing(2, 1, 2)
    assert crossing(pairs, [([0, 1, 2], [3, 4])]) == Crossing(0, 0, 2)
    assert crossing(pairs, [([0, 1], [2, 3, 4]), ([2, 3, 4], [0, 1])]) == Crossing(3, 0, 5)
    assert crossing([], [([0], [1])]).share == 0


def test_a_row_resembles_itself_and_that_is_no_copy() -> None:
    texts = list(dict.fromkeys(row.text for row in invented_rows()))
    assert all(pair.one < pair.other for pair in copies(texts))
