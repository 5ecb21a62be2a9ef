"""Unlabelled text: what is read, what is chosen, and what a teacher may label."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit, logit

from labels.quick.marked import marks_of
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from reports.sentences import sentences
from storage.errors import BadData
from tests.invented import invented_rows, invented_sentences, with_evidence
from training.finetuning.self_training import (
    SoftLabelled,
    Unlabelled,
    most_alike,
    read_unlabelled,
    soft_labels,
    with_model,
)

IDS = Taxonomy.load().ids
ROWS = invented_rows()
ALIKE = [Unlabelled(sentence + "再接再厉。") for sentence in invented_sentences()[:30]]
STRANGE = [
    Unlabelled(f"昔有渔人，缘溪而行，忘路之远近，忽逢桃花林，第{number}回夹岸数百步，中无杂树。")
    for number in range(30)
]


def write(path: Path, objects: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects), "utf-8")
    return path


def test_paragraphs_keep_their_region_and_plain_text_has_none(tmp_path: Path) -> None:
    long = "湿地修复工程按期完工，河道断面水质全部达标，群众满意。"
    reports = write(
        tmp_path / "paragraphs.jsonl",
        [
            {"id": "岚川县-2031:0", "report": "岚川县-2031", "text": long},
            {"id": "岚川县-2031:1", "report": "岚川县-2031", "text": "一、回顾"},
            {"id": "岚川县-2031:2", "report": "岚川县-2031", "text": long * 30},
        ],
    )
    plain = write(tmp_path / "plain.jsonl", [{"text": long}, {"text": "另一段" + long}])
    said: list[str] = []
    assert read_unlabelled([reports, plain], said.append) == [Unlabelled(long, "岚川县"), Unlabelled("另一段" + long)]
    (line,) = said
    assert "2 not of 25 to 450 characters, 1 that stand there already" in line


@pytest.mark.parametrize("content", ["", "一、回顾\n", '{"text": "短"}\n'])
def test_files_without_a_usable_text_are_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "little.txt"
    file.write_text(content, "utf-8")
    with pytest.raises(BadData, match="hold no text of 25 to 450 characters"):
        read_unlabelled([file])


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"nowhere\.jsonl"):
        read_unlabelled([tmp_path / "nowhere.jsonl"])
    (tmp_path / "broken.jsonl").write_text('{"id": "a", "report": "b"\n', "utf-8")
    with pytest.raises(BadData, match=r"broken\.jsonl, line 1"):
        read_unlabelled([tmp_path / "broken.jsonl"])


def test_the_most_alike_are_chosen_and_no_labelled_text_is() -> None:
    known = Unlabelled(ROWS[0].text)
    chosen = most_alike([*STRANGE, known, *ALIKE], [row.text for row in ROWS], limit=30)
    assert chosen == ALIKE
    assert most_alike([*STRANGE, known], [row.text for row in ROWS], limit=100) == STRANGE


def test_a_teacher_labels_what_is_like_its_lessons() -> None:
    rows = [row for row in ROWS if region_of(row) != "岚川县"]
    mine = [row for row in ROWS if region_of(row) == "岚川县"]
    unlabelled = [Unlabelled(row.text + "成效明显。") for row in mine]
    soft = soft_labels(rows, unlabelled, IDS, hidden=[])
    truth = np.array([[key in row.labels for key in IDS] for row in mine])
    assert soft is not None
    assert soft.probabilities.shape == truth.shape
    assert ((soft.probabilities >= 0.5) == truth).mean() > 0.95


def test_nothing_of_the_regions_that_judge_is_labelled() -> None:
    hidden = [row for row in ROWS if region_of(row) == "岚川县"]
    unlabelled = [
        Unlabelled("某段文字" * 8, "岚川县"),
        Unlabelled(hidden[3].text),
        Unlabelled("另一段文字" * 8, "砚浦市"),
        *ALIKE,
    ]
    soft = soft_labels([row for row in ROWS if row not in hidden], unlabelled, IDS, hidden)
    assert soft is not None
    assert soft.texts == tuple(one.text for one in unlabelled[2:])
    assert soft_labels(ROWS, unlabelled[:2], IDS, hidden) is None


def test_marked_sentences_teach_the_teacher_which_sentence_it_is() -> None:
    rows = [with_evidence(row) for row in ROWS if region_of(row) != "岚川县"]
    mine = [with_evidence(row) for row in ROWS if region_of(row) == "岚川县" and len(row.labels) == 2]
    soft = soft_labels(rows, [Unlabelled(row.text) for row in mine], IDS, hidden=[])
    assert soft is not None and soft.of_sentences is not None
    marked = marks_of(mine, IDS)
    assert marked is not None
    told = np.concatenate(soft.of_sentences)
    assert ((told >= 0.5) == (np.concatenate(marked) == 1)).mean() > 0.95


def test_two_teachers_have_the_same_say_in_logits() -> None:
    text = "今年新建车间三座，并全部投入生产。全年整治河道二十公里水质明显好转。"
    first = np.array([[0.9, 0.2], [0.3, 0.6]])
    asked: list[tuple[tuple[str, ...], str]] = []

    def logits_of(texts: Sequence[str], unit: str) -> np.ndarray:
        asked.append((tuple(texts), unit))
        return np.array([[2.0, -1.0], [0.0, 4.0]] if unit == "multiscale" else [[3.0, 1.0]])

    joined = with_model(SoftLabelled((text,), np.array([[0.5, 0.5]]), (first,)), logits_of)
    assert asked == [(tuple(sentences(text)), "multiscale"), ((text,), "paragraph")]
    expected = (logit(first) + np.array([[2.0, -1.0], [0.0, 4.0]])) / 2
    assert joined.of_sentences is not None
    np.testing.assert_allclose(joined.of_sentences[0], expit(expected))
    np.testing.assert_allclose(joined.probabilities, expit((expected.max(axis=0) + np.array([3.0, 1.0])) / 2)[None])
