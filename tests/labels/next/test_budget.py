"""Whoever marks sentences reads no more of them than they said they can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.next.budget import paragraphs_for, sentences_of, within
from labels.next.selection import Chosen
from reports.report import Paragraph
from storage.errors import BadSettings

SENTENCE = "岚川县新建乡镇幼儿园两所。"


def order(*sentences: int) -> list[tuple[Paragraph, Chosen]]:
    return [
        (Paragraph(f"甲县:{rank}", "甲县", SENTENCE * count), Chosen(rank, rank, "livelihood", 1.0, 1.0, None))
        for rank, count in enumerate(sentences, start=1)
    ]


def test_a_paragraph_costs_its_sentences() -> None:
    assert [sentences_of(paragraph) for paragraph, _ in order(1, 4)] == [1, 4]


def test_what_does_not_fit_is_passed_over_and_ranks_run_on() -> None:
    kept = within(order(3, 5, 2, 1), 6)
    assert [(paragraph.id, chosen.rank) for paragraph, chosen in kept] == [("甲县:1", 1), ("甲县:3", 2), ("甲县:4", 3)]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(9, 60))
def test_the_budget_is_kept_and_used_as_far_as_anything_fits(sentences: list[int], most: int) -> None:
    kept = within(order(*sentences), most)
    used = sum(sentences_of(paragraph) for paragraph, _ in kept)
    assert used <= most
    left_out = [count for rank, count in enumerate(sentences, 1) if rank not in {one.number for _, one in kept}]
    assert all(count > most - used for count in left_out)


def test_a_budget_that_pays_for_no_paragraph_is_refused() -> None:
    with pytest.raises(BadSettings, match=r"2 sentences were asked for, and every paragraph .* has more\. Expected"):
        within(order(3, 5), 2)


def test_enough_paragraphs_are_chosen_for_the_sentences() -> None:
    paragraphs = [paragraph for paragraph, _ in order(2, 4, 6)]
    assert paragraphs_for(paragraphs, 40) == 15  # one and a half times the ten that have 40 in the mean
