"""A doubt names whose answer it is about; of a model's labels those come first that fewer of its answers gave."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from labels.answered import Answer, Confidence, Settlement
from labels.counting import Floats, indicators
from labels.labelled import LabelledParagraph
from labels.next.doubtful import Doubt, doubtful
from labels.next.doubtful_sentences import doubtful_sentences
from labels.next.given import support, with_givers
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.invented import invented_rows, with_evidence

pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")
MODEL, OTHER = "llm:large@0a1b2c3d", "llm:small@0a1b2c3d"
ROWS = invented_rows(28)


def repeated(row: LabelledParagraph, *answers: Sequence[str]) -> LabelledParagraph:
    """Let a model answer a row several times."""
    shares = {key: sum(key in one for one in answers) / len(answers) for key in Taxonomy.load().ids}
    annotators = {f"{MODEL}#{turn}": tuple(one) for turn, one in enumerate(answers, start=1)}
    return replace(row, annotators={**row.annotators, **annotators}, asked={MODEL: Confidence(len(answers), shares)})


def probabilities(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> Floats:
    """Return what a model says that is equally sure of everything that was said."""
    return indicators([row.labels for row in rows], taxonomy.ids) * 0.6 + 0.2


def ranked(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> list[Doubt]:
    shares = support(rows, taxonomy)
    doubts = doubtful(rows, probabilities(rows, taxonomy), taxonomy, shares)
    return with_givers(doubts, rows, shares, taxonomy)


def test_what_fewer_answers_gave_is_more_doubtful(taxonomy: Taxonomy) -> None:
    rows = [repeated(row, row.labels, row.labels, row.labels) for row in ROWS]
    gave, gave_not = (next(row for row in rows[40:] if ("ecology" in row.labels) is one) for one in (True, False))
    without = [key for key in gave.labels if key != "ecology"]
    split = {gave.id: repeated(gave, gave.labels, gave.labels, without)}
    split |= {gave_not.id: repeated(gave_not, gave_not.labels, gave_not.labels, [*gave_not.labels, "ecology"])}
    found = ranked([split.get(row.id, row) for row in rows], taxonomy)
    assert {one.paragraph for one in found[:2]} == {gave.id, gave_not.id}
    for one in found[:2]:
        assert (one.category, one.given) == ("ecology", one.paragraph == gave.id)
        assert (one.by, one.confidence) == ((MODEL,), pytest.approx(2 / 3))
        assert one.score == pytest.approx(0.8 * 2 / 3)
        assert one.to_json()["confidence"] == 0.6667
        assert MODEL not in one.reason  # whoever looks again is not told who spoke
    assert {one.confidence for one in found[2:]} == {None}
    assert [one.score for one in found[2:]] == pytest.approx([0.8] * (len(ROWS) - 2))


def test_one_answer_and_answers_beside_people_change_no_rank(taxonomy: Taxonomy) -> None:
    once = [repeated(row, row.labels) for row in ROWS]
    beside = [repeated(replace(row, annotators={"li": row.labels}), row.labels, ("security",), ()) for row in ROWS]
    for rows in (ROWS, once, beside):
        assert np.array_equal(support(rows, taxonomy), np.ones((len(ROWS), 4)))
    assert {one.by for one in ranked(once, taxonomy)} == {(MODEL,)}
    assert {one.by for one in ranked(beside, taxonomy)} == {("li",)}
    assert {one.by for one in ranked(ROWS, taxonomy)} == {()}
    assert "by" not in ranked(ROWS, taxonomy)[0].to_json()


def test_the_answers_of_several_models_count_together(taxonomy: Taxonomy) -> None:
    row = repeated(ROWS[0], ("industry",), ("industry",), ("industry",))
    row = replace(row, asked={**row.asked, OTHER: Confidence(1, {"industry": 0.0})})
    assert support([row], taxonomy)[0].tolist() == [0.75, 1, 1, 1]


def test_of_people_who_differ_those_are_named_who_said_it(taxonomy: Taxonomy) -> None:
    rows = [replace(row, annotators={"li": row.labels, "wu": ("security",)}) for row in ROWS]
    settled = [replace(row, settled=Settlement(("gu",), None, ())) for row in rows]
    for doubt in ranked(rows, taxonomy):
        expected = {"li"} | ({"wu"} if (doubt.category == "security") == doubt.given else set())
        assert set(doubt.by) == expected
    assert {doubt.by for doubt in ranked(settled, taxonomy)} == {("gu",)}


def test_who_marked_a_sentence_is_named(taxonomy: Taxonomy) -> None:
    marked = [with_evidence(row) for row in ROWS]
    both = next(row for row in marked if len(row.labels) == 2)
    first, second = sentence_spans(both.text)
    wrong = {**both.evidence, both.labels[0]: (first, second)}
    rows = []
    for row in marked:
        li, wu = Answer(evidence=wrong if row is both else row.evidence), Answer(evidence=row.evidence)
        said = {"li": row.labels, "wu": row.labels}
        rows.append(replace(row, evidence=li.evidence, annotators=said, answers={"li": li, "wu": wu}))
    shares = support(rows, taxonomy)
    doubt = with_givers(doubtful_sentences(rows, taxonomy, shares), rows, shares, taxonomy)[0]
    assert (doubt.paragraph, doubt.sentence, doubt.by) == (both.id, second, ("li",))


def test_of_sentences_too_what_fewer_answers_gave_is_more_doubtful(taxonomy: Taxonomy) -> None:
    marked = [with_evidence(row) for row in ROWS]
    sure = [repeated(row, row.labels, row.labels, row.labels) for row in marked]
    split = next(row.id for row in sure if row.labels == ("security",))
    rows = [repeated(row, row.labels, row.labels, ()) if row.id == split else row for row in sure]
    alike, fewer = (
        {one.paragraph: one for one in doubtful_sentences(each, taxonomy, support(each, taxonomy))}
        for each in (sure, rows)
    )
    assert alike == {one.paragraph: one for one in doubtful_sentences(sure, taxonomy)}
    assert (fewer[split].category, fewer[split].given) == ("security", True)
    assert fewer[split].score == pytest.approx(fewer[split].probability * 2 / 3)
    assert {key: one.score for key, one in fewer.items() if key != split} == {
        key: one.score for key, one in alike.items() if key != split
    }
