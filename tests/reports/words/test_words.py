"""The words that everything shares."""

from typing import get_args

from reports.report import Level, Part
from reports.words import KEYS, LEVELS, MEASURES, PARTS, Phrase, between, value_named


def test_every_level_and_part_that_a_report_may_have_is_named_in_both_languages() -> None:
    assert set(LEVELS) == set(get_args(Level)) - {""}
    assert set(PARTS) == set(get_args(Part)) - {""}
    for phrase in (*LEVELS.values(), *PARTS.values(), *KEYS.values(), *MEASURES.values()):
        assert phrase.english.isascii() and not phrase.chinese.isascii()


def test_an_interval_with_signs_is_told_in_words_and_one_without_by_a_dash() -> None:
    assert between(-3.1, -0.2, "%+.1f") == ("-3.1 至 -0.2", "-3.1 to -0.2")
    assert between(0.1, 0.25, "%.2f") == ("0.10 – 0.25", "0.10 – 0.25")


def test_what_is_no_level_and_no_part_is_its_own_name() -> None:
    assert value_named("county") == Phrase("县级", "County")
    assert value_named("砚湖市") == Phrase("砚湖市", "砚湖市")
