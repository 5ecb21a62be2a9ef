"""Reports that lost their line breaks are broken again where their author broke them."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reports.formats.finding import find_files
from reports.reading import read_file
from reports.repair.line_breaks.cohesion import cohesion
from reports.repair.line_breaks.context import plausible
from reports.repair.line_breaks.features import BUCKETS, candidates, hashed
from reports.repair.line_breaks.fitting import trees_of
from reports.repair.line_breaks.learning import Broken, broken, f1, has_breaks, train_breaks
from reports.repair.line_breaks.model import (
    LONGEST_LINE,
    BreakModel,
    load_break_model,
    recover_breaks,
    shipped_break_model,
)
from reports.report import Report
from storage.errors import UnreadableReport
from tests.reports.real import PROVINCIAL_2025, PROVINCIAL_2026, SEEDS, files_of
from tests.scripts.running import run_script

ROOT = Path(__file__).parents[4]
HELD_OUT = ("吉林", "四川", "天津", "山东", "广东", "江西", "浙江", "甘肃")


@pytest.fixture(scope="module")
def samples() -> list[Report]:
    return [report for path in find_files([ROOT / "reports" / "sample"]) for report in read_file(path)]


@pytest.fixture(scope="module")
def invented() -> list[Broken]:
    """Reports of six places that break at every heading and before 一是, as their texts tell."""
    texts = []
    for number in range(12):
        lines = []
        for part in ("一、过去一年工作回顾", "二、今年工作安排"):
            lines.append(part)
            for place in range(12):
                lines.append(
                    f"深入抓好第{place}件事。修路{number + place}里，架桥{place}座，群众称便。大家都说好，都说办得快。"
                )
        texts.append(
            Broken(
                f"云{number % 6}市", "".join(lines), frozenset(np.cumsum([len(line) for line in lines])[:-1].tolist())
            )
        )
    return texts


def test_candidates_are_sentence_ends_and_places_within_a_heading_that_runs_into_its_text() -> None:
    text = "好。一、过去一年工作回顾过去一年，我们修路。又架桥！"
    found = candidates(text)
    assert [text[one.place :][:2] for one in found if not one.in_heading] == ["一、", "又架"]
    assert "回顾|过去" in {
        text[one.place - 2 : one.place] + "|" + text[one.place :][:2] for one in found if one.in_heading
    }
    first = next(one for one in found if one.place == 2)
    assert (text[first.before : first.place], text[first.place : first.end][-3:], text[first.end : first.beyond]) == (
        "好。",
        "修路。",
        "又架桥！",
    )


def test_what_tells_of_a_place_is_the_same_in_every_process() -> None:
    text = "好。一是修路。"
    (features,) = hashed(text, [one for one in candidates(text) if not one.in_heading])
    assert features.max() < BUCKETS
    assert int(features.sum()) == int(hashed(text, candidates(text))[0].sum())
    assert features.tolist() == sorted(features.tolist())  # no order of this process, in which sums would differ
    assert features.tolist()[:2] == [1207, 2481]  # CRC-32 is the same everywhere; str.__hash__ is not


def test_a_trained_model_breaks_other_places_alike(invented: list[Broken], tmp_path: Path) -> None:
    model = train_breaks(invented[:10])
    assert f1([model.breaks(one.text) for one in invented[10:]], invented[10:]) > 0.95
    model.save(tmp_path / "model.npz")
    again = load_break_model(tmp_path / "model.npz")
    assert again.breaks(invented[11].text) == model.breaks(invented[11].text)


def test_spaces_in_a_text_move_the_breaks_along(invented: list[Broken]) -> None:
    model, text = train_breaks(invented[:10]), invented[10].text
    spaced = text.replace("，", "， ")
    assert [spaced[place:][:4] for place in model.breaks(spaced)] == [text[place:][:4] for place in model.breaks(text)]


def test_a_text_without_any_sentence_end_has_no_break() -> None:
    assert shipped_break_model().breaks("云溪" * 900) == []
    assert shipped_break_model().breaks("") == []
    assert plausible([], np.zeros(0), np.zeros(0)).tolist() == []


def test_reports_of_one_region_are_refused(invented: list[Broken]) -> None:
    with pytest.raises(UnreadableReport, match=r"Expected two regions at least"):
        train_breaks([one for one in invented if one.group == "云0市"])


def test_lines_of_usual_length_stay_as_they_are() -> None:
    lines = ["一、工作回顾", "修路。" * (LONGEST_LINE // 3)]
    assert recover_breaks(lines) == (lines, 0)


def test_f1_counts_breaks_of_all_reports() -> None:
    reports = [Broken("a", "甲乙丙丁", frozenset({1, 2})), Broken("b", "甲乙", frozenset({1}))]
    assert f1([[1, 3], []], reports) == pytest.approx(2 * 1 / (2 + 3))


def test_the_sample_reports_without_breaks_are_broken_again(samples: list[Report], tmp_path: Path) -> None:
    whole = [report for report in samples if has_breaks(report)]
    texts = [broken(report) for report in whole]
    shipped: BreakModel = shipped_break_model()
    assert len(texts) >= 2
    assert f1([shipped.breaks(one.text) for one in texts], texts) > 0.6
    longest = max(texts, key=lambda one: len(one.text))
    assert len(longest.text) > LONGEST_LINE
    path = tmp_path / "a.txt"
    path.write_text(longest.text, encoding="utf-8")
    (report,) = read_file(path)
    assert "breaks_recovered" in report.flags
    assert re.sub(r"\s", "", report.text) == longest.text


def test_the_sixteen_reports_not_learnt_from_are_broken_where_their_authors_broke_them(real_data: Path) -> None:
    """The shipped model was learnt without these regions' reports (docs/reading.md)."""
    names = [name for name in (*PROVINCIAL_2025, *PROVINCIAL_2026) if any(region in name for region in HELD_OUT)]
    reports = [read_file(path)[0] for path in files_of(real_data, tuple(names))]
    texts = [broken(report) for report in reports]
    assert len(texts) == 16
    assert f1([shipped_break_model().breaks(one.text) for one in texts], texts) >= 0.83


def test_the_shipped_model_says_what_it_reached_across_levels_and_years() -> None:
    assert 0.77 <= shipped_break_model().expected <= 1


def test_a_place_is_one_group_whatever_its_name_and_rank_were(samples: list[Report]) -> None:
    report = samples[0]
    groups = {
        broken(replace(report, about=replace(report.about, level="county", region=region))).group
        for region in ("石桥县", "石桥区", "砚湖市石桥区")
    }
    assert groups == {"石桥"}


def test_sentences_of_one_matter_share_more_than_those_of_two() -> None:
    sentences = ["修路架桥便利出行。", "修路架桥惠及乡村。", "学校医院建成开诊。", "学校医院招聘教师。"]
    starts = np.cumsum([0, *map(len, sentences)])[:-1]
    beside = cohesion("".join(sentences), starts, np.arange(4))[0]
    assert beside[2] < min(beside[1], beside[3])


def test_trees_judge_as_those_that_were_learnt() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    draw = np.random.default_rng(0)
    inputs = draw.normal(size=(600, 5))
    answers = inputs[:, 0] * inputs[:, 1] > draw.normal(size=600) / 4
    fitted = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6).fit(inputs, answers)
    np.testing.assert_allclose(trees_of(fitted).scores(inputs), fitted.decision_function(inputs), atol=1e-9)


def test_a_text_far_longer_than_any_report_is_left_to_the_rules() -> None:
    endless = "修路架桥。" * 30_000
    assert recover_breaks([endless]) == ([endless], 0)


def test_reports_on_one_line_each_get_their_paragraphs(real_data: Path) -> None:
    reports = read_file(*files_of(real_data, SEEDS[2:3]))
    assert all("breaks_recovered" in report.flags for report in reports)
    assert all(40 <= len(report.text.split("\n")) <= 130 for report in reports)


@pytest.mark.parametrize(
    ("options", "said"),
    [([], "Expected two regions at least"), (["--hold-out", "龘市"], "--hold-out names 龘市")],
)
def test_the_script_says_what_it_needs(options: list[str], said: str, tmp_path: Path) -> None:
    done = run_script(
        "build/line_breaks",
        ROOT / "reports" / "sample" / "lutang-2023.txt",
        "--output",
        tmp_path / "m.npz",
        *options,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "m.npz").exists()
