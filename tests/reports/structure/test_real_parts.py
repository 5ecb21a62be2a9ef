"""The parts of real reports, against where they meet when one reads them.

Places are counted in Chinese characters of the cleaned report, so that they hold however it is cut into paragraphs.
"""

import re
from collections import Counter

import pytest

from reports.cleaning.characters import HAN
from reports.report import Paragraph, Part, Report
from reports.structure.headings import heading_of
from reports.structure.parts import parts_of
from reports.structure.segmentation import Segment

_IDEOGRAPH = re.compile(f"[{HAN}]")
# Report: how many characters stand before the review, and before the plan. The rules were tuned on these.
TUNED = {
    "德州市-2022": (0, 0),
    "德州市-2021": (0, 0),
    "咸阳市-2022": (42, 2831),
    "厦门市-2019": (36, 4826),
    "德阳市罗江区-2024": (41, 4968),
    "洮南市-2022": (50, 2984),
    "福建省-2025": (64, 8337),
    "北京市-2026": (46, 5376),
    "广西壮族自治区-2026": (56, 6237),
    "全国-1999": (55, 2183),
    "全国-2000": (48, 2027),
    "全国-2006": (47, 3326),
    "全国-2014": (40, 3736),
}
# On these they were not: their provinces are among those whose words were not counted, and their parts were looked up
# last.
HELD_OUT = {
    "全国-1998": (85, 5953),
    "全国-2002": (40, 1997),  # with the line that announces it
    "蓟州区-2022": (45, 2554),
    "四川省-2025": (41, 6503),
    "山西省-2026": (53, 4397),
}


@pytest.fixture(scope="module")
def named(seeds: list[Report], reports: list[Report]) -> dict[str, Report]:
    return {report.id: report for report in [*seeds, *reports]}


def length(text: str) -> int:
    return len(_IDEOGRAPH.findall(text))


def true_parts(report: Report, review: int, plan: int) -> list[Part]:
    """Judge each paragraph by where its middle lies."""
    parts: list[Part] = []
    for one in report.paragraphs:
        middle = length(report.text[: one.start]) + length(one.text) / 2
        parts.append("" if middle < review else "done" if middle < plan else "planned")
    return parts


def without_headings(paragraphs: tuple[Paragraph, ...], year: int | None) -> list[Part]:
    """Mark the paragraphs of a report that has lost every heading."""
    texts = []
    for one in paragraphs:
        heading = heading_of(one.text)
        texts.append(one.text.removeprefix(heading.headline) if heading else one.text)
    return parts_of(texts, [Segment(one.start, one.end, (), one.flags) for one in paragraphs], year)


@pytest.mark.parametrize("truth", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_every_paragraph_stands_in_its_part(named: dict[str, Report], truth: dict[str, tuple[int, int]]) -> None:
    wrong = Counter[str]()
    for name, places in truth.items():
        found = [one.part for one in named[name].paragraphs]
        wrong[name] += sum(one != true for one, true in zip(found, true_parts(named[name], *places), strict=True))
    assert +wrong == Counter()


@pytest.mark.parametrize(("truth", "most"), [(TUNED, 0.01), (HELD_OUT, 0.01)], ids=["tuned", "held out"])
def test_hardly_any_paragraph_changes_parts_where_headings_are_lost(
    named: dict[str, Report], truth: dict[str, tuple[int, int]], most: float
) -> None:
    wrong = total = 0
    for name, places in truth.items():
        report = named[name]
        year = None if report.about.year is None else report.about.year + ("plans_for_another_year" in report.flags)
        found = without_headings(report.paragraphs, year)
        wrong += sum(one != true for one, true in zip(found, true_parts(report, *places), strict=True))
        total += len(found)
    assert wrong <= most * total, f"{wrong} of {total}"


def test_every_whole_report_has_both_parts_and_a_first_page_the_done_only(named: dict[str, Report]) -> None:
    for report in named.values():
        held = {one.part for one in report.paragraphs}
        first_page = report.id in {f"全国-{year}" for year in range(2006, 2010)}
        only_plan = report.id.startswith("德州市")
        assert held - {""} == ({"done"} if first_page else {"planned"} if only_plan else {"done", "planned"}), report.id
