from dataclasses import replace

import numpy as np
import pytest

from inference.contrast.grouped import table_of
from inference.contrast.table import Table
from inference.contrast.telling import telling_words
from storage.errors import BadSettings
from tests.inference.contrast.invented import counted, lines

COUNTS = counted(lines())
ONE, OTHER = "2031", "2041"


def table(words: dict[str, tuple[int, int]], **given: object) -> Table:
    """Return a table of two groups of 10 reports and 20,000 characters each."""
    made = Table(
        "year",
        "",
        (ONE, OTHER),
        tuple(words),
        tuple(words.values()),
        tuple((min(one, 10), min(other, 10)) for one, other in words.values()),
        (20_000, 20_000),
        (10, 10),
        (1.0,) * len(words),
        2000.0,
    )
    return replace(made, **given)  # type: ignore[arg-type]


def named(of: Table, limit: int = 20) -> list[str]:
    return [one.word for one in telling_words(of, ONE, OTHER, limit)]


def test_z_is_that_of_monroe_colaresi_and_quinn() -> None:
    """Their equations 15, 16 and 22, on arrays, without and with clumping."""
    for clumping in (1.0, 2.5):
        of = table({"湿地": (12, 40), "夜校": (30, 9), "水库": (20, 21)}, clumping=(clumping,) * 3)
        y, n = np.array(of.counts, float), np.array(of.characters, float)
        alpha = of.prior * y.sum(axis=1) / n.sum()
        omega = np.log((y + alpha[:, None]) / (n + of.prior - y - alpha[:, None]))
        delta = omega[:, 1] - omega[:, 0]
        z = delta / np.sqrt(clumping * (1 / (y[:, 0] + alpha) + 1 / (y[:, 1] + alpha)))
        found = {one.word: one.z for one in telling_words(of, ONE, OTHER)}
        assert found == pytest.approx({word: z[n] for n, word in enumerate(of.words) if abs(z[n]) >= 1.96}, rel=1e-12)
        assert "湿地" in found


def test_words_stand_by_how_surely_they_tell_those_of_the_second_group_first() -> None:
    of = table({"湿地": (12, 40), "夜校": (60, 9), "水库": (20, 21), "河道": (0, 60), "厂房": (40, 15)})
    found = telling_words(of, ONE, OTHER)
    assert [one.word for one in found] == ["河道", "湿地", "厂房", "夜校"]
    assert (found[0].first_per_1000, found[0].second_per_1000) == (0, 3)
    assert (found[0].first_reports, found[0].second_reports) == (0, 10)
    assert named(of, 1) == ["河道", "夜校"]
    back = telling_words(of, OTHER, ONE)
    assert [one.word for one in reversed(back)] == [one.word for one in found]
    assert [-one.z for one in reversed(back)] == pytest.approx([one.z for one in found])


def test_a_word_that_a_longer_one_explains_is_left_out() -> None:
    assert named(table({"振兴": (5, 70), "乡村振兴": (0, 66)})) == ["乡村振兴"]
    assert named(table({"振兴": (40, 170), "乡村振兴": (0, 66)})) == ["振兴", "乡村振兴"]
    assert named(table({"振兴": (80, 40), "乡村振兴": (0, 38)})) == ["乡村振兴", "振兴"]


def test_a_longer_word_that_tells_no_more_than_a_shorter_one_is_left_out() -> None:
    assert named(table({"乡村振兴": (4, 66), "推动乡村振兴": (2, 30)})) == ["乡村振兴"]
    assert named(table({"推动乡村振兴": (2, 30)})) == ["推动乡村振兴"]


def test_what_a_single_report_repeats_is_told_of_no_group() -> None:
    of = table({"湿地": (0, 30)})
    assert named(of) == ["湿地"]
    assert named(replace(of, reports=((0, 1),))) == []
    assert named(replace(of, reports=((0, 1),), reports_there=(10, 1))) == ["湿地"]
    assert named(replace(of, clumping=(30.0,))) == []


def test_a_word_that_one_of_many_reports_repeats_is_clumped_and_not_told() -> None:
    repeated = lines(reports=24)
    for line in repeated:
        if line["report"] in {"岚川县-1", "鹿汀县-3"}:
            line["text"] = f"{line['text']}又种榆树，再栽榆树，遍植榆树，广育榆树。"
    of = table_of(counted(repeated), "year", limit=1000)
    assert of.clumping[of.words.index("榆树")] > 10
    assert "榆树" not in named(of)
    assert {"乡村振兴", "新农村"} <= set(named(of))


def test_a_planted_change_is_found_in_both_directions() -> None:
    found = telling_words(table_of(COUNTS, "year"), ONE, OTHER)
    assert found[0].word == "乡村振兴"
    assert found[-1].word == "新农村"
    assert found[0].z > 5 > -5 > found[-1].z


def test_groups_alike_are_told_apart_by_no_more_words_than_chance_makes() -> None:
    of = table_of(counted(lines(reports=40)), "part")
    assert len(of.words) > 20
    assert len(telling_words(of, "done", "planned")) <= 0.05 * len(of.words)


def test_a_group_that_is_not_is_refused_in_one_line() -> None:
    with pytest.raises(BadSettings, match=r"No paragraph has year '1999'\. Expected one of 2031, 2041"):
        telling_words(table_of(COUNTS, "year"), ONE, "1999")
