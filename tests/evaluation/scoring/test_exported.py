"""The gate lets through what keeps the tags and is worth it, and names its figures where it does not."""

from dataclasses import replace

import pytest

from evaluation.scoring.exported import LEAST_SPEED, Gate, measured
from inference.tagger import Tagger
from labels.labelled import LabelledParagraph
from models.bundle import Bundle
from storage.errors import BadData, BadSettings
from tests.inference.taggers import having
from tests.invented import invented_rows, invented_sentences

GOOD = Gate(400, 0.9975, 0.801, 0.803, 1.6, "Invented 9", "int8")


def rows(number: int) -> list[LabelledParagraph]:
    one = invented_rows()[0]
    every = invented_sentences()
    return [
        replace(
            one,
            paragraph=replace(
                one.paragraph, id=f"云溪市-2031:{index}", text=every[index % len(every)] + every[index // len(every)]
            ),
            evidence={},
        )
        for index in range(number)
    ]


def test_what_keeps_the_tags_and_is_quick_passes() -> None:
    GOOD.check("torch-int8")
    replace(GOOD, arithmetic="float32", speed=0.8).check("onnx")  # 32 bits may be wanted for other reasons


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"equal": 0.9949}, "equal tags 99.49% of 400 paragraphs"),
        ({"macro_f1": 0.7999}, "macro-F1 0.7999 (-0.31 points)"),
        ({"speed": 1.39}, "1.39 times as quick in one thread of Invented 9"),
        ({"arithmetic": "bfloat16", "speed": LEAST_SPEED["bfloat16"] - 0.01}, "1.19 times as quick"),
    ],
)
def test_what_does_not_is_refused_in_one_line_with_its_figures(change: dict, figure: str) -> None:
    with pytest.raises(BadSettings) as error:
        replace(GOOD, **change).check("torch-int8")
    assert figure in str(error.value)
    assert "Expected 99.5% equal, at most 0.3 points lost" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_tagger_keeps_all_tags_of_its_own_and_loses_some_to_another(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    same = measured(tiny_tagger, Tagger(tiny_bundle, "cpu"), rows(200), rounds=1)
    assert (same.equal, same.macro_f1, same.paragraphs, same.arithmetic) == (1.0, same.macro_f1_before, 200, "float32")
    ids = tiny_bundle.manifest.taxonomy.ids
    other = measured(tiny_tagger, having(tiny_bundle, thresholds=dict.fromkeys(ids, 1.0)), rows(200), rounds=1)
    assert other.equal < 0.995
    assert other.macro_f1 < other.macro_f1_before


def test_too_few_paragraphs_tell_no_half_per_cent(tiny_tagger: Tagger) -> None:
    with pytest.raises(BadData, match=r"199 labelled paragraphs arrived\. Expected at least 200"):
        measured(tiny_tagger, tiny_tagger, rows(199))
