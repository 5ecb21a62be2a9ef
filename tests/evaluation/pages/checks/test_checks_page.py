"""The sections say what scores.json says, whole, and escaped."""

from dataclasses import replace

import pytest
from lxml import html

from evaluation.behaviour.case_file import read_cases
from evaluation.behaviour.judging import Behaviour, behaviour
from evaluation.leakage.copies import Crossing
from evaluation.leakage.leakage import Leakage, NamedCopy, SplitScore
from evaluation.pages.checks.checks_page import SHOWN, checks_page, sections
from evaluation.trust.checks import NOT_CHECKED, Checks
from labels.taxonomy import Taxonomy
from tests.pages import shown, words

MARKUP = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def told() -> Behaviour:
    return behaviour(read_cases(None, Taxonomy.load()), lambda texts: [["industry"]] * len(texts))


@pytest.fixture
def leakage() -> Leakage:
    found = SplitScore("random", 500, 12, 400.0, 0.871, (0.85, 0.89), 0.0, (0.0, 0.0), Crossing(7, 3, 500))
    hard = replace(found, way="region", macro_f1=0.8, lead=0.071, lead_interval=None, copied=Crossing(0, 0, 500))
    copies = tuple(NamedCopy(f"甲:{n}", MARKUP, 0.75, MARKUP, "文") for n in range(SHOWN + 5))
    return Leakage((found, hard), {"year": "no years"}, copies)


def test_nothing_is_set_where_nothing_was_checked(taxonomy: Taxonomy) -> None:
    assert sections(NOT_CHECKED, taxonomy).strip() == ""


def test_every_test_has_a_row_with_its_rates(told: Behaviour, taxonomy: Taxonomy) -> None:
    page = html.fromstring(checks_page(Checks(behaviour=told), taxonomy, "岚川-tagger", ""))
    rows = page.findall(".//section[@id='behaviour']//table")[0].findall("tbody/tr")
    assert len(rows) == len(told.tests) + 3
    first = told.kinds[0].every
    cells = [cell.text_content().strip() for cell in rows[0].findall("td")]
    assert cells[0] == f"{100 * first.failed / first.cases:.0f} % {first.failed}/{first.cases}"
    assert len(page.findall(".//table[@class='figures failures']/tbody/tr")) == SHOWN < len(told.failures)


def test_every_split_has_a_row_and_what_is_missing_its_reason(leakage: Leakage, taxonomy: Taxonomy) -> None:
    text = checks_page(Checks(leakage=leakage), taxonomy, "", "rows.jsonl")
    page = shown(text)
    section = page.find(".//section[@id='leakage']")
    assert section is not None
    random, region = (
        [cell.text_content().strip() for cell in row.findall("td")] for row in section.findall(".//tbody/tr")[:2]
    )
    assert random == ["500", "12", "400", "0.871", "0.850 – 0.890", "—", "—", "7 1.4 %", "3"]
    assert region[5:7] == ["+0.071", "—"]
    assert "Past to future: not split. no years" in section.text_content()
    assert "以往年测后年：未作划分，标注注明的年份不足两个。" in words(text, "zh")


def test_texts_of_the_labels_are_no_markup(leakage: Leakage, taxonomy: Taxonomy) -> None:
    text = checks_page(Checks(leakage=leakage), taxonomy, MARKUP, MARKUP)
    assert "<script>alert" not in text
    assert html.fromstring(text).find(".//h1").text == MARKUP  # type: ignore[union-attr]
