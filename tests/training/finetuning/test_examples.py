"""What labelled paragraphs teach: their sentences where these were marked, and themselves."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from labels.taxonomy import Taxonomy
from models.bundle import Bundle, load_weights
from models.manifest import UNITS
from models.units import views
from reports.sentences import sentence_spans
from tests.invented import invented_rows
from training.finetuning.examples import Example, asked, taught, to_dataset

IDS = Taxonomy.load().ids
ROWS = invented_rows(7)
TRUTH = np.array([[float(key in row.labels) for key in IDS] for row in ROWS])
TWO = "今年新建车间三座并全部投入生产。全年整治河道二十公里水质明显好转。"


@pytest.fixture(scope="module")
def loaded(tiny_bundle: Bundle) -> tuple[Any, Any]:
    return load_weights(tiny_bundle)


def two_sentences(labels: tuple[str, ...], **evidence: tuple[tuple[int, int], ...]) -> Any:
    paragraph = replace(ROWS[0].paragraph, text=TWO)
    return replace(ROWS[0], paragraph=paragraph, labels=labels, evidence=evidence)


FIRST, SECOND = sentence_spans(TWO)


def told(examples: list[Example]) -> list[tuple[str, int, list[float]]]:
    """Return of each example its text, how many units it is read in, and its labels, -1 where they are not known."""
    return [(one.text, len(one.views[0]), np.nan_to_num(one.labels, nan=-1).tolist()) for one in examples]


def test_without_marks_each_paragraph_is_taught_as_it_is_asked_about() -> None:
    examples = taught(ROWS, IDS, "multiscale")
    assert [one.views for one in examples] == [views(row.text, "multiscale") for row in ROWS]
    assert [one.labels.tolist() for one in examples] == TRUTH.tolist()


def test_marked_sentences_are_taught_one_by_one_and_the_paragraph_whole() -> None:
    row = two_sentences(("industry", "ecology"), industry=(FIRST,), ecology=(SECOND,))
    assert told(taught([row], IDS, "sentence")) == [
        (TWO, 1, [1, 1, 0, 0]),
        (TWO[slice(*FIRST)], 1, [1, 0, 0, 0]),
        (TWO[slice(*SECOND)], 1, [0, 1, 0, 0]),
    ]


def test_a_label_without_marks_leaves_its_sentences_open_and_teaches_the_highest() -> None:
    marked = two_sentences(("industry",), industry=(FIRST,))
    half_marked = two_sentences(("industry", "ecology"), ecology=(SECOND,))
    assert told(taught([marked, half_marked], IDS, "sentence"))[3:] == [
        (TWO, 1, [1, 1, 0, 0]),
        (TWO[slice(*FIRST)], 1, [-1, 0, 0, 0]),
        (TWO[slice(*SECOND)], 1, [-1, 1, 0, 0]),
        (TWO, 2, [1, -1, -1, -1]),
    ]


def test_a_paragraph_without_labels_says_no_of_each_of_its_sentences() -> None:
    marked = two_sentences(("industry",), industry=(FIRST,))
    assert [labels for _, _, labels in told(taught([marked, two_sentences(())], IDS, "sentence"))[3:]] == [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ]  # its second sentence is taught already


def test_a_text_of_one_sentence_is_taught_once() -> None:
    paragraph = replace(ROWS[0].paragraph, text=TWO[slice(*FIRST)])
    one = replace(ROWS[0], paragraph=paragraph, labels=("industry",), evidence={})
    marked = two_sentences(("ecology",), ecology=(SECOND,))
    assert told(taught([marked, one], IDS, "sentence"))[3:] == [(one.text, 1, [1, 0, 0, 0])]


def test_who_asks_for_paragraphs_is_taught_paragraphs() -> None:
    row = two_sentences(("industry",), industry=(FIRST,))
    assert told(taught([row], IDS, "paragraph")) == [(TWO, 1, [1, 0, 0, 0])]


@pytest.mark.parametrize("unit", UNITS)
def test_a_data_set_holds_every_view_of_every_paragraph(loaded: tuple[Any, Any], unit: Any) -> None:
    tokenizer = loaded[1]
    data = to_dataset(asked([row.text for row in ROWS], TRUTH, unit), tokenizer, max_tokens=64)
    assert len(data) == len(ROWS)
    for row, entry in zip(ROWS, data, strict=True):
        expected = [
            [tokenizer(row.text[start:end])["input_ids"] for start, end in spans] for spans in views(row.text, unit)
        ]
        assert entry["views"] == expected
        assert entry["labels"] == [float(key in row.labels) for key in IDS]


def test_a_paragraph_too_long_for_a_window_is_cut_into_several(loaded: tuple[Any, Any]) -> None:
    (entry,) = to_dataset(asked([ROWS[5].text], TRUTH[5:6], "paragraph"), loaded[1], max_tokens=16)
    (windows,) = entry["views"]
    assert len(windows) > 1
    assert max(map(len, windows)) <= 16
