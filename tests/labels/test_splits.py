"""Splits: nothing of a report or region on both sides, nothing lost, nothing twice."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.labelled import LabelledParagraph, read_labelled
from labels.splits import Unit, folds_by_report, grouped_folds, hold_out, read_report_list, region_of, split_by_report
from labels.taxonomy import Taxonomy
from reports.report import LEVELS, About
from storage.errors import BadData, BadSettings
from tests.invented import invented_rows
from tests.labels.conftest import row

IDS = ("industry", "ecology", "livelihood", "security")


@st.composite
def data_sets(draw: st.DrawFn) -> list[LabelledParagraph]:
    """Rows of 5 to 12 regions, each with one or two years, shuffled; some rows state their region, others do not."""
    rows = []
    for number in range(draw(st.integers(5, 12))):
        for year in draw(st.sampled_from([(2024,), (2024, 2025)])):
            for index in range(draw(st.integers(1, 6))):
                labels = draw(st.lists(st.sampled_from(IDS), unique=True))
                region = draw(st.sampled_from(["", f"虚{number}县"]))
                rows.append(row(f"虚{number}县-{year}", index, labels, region))
    return draw(st.permutations(rows))


def names(rows: Iterable[LabelledParagraph]) -> tuple[set[str], set[str]]:
    rows = list(rows)
    return {row.report for row in rows}, {region_of(row) for row in rows}


@given(rows=data_sets(), share=st.floats(0.01, 0.99), seed=st.integers(0, 99))
def test_a_report_never_straddles_two_splits(rows: list[LabelledParagraph], share: float, seed: int) -> None:
    train, rest = split_by_report(rows, share, seed)
    assert train and rest
    assert Counter(row.id for row in train + rest) == Counter(row.id for row in rows)
    for ours, theirs in zip(names(train), names(rest), strict=True):
        assert not ours & theirs


@given(rows=data_sets(), k=st.integers(2, 5), seed=st.integers(0, 99))
def test_every_row_is_tested_in_exactly_one_fold_and_no_region_straddles(
    rows: list[LabelledParagraph], k: int, seed: int
) -> None:
    folds = folds_by_report(rows, k, seed)
    assert sorted(number for _, test in folds for number in test) == list(range(len(rows)))
    for train, test in folds:
        assert test
        assert sorted(train + test) == list(range(len(rows)))
        for ours, theirs in zip(names(rows[i] for i in train), names(rows[i] for i in test), strict=True):
            assert not ours & theirs


@given(rows=data_sets(), seed=st.integers(0, 99))
def test_the_order_of_the_rows_does_not_change_the_split(rows: list[LabelledParagraph], seed: int) -> None:
    def rest(given: list[LabelledParagraph]) -> set[str]:
        return {row.id for row in split_by_report(given, 0.3, seed)[1]}

    assert rest(rows) == rest(rows[::-1])


def test_another_seed_makes_another_split() -> None:
    rows = [row(f"虚{number}县-2024", index, IDS[: number % 3]) for number in range(12) for index in range(5)]
    assert len({frozenset(row.report for row in split_by_report(rows, 0.25, seed)[1]) for seed in range(8)}) > 1


def test_a_split_is_even_in_every_category() -> None:
    # 40 regions of ten rows, each region about one category: dealt out at random, a category could miss the smaller
    # part.
    rows = [row(f"虚{number}县-2024", index, [IDS[number % 4]]) for number in range(40) for index in range(10)]
    rest = split_by_report(rows, 0.2, seed=0)[1]
    assert Counter(row.labels for row in rest) == {(one,): 20 for one in IDS}


def test_a_split_of_unlike_regions_is_close_to_its_share_in_every_category() -> None:
    # 30 regions of 3 to 32 rows that differ in what they are about.
    rows = [
        row(f"虚{number}县-2024", index, [one for place, one in enumerate(IDS) if (number + index) % (place + 2) == 0])
        for number in range(30)
        for index in range(3 + number * 7 % 30)
    ]
    for seed in range(5):
        rest = split_by_report(rows, 0.2, seed)[1]
        for one in IDS:
            found, of = (sum(one in row.labels for row in part) for part in (rest, rows))
            assert abs(found / of - 0.2) < 0.03, (seed, one)


@pytest.mark.parametrize(
    ("report", "region", "expected"),
    [
        ("云山省-2025", "", "云山"),
        ("云山-2026", "", "云山"),
        ("榆木市-2021-要点", "", "榆木"),
        ("榆木市-2021~2", "", "榆木"),
        ("北岭维吾尔自治区-2026", "", "北岭"),
        ("speech", "石桥县", "石桥县"),
        ("speech", "", "speech"),
        ("沙市-2020", "", "沙市"),  # what would be left is no name
    ],
)
def test_reports_of_one_region_meet_under_one_name(report: str, region: str, expected: str) -> None:
    assert region_of(row(report, region=region)) == expected


def test_all_rows_of_a_report_follow_the_region_that_any_of_them_states() -> None:
    rows = [row("a", 0), row("a", 1, region="石桥县"), row("石桥县-2020"), row("b"), row("c")]
    assert all({0, 1, 2} <= set(test) or not {0, 1, 2} & set(test) for _, test in folds_by_report(rows, 3, 0))


def test_one_region_can_still_be_split_by_report_where_that_is_asked_for() -> None:
    rows = [row(f"榆木市-{year}", index) for year in (2021, 2022, 2023) for index in range(3)]
    with pytest.raises(BadSettings, match=r"come from 1 region.*--split-by report"):
        folds_by_report(rows, 3, 0)
    assert [len(test) for _, test in folds_by_report(rows, 3, 0, by="report")] == [3, 3, 3]


def test_too_few_reports_for_the_folds_is_one_clear_line() -> None:
    with pytest.raises(BadSettings, match=r"come from 2 region\(s\), but 5 parts were asked for") as error:
        folds_by_report([row("甲县-2020"), row("乙县-2020")], 5, 0)
    assert "\n" not in str(error.value)


def unlike(seed: int) -> str:
    return "".join(map(chr, random.Random(seed).choices(range(0x4E00, 0x5600), k=120)))


def told(report: str, texts: Iterable[str]) -> list[LabelledParagraph]:
    rows = [(row(report, index), text) for index, text in enumerate(texts)]
    return [replace(one, paragraph=replace(one.paragraph, text=text)) for one, text in rows]


def test_regions_that_share_a_paragraph_are_never_on_two_sides() -> None:
    reports = [[unlike(10 * number + index) for index in range(4)] for number in range(8)]
    apart = [one for number, texts in enumerate(reports) for one in told(f"虚{number}县-2024", texts)]
    reports[5][2] = reports[1][0][:110] + "岚" * 10
    rows = [one for number, texts in enumerate(reports) for one in told(f"虚{number}县-2024", texts)]

    def together(given: list[LabelledParagraph], seed: int) -> bool:
        parts = [{given[i].report for i in test} for _, test in folds_by_report(given, 8 - 1, seed)]
        return any({"虚1县-2024", "虚5县-2024"} <= part for part in parts)

    assert all(together(rows, seed) for seed in range(6))
    assert not all(together(apart, seed) for seed in range(6))
    with pytest.raises(BadSettings, match=r"come from 8 regions, but these share text, so that only 7 group\(s\)"):
        folds_by_report(rows, 8, 0)
    assert len(folds_by_report(rows, 8, 0, by="report")) == 8  # a shared paragraph alone joins no reports


def test_one_report_under_two_names_is_never_on_two_sides() -> None:
    texts = [unlike(index) for index in range(12)]
    rows = [
        *told("甲县-2024", texts),
        *told("speech", texts[:9]),
        *told("丙县-2024", [unlike(99)]),
        *told("丁县-2024", [unlike(98)]),
    ]
    for by in ("region", "report"):
        for seed in range(4):
            for train, test in folds_by_report(rows, 3, seed, by):
                assert len({rows[i].report for i in test} & {"甲县-2024", "speech"}) != 1
                assert len({rows[i].report for i in train} & {"甲县-2024", "speech"}) != 1
    with pytest.raises(BadSettings, match="or remove the copies"):
        folds_by_report(rows, 4, 0, by="report")


def test_reports_that_all_share_text_are_refused_in_one_clear_line() -> None:
    rows = [one for number in range(6) for one in told(f"虚{number}县-2024", [unlike(0), unlike(number + 1)])]
    with pytest.raises(BadSettings, match=r"only 1 group\(s\).*--split-by report") as error:
        folds_by_report(rows, 5, 0)
    assert "\n" not in str(error.value)


def test_folds_keep_regions_together_and_take_reports_where_regions_are_too_few() -> None:
    rows = invented_rows()
    # The formulas of invented reports would join them: paragraphs shorter than 60 letters are not compared.
    for learnt, scored in grouped_folds(rows, 5):
        assert not {region_of(rows[i]) for i in learnt} & {region_of(rows[i]) for i in scored}
    one_region = [replace(row, paragraph=replace(row.paragraph, about=About(region="岚川县"))) for row in rows]
    assert len(grouped_folds(one_region, 5)) == 5
    two_reports = [row for row in rows if row.report in ("岚川县-2031", "砚浦市-2031")]
    assert len(grouped_folds(two_reports, 5)) == 2


def test_one_report_cannot_be_cut() -> None:
    rows = invented_rows()
    with pytest.raises(BadSettings, match=r"1 report\(s\)"):
        grouped_folds([row for row in rows if row.report == "岚川县-2031"], 5)


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, float("nan")])
def test_a_share_outside_its_range_is_refused(share: float) -> None:
    with pytest.raises(BadSettings, match="Expected a number above 0 and below 1"):
        split_by_report([row("甲县-2020"), row("乙县-2020")], share, 0)


def test_one_fold_is_refused() -> None:
    with pytest.raises(BadSettings, match="Expected 2 or more"):
        folds_by_report([row("甲县-2020"), row("乙县-2020")], 1, 0)


def test_a_held_out_list_is_read_without_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "held-out.txt"
    path.write_text("# never trained on\n甲县-2020\n\n乙县-2020  # a county\n", encoding="utf-8")
    rows = [row("甲县-2020"), row("丙县-2020"), row("乙县-2020")]
    train, held_out = hold_out(rows, read_report_list(path))
    assert (train, held_out) == ([rows[1]], [rows[0], rows[2]])


def test_a_held_out_report_without_rows_is_named() -> None:
    with pytest.raises(BadData, match="'丁县-2020' is to be held out, but no labelled paragraph is of it"):
        hold_out([row("甲县-2020")], {"甲县-2020", "丁县-2020"})


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"# nothing\n", "lists no report"), (b"\xff\xfe\x00", "not UTF-8"), (None, "cannot be opened")],
)
def test_a_bad_held_out_list_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "held-out.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadData, match=re.escape(str(path)) + r".*" + message):
        read_report_list(path)


def test_real_regions_meet_across_years_and_folds_are_even(real_data: Path, taxonomy: Taxonomy) -> None:
    rows = read_labelled(real_data / "labels" / "labelled.jsonl", taxonomy)
    assert len({region_of(row) for row in rows if row.report.startswith(("广西", "宁夏", "新疆", "内蒙古"))}) == 4
    for category in taxonomy.ids:
        counts = [sum(category in rows[i].labels for i in test) for _, test in folds_by_report(rows, 5, seed=0)]
        assert max(counts) < 1.4 * min(counts), category


def test_rows_come_out_of_a_split_with_their_evidence() -> None:
    rows = [replace(one, evidence={key: ((0, 5),) for key in one.labels}) for one in invented_rows()]
    train, rest = split_by_report(rows, 0.3, 0)
    assert sorted([*train, *rest], key=lambda one: one.id) == sorted(rows, key=lambda one: one.id)


@pytest.mark.parametrize("by", ["year", "source", "level"])
def test_years_sources_and_levels_can_be_kept_together(by: Unit) -> None:
    values = [LEVELS[number % 4] for number in range(12)]
    rows = []
    for number, level in enumerate(values):
        one = row(f"岚{number}县-2031")
        about = replace(one.paragraph.about, year=2030 + LEVELS.index(level), level=level)
        rows.append(replace(one, paragraph=replace(one.paragraph, about=about, source=f"来自{level}")))
    for train, test in folds_by_report(rows, 4, 0, by):
        assert len({values[i] for i in test}) == 1
        assert not {values[i] for i in train} & {values[i] for i in test}
    with pytest.raises(BadSettings, match=rf"come from 4 {by}\(s\), but 5 parts.*for these {by}s only"):
        folds_by_report(rows, 5, 0, by)
