"""Slices are what scikit-learn says of a part of the paragraphs, and are cut where there is something to tell apart."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from evaluation.scoring.slices import FEWEST, Slice, slices
from labels.counting import Floats, Labels, indicators
from labels.labelled import LabelledParagraph
from reports.report import About, Level, Paragraph

IDS = ("industry", "ecology", "livelihood")


def row_of(number: int, *labels: str, about: About) -> LabelledParagraph:
    report = f"岚川县-{number // 5}"
    return LabelledParagraph(Paragraph(f"{report}:{number}", report, "岚川县办成一件大事。", about), labels)


def judged(abouts: Sequence[About], seed: int = 2) -> tuple[list[LabelledParagraph], Labels, Floats]:
    """Return rows, tags at 0.5 and scores that tell a little of the labels."""
    chance = np.random.default_rng(seed)
    truth = chance.random((len(abouts), 3)) < (0.5, 0.3, 0.2)
    scores = np.round(0.4 * truth + 0.6 * chance.random(truth.shape), 2)
    rows = [
        row_of(n, *(key for key, yes in zip(IDS, row, strict=True) if yes), about=abouts[n])
        for n, row in enumerate(truth)
    ]
    return rows, [[key for key, one in zip(IDS, row, strict=True) if one >= 0.5] for row in scores], scores


def levels(*given: Level) -> list[About]:
    return [About(level=one) for one in given]


def test_every_figure_of_a_slice_is_scikit_learns() -> None:
    rows, tags, scores = judged(levels("county", "province") * 60)
    found = slices(rows, tags, scores, IDS)
    assert list(found) == ["level"]
    assert [one.value for one in found["level"]] == ["province", "county"]
    for one, first in zip(found["level"], (1, 0), strict=True):
        true, said = (indicators([*of], IDS)[first::2] for of in ([row.labels for row in rows], tags))
        own = scores[first::2]
        f1s = f1_score(true, said, average=None)
        assert one.macro_f1 == pytest.approx(f1s.mean())
        for k, key in enumerate(IDS):
            part = one.categories[key]
            assert part.scores.f1 == pytest.approx(f1s[k])
            assert part.scores.support == true[:, k].sum()
            assert part.bias == pytest.approx(own[:, k].mean() - true[:, k].mean())
            best = max(f1_score(true[:, k], own[:, k] >= tried) for tried in np.linspace(0, 1, 101))
            assert part.best_f1 == pytest.approx(best)
            assert part.best_threshold is not None
            assert f1_score(true[:, k], own[:, k] >= part.best_threshold) == pytest.approx(best)
        assert (one.paragraphs, one.reports) == (60, 24)


def test_slices_are_small_where_chance_moves_them() -> None:
    rows, tags, scores = judged(levels(*["county"] * FEWEST, *["national"] * (FEWEST - 1)))
    national, county = slices(rows, tags, scores, IDS)["level"]
    assert (national.small, county.small) == (True, False)


def test_one_value_is_no_slice_and_what_is_not_stated_is_one_and_stands_last() -> None:
    for abouts in (levels("county") * 6, levels("") * 6, [About(year=2031)] * 6):
        assert slices(*judged(abouts), IDS) == {}
    [one, other] = slices(*judged(levels("", "county", "county")), IDS)["level"]
    assert ((one.value, one.paragraphs), (other.value, other.paragraphs)) == (("county", 2), (None, 1))


def test_sources_are_left_out_where_each_report_has_its_own() -> None:
    rows, tags, scores = judged(levels("county") * 10)
    own = [replace(row, paragraph=replace(row.paragraph, source=f"{row.report}.docx")) for row in rows]
    assert slices(own, tags, scores, IDS) == {}
    mixed = [
        replace(row, paragraph=replace(row.paragraph, source="网页" if n % 2 else "文件")) for n, row in enumerate(rows)
    ]
    assert [one.value for one in slices(mixed, tags, scores, IDS)["source"]] == ["文件", "网页"]


def test_years_join_into_periods_that_say_something() -> None:
    years = [2001, 2002, 2003] * 40 + [2011] * 120 + [2012] * 5
    found = slices(*judged([About(year=year) for year in years]), IDS)
    assert [(one.value, one.paragraphs) for one in found["period"]] == [("2001–2003", 120), ("2011–2012", 125)]
    assert [one.value for one in found["year"]] == [2001, 2002, 2003, 2011, 2012]
    large = slices(*judged([About(year=year) for year in [2001, 2002] * 100]), IDS)
    assert list(large) == ["year"]


def test_a_category_that_a_slice_does_not_hold_says_nothing_of_the_model() -> None:
    abouts = levels("county", "province")
    rows = [row_of(0, "industry", about=abouts[0]), row_of(1, about=abouts[1])]
    scores = np.array([[0.9, 0.1, 0.1], [0.1, 0.1, 0.1]])
    province, county = slices(rows, [["industry"], []], scores, IDS)["level"]
    assert (county.macro_f1, province.macro_f1) == (1, None)
    assert (county.categories["ecology"].best_f1, county.categories["industry"].best_f1) == (None, 1)


def test_a_shifted_level_is_told_by_its_threshold_and_its_calibration() -> None:
    chance = np.random.default_rng(5)
    truth = chance.random((400, 1)) < 0.4
    # In the second half every score is lower: at 0.5 much is missed that 0.3 would find.
    scores = np.where(truth, 0.7, 0.2) + chance.normal(0, 0.05, (400, 1)) - np.repeat([[0.0], [0.25]], 200, axis=0)
    abouts = levels(*["province"] * 200, *["county"] * 200)
    rows = [row_of(n, *(["industry"] if yes else []), about=abouts[n]) for n, (yes,) in enumerate(truth)]
    tags = [["industry"] if one >= 0.5 else [] for (one,) in scores]
    province, county = (
        one.categories["industry"] for one in slices(rows, tags, scores.clip(0, 1), ("industry",))["level"]
    )
    assert (province.threshold_off, province.calibration_off) == (False, False)
    assert (county.threshold_off, county.calibration_off) == (True, True)


def test_sentences_are_sliced_with_their_paragraphs() -> None:
    rows, tags, scores = judged(levels("county", "province", "province"))
    right_said_true = np.zeros((3, 3, 3), np.int64)
    right_said_true[1, 0] = (1, 2, 1)
    right_said_true[2, 1] = (1, 1, 3)
    province, county = slices(rows, tags, scores, IDS, right_said_true)["level"]
    assert (province.sentence_micro_f1, county.sentence_micro_f1) == (pytest.approx(2 * 2 / (3 + 4)), None)
    without: Slice = slices(rows, tags, scores, IDS)["level"][0]
    assert without.to_json()["sentence_micro_f1"] is None
