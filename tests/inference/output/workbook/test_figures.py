"""Every figure of the workbook is that of shares.json and scores.json to the last digit, or counted and said to be."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inference.output.workbook.heads import ALL
from inference.output.workbook.write import WORKBOOK
from reports.words import KEYS, LEVELS, PARTS, Language
from tests.inference.output.tagged_folder import TAXONOMY, tagged
from tests.inference.output.workbook.conftest import Written

ZH = ("占比", "差异", "评分", "说明")
EN = ("Shares", "Differences", "Scores", "Method")


def language_of(written: Written) -> Language:
    return "zh" if "占比" in written.sheets() else "en"


def names(language: Language) -> dict[str, str]:
    return {one.id: one.chinese if language == "zh" else one.english for one in TAXONOMY.categories}


def said(group: str, by: str, language: Language) -> Any:
    if by == "year":
        return int(group)
    return {**LEVELS, **PARTS}[group].said(language) if by in ("level", "part") else group


def test_every_share_is_that_of_the_file_to_the_last_digit(corrected: Written) -> None:
    language = language_of(corrected)
    head, *rows = corrected.sheets()[(ZH if language == "zh" else EN)[0]]
    found = {tuple(row[:3]): row[4:11] for row in rows}
    assert len(found) == len(rows)
    expected: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for one in corrected.shares["shares"]:
        by, group = next(iter(one["group"].items()), ("", ""))
        place = (ALL.said(language),) * 2 if not by else (KEYS[by].said(language), said(group, by, language))
        counts = one["reports"], one["reports_labelled"], one["paragraphs"]
        expected[(*place, names(language)[one["category"]])] = *counts, *(one[key] for key in FIGURES)
    for grouping in corrected.shares["groupings"]:
        for group in grouping["groups"]:
            for key, own in group["shares"].items():
                counts = group["reports"], group["reports_labelled"], group["paragraphs"]
                by = KEYS[grouping["by"]].said(language)
                place = by, said(group["group"], grouping["by"], language)
                expected[(*place, names(language)[key])] = *counts, *(own[one] for one in FIGURES)
    assert found == expected
    assert len(head) == 14


FIGURES = ("raw", "share", "low", "high")


def test_what_is_corrected_and_what_is_not_is_said_in_every_row(corrected: Written) -> None:
    language = language_of(corrected)
    _, *rows = corrected.sheets()[(ZH if language == "zh" else EN)[0]]
    words = {
        True: {"zh": "校正", "en": "corrected"},
        False: {"zh": "直接计数，未校正", "en": "raw count, not corrected"},
    }
    assert {row[3] for row in rows} <= {one[language] for one in words.values()}
    assert all(row[3] == words[row[8] is not None][language] for row in rows)


def test_every_difference_is_that_of_the_file_and_says_no_more_than_is_sure(corrected: Written) -> None:
    language = language_of(corrected)
    _, *rows = corrected.sheets()[(ZH if language == "zh" else EN)[1]]
    expected = [
        tuple(one[key] for key in ("raw", "value", "low", "high", "p_holm")) for one in corrected.shares["differences"]
    ]
    sure = [one["holds"] for one in corrected.shares["differences"]]
    for grouping in corrected.shares["groupings"]:
        for pair in grouping["differences"]:
            for own in pair["categories"].values():
                expected.append((own["raw"], own["difference"], own["low"], own["high"], None))
                sure.append(own["low"] is not None and (own["low"] > 0 or own["high"] < 0))
    assert [tuple(row[5:10]) for row in rows] == expected
    assert [row[10] not in ("不能确定", "not sure") for row in rows] == sure


def test_every_score_is_that_of_the_file_to_the_last_digit(corrected: Written) -> None:
    language = language_of(corrected)
    _, *rows = corrected.sheets()[(ZH if language == "zh" else EN)[2]]
    expected: list[tuple[Any, ...]] = []
    for own in corrected.scores["scores"].values():
        for key in TAXONOMY.ids:
            one = own["categories"][key]
            expected.append((one["f1"], None, None, one["precision"], one["recall"], one["support"], one["predicted"]))
        empty = (None,) * 4
        expected += [
            (own["macro_f1"], *own["macro_f1_interval"], *empty),
            (own["micro_f1"], None, None, *empty),
            (own["exact_match"], None, None, *empty),
        ]
    assert [tuple(row[2:9]) for row in rows] == expected
    told = {row[0]: row[1] for row in corrected.sheets()[(ZH if language == "zh" else EN)[3]]}
    assert told["宏平均 F1" if language == "zh" else "Macro-F1"] == corrected.scores["scores"]["model"]["macro_f1"]


def test_without_shares_everything_is_counted_and_said_to_be_raw(raw: Written) -> None:
    sheets = raw.sheets()
    assert "占比" not in sheets
    head, *rows = sheets["占比（未校正）"]
    assert {row[3] for row in rows} == {"直接计数，未校正"}
    assert not any("区间" in one or "校正后" in one for one in head)
    paragraphs = tagged()
    for row in rows:
        own = [one for one in paragraphs if row[1] == _group(one, row[0])]
        key = next(one.id for one in TAXONOMY.categories if one.chinese == row[2])
        carried = sum(key in one.tags for one in own)
        assert row[4:] == (len({one.paragraph.report for one in own}), len(own), carried, carried / len(own))
    assert Counter(row[0] for row in rows) == {"全部报告": 4, "年份": 12, "地区": 12, "层级": 12, "回顾与部署": 8}
    assert any("没有校正" in str(row[1]) for row in sheets["说明"])


def _group(one: Any, by: str) -> object:
    about = one.paragraph.about
    values: dict[str, object] = {
        "全部报告": "全部报告",
        "年份": about.year or "未注明",
        "地区": about.region or "未注明",
        "层级": LEVELS[about.level].chinese if about.level else "未注明",
        "回顾与部署": PARTS[one.paragraph.part].chinese,
    }
    return values[by]


def test_years_have_no_thousands_marks_and_shares_are_per_cent(corrected: Written) -> None:
    book = openpyxl.load_workbook(corrected.folder / WORKBOOK)
    sheet = book[(ZH if language_of(corrected) == "zh" else EN)[0]]
    year = next(row for row in sheet.iter_rows(min_row=2) if isinstance(row[1].value, int))
    assert (year[1].number_format, year[7].number_format) == ("0", "0.0%")
    assert year[1].font.name == "等线"


@pytest.mark.parametrize("name", ["shares", "scores"])
def test_the_file_itself_may_be_named(place: Path, name: str, tmp_path: Path) -> None:
    from inference.output.workbook.gathering import gather
    from tests.inference.output.tagged_folder import manifest

    both = {"shares": None, "scores": None} | {name: place / name / f"{name}.json"}
    content = gather(place / "tagged", manifest(), **both)
    assert content.judged is not None
    assert (content.figures.found is None) == (name == "scores")


def test_scores_by_labels_that_a_model_gave_say_so() -> None:
    from inference.output.workbook import introduction
    from inference.output.workbook.scores import own_scores
    from tests.inference.output.tagged_folder import manifest

    scores = {"f1": {}, "macro_f1": 0.9, "paragraphs": 500, "by_models_alone": 400}
    rows = list(introduction.scores(own_scores(replace(manifest(), scores=scores)), "en"))
    assert any("400 of them labelled by a language model" in str(row.content) for row in rows)
