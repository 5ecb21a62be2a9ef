"""Each annotator is described by what they did, beside others on the same paragraphs."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from labels.agreement.annotators import Annotator, describe_annotators
from labels.answered import Answer, Settlement
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from tests.labels.conftest import paragraph

TAXONOMY = Taxonomy.load()


def row(
    report: str, index: int, said: Mapping[str, Sequence[str]], labels: Sequence[str] = (), **further: Any
) -> LabelledParagraph:
    annotators = {name: tuple(one) for name, one in said.items()}
    return LabelledParagraph(paragraph(report, index), tuple(labels), annotators, **further)


def of(rows: Sequence[LabelledParagraph], name: str) -> Annotator:
    [found] = [one for one in describe_annotators(rows, TAXONOMY) if one.name == name]
    return found


def test_bias_compares_with_the_others_on_the_same_paragraphs_only() -> None:
    shared = [
        row(f"甲县-{n}", 0, {"林": ["industry"], "周": ["industry"] if n % 2 else [], "吴": []}) for n in range(20)
    ]
    alone = [row("乙县-2020", n, {"周": ["industry"]}) for n in range(40)]
    lin, zhou = of(shared + alone, "林").bias["industry"], of(shared + alone, "周").bias["industry"]
    assert (lin.given, lin.others) == (1, 0.25)  # 周 in half, 吴 never
    assert lin.difference.value == 0.75
    assert lin.difference.interval is not None and lin.difference.interval[0] > 0
    assert (zhou.given, zhou.others, zhou.difference.paragraphs) == (0.5, 0.5, 20)
    assert zhou.difference.value == 0
    assert of(alone, "周").bias["industry"].difference.why == "no_pair"


def test_agreement_with_the_label_leaves_out_what_is_still_open() -> None:
    rows = [
        row("甲县-2020", 0, {"林": ["industry"], "周": ["industry"]}, ["industry"]),
        row("甲县-2020", 1, {"林": ["industry"], "周": []}, disputed=("industry",)),  # a tie that nobody settled
        row("甲县-2020", 2, {"林": ["industry"], "周": []}, ["industry"], settled=Settlement(("裁",), None, ())),
        row("甲县-2020", 3, {"林": ["ecology"]}, ["ecology"]),  # alone: the label is what 林 said
    ]
    lin, zhou = of(rows, "林"), of(rows, "周")
    assert (lin.labels.value, lin.labels.paragraphs) == (1, 2)
    assert (zhou.labels.value, zhou.labels.paragraphs) == (0.5, 2)
    assert (lin.answered, lin.shared, zhou.answered) == (4, 3, 3)
    assert lin.others.value == zhou.others.value == pytest.approx(1 / 3)


def test_labels_that_are_only_what_both_said_are_no_measure_of_either() -> None:
    agreed = [row("甲县-2020", n, {"林": ["industry"], "周": ["industry"]}, ["industry"]) for n in range(3)]
    tie = row("甲县-2020", 3, {"林": ["industry"], "周": []}, disputed=("industry",))
    assert (of([*agreed, tie], "林").labels.value, of([*agreed, tie], "林").labels.why) == (None, "open")
    assert of(agreed, "林").labels.value == 1  # nothing is open: they do agree with the labels
    decided_elsewhere = row("甲县-2020", 3, {"林": ["industry"], "周": []}, ["industry"])
    assert of([*agreed, decided_elsewhere], "周").labels.value == 0.75


def timed(*seconds: float | None) -> list[LabelledParagraph]:
    return [row("甲县-2020", n, {"林": []}, answers={"林": Answer(one)}) for n, one in enumerate(seconds)]


def test_an_answer_left_open_overnight_does_not_slow_anybody() -> None:
    speed = of(timed(10, 12, 14, 16, 18, None, 50_000), "林").speed
    assert (speed.timed, speed.left_open, speed.quartiles) == (6, 1, (12, 14, 16))
    assert of(timed(8), "林").speed.quartiles == (8, 8, 8)
    assert of(timed(50_000, None), "林").speed.quartiles is None


def test_flags_are_counted_by_kind_and_by_answer() -> None:
    flags = [{"林": ("hard", "context")}, {"林": ("hard",), "周": ("bad_text",)}, {}, {}]
    rows = [row("甲县-2020", n, {"林": [], "周": []}, flagged=one) for n, one in enumerate(flags)]
    lin = of(rows, "林")
    assert (lin.flagged, lin.flag_rate) == ({"context": 1, "hard": 2}, 0.5)
    assert lin.to_json()["flag_rate"] == 0.5
