"""Anchoring is found where it is, not where it is not, and not measured where it cannot be."""

import random
from dataclasses import replace

import pytest

from labels.agreement.anchoring import measure_anchoring
from labels.answered import Answer
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from tests.labels.conftest import paragraph


def row(
    report: str, index: int, labels: list[str], shown: list[str] | None, predicted: list[str] | None
) -> LabelledParagraph:
    """One answer by 林: to a model's ticks, or blind."""
    answer = Answer() if shown is None else Answer(shown=tuple(shown), model="tagger-1")
    return LabelledParagraph(
        paragraph(report, index),
        tuple(labels),
        {"林": tuple(labels)},
        answers={"林": answer},
        predicted=None if predicted is None else Prediction(tuple(predicted), 0.9, "tagger-1"),
    )


def study(follow: float, seed: int = 0, reports: int = 30, shown_share: float = 0.7) -> list[LabelledParagraph]:
    """Make answers of a person who, where the model errs (in 30 %), follows its ticks with the probability `follow`."""
    chance = random.Random(seed)
    rows = []
    for report in range(reports):
        for index in range(12):
            truth = ["industry"] if chance.random() < 0.5 else []
            predicted = truth if chance.random() < 0.7 else ["ecology"]
            shown = chance.random() < shown_share
            labels = predicted if shown and chance.random() < follow else truth
            rows.append(
                row(f"岚川县-{report}", index, labels, predicted if shown else None, None if shown else predicted)
            )
    return rows


def test_a_person_who_follows_the_ticks_is_drawn_towards_the_model() -> None:
    [found] = measure_anchoring(study(follow=0.6))
    assert found.effect is not None and found.effect.value is not None
    assert found.finding == "towards"
    assert found.effect.value == pytest.approx(0.6 * 0.3, abs=0.08)  # follows in 60 % of the 30 % where the model errs
    assert found.changed.value == pytest.approx(1 - (found.shown.value or 0))


def test_who_ignores_the_ticks_is_rarely_found_to_follow_them() -> None:
    findings = [measure_anchoring(study(follow=0, seed=seed))[0].finding for seed in range(60)]
    assert findings.count("unclear") >= 51  # 57 expected at 95 %


def test_who_avoids_what_is_ticked_is_drawn_away() -> None:
    rows = [row(f"甲县-{n}", 0, ["industry"], ["ecology"] if n % 3 else ["industry"], None) for n in range(60)]
    rows += [row(f"乙县-{n}", 0, ["industry"], None, ["industry"]) for n in range(30)]
    [found] = measure_anchoring(rows)
    assert found.finding == "away"


@pytest.mark.parametrize(("kind", "finding"), [("shown", "no_blind"), ("blind", "no_shown")])
def test_without_the_other_kind_of_answer_it_is_not_measurable(kind: str, finding: str) -> None:
    [found] = measure_anchoring(study(follow=0.5, shown_share=1.0 if kind == "shown" else 0.0))
    assert (found.finding, found.effect) == (finding, None)
    missing = found.blind if kind == "shown" else found.shown
    assert (missing.value, missing.why, missing.paragraphs) == (None, "no_pair", 0)
    assert found.to_json()["effect"] is None


def test_blind_answers_of_which_no_prediction_is_known_are_no_evidence() -> None:
    assert measure_anchoring([row("甲县-2020", 0, ["industry"], None, None)]) == []


def test_models_are_kept_apart_and_people_too() -> None:
    rows = study(follow=0.5)
    second = [replace(one, annotators={"周": one.labels}, answers={"周": one.answers["林"]}) for one in rows]
    other = [replace(one, answers={}, predicted=Prediction((), 0.9, "tagger-2")) for one in second]
    found = measure_anchoring([*rows, *second, *other])
    assert [(one.model, one.who) for one in found] == [
        ("tagger-1", ""),
        ("tagger-1", "周"),
        ("tagger-1", "林"),
        ("tagger-2", ""),
    ]
    assert found[1].effect == found[2].effect
    assert found[0].shown.paragraphs == 2 * found[1].shown.paragraphs


def test_ticks_for_none_of_these_are_ticks() -> None:
    [found] = measure_anchoring([row("甲县-2020", 0, [], [], None)])
    assert (found.shown.value, found.shown.paragraphs) == (1, 1)
