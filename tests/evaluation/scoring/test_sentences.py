"""Sentences are judged as scikit-learn judges them, where their truth is known, and as the tagger names them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, precision_recall_fscore_support

from evaluation.scoring.said import said_by
from evaluation.scoring.sentences import (
    SaidOfSentences,
    keyword_sentences,
    score_sentences,
    sentence_truth,
)
from inference.tagger import Tagger
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from reports.report import Paragraph
from reports.sentences import sentence_spans
from storage.errors import BadData
from tests.invented import invented_rows, with_evidence

IDS = ("industry", "ecology", "livelihood")
SENTENCE = "岚川县今年办成的第{}件大事已经全部完成。"
carried = st.lists(st.lists(st.sampled_from(IDS), unique=True).map(tuple), min_size=1, max_size=4)


def row_of(number: int, sentences: list[tuple[str, ...]], unmarked: set[str], report: str) -> LabelledParagraph:
    """Return a paragraph whose sentences carry these categories, all marked but for the labels of `unmarked`."""
    text = "".join(SENTENCE.format(place) for place in range(len(sentences)))
    spans = sentence_spans(text)
    labels = tuple(key for key in IDS if any(key in one for one in sentences))
    evidence = {
        key: tuple(span for span, one in zip(spans, sentences, strict=True) if key in one)
        for key in labels
        if key not in unmarked
    }
    return LabelledParagraph(Paragraph(f"{report}:{number}", report, text), labels, evidence=evidence)


def said_at_random(rows: list[LabelledParagraph], seed: int) -> SaidOfSentences:
    chance = np.random.default_rng(seed)
    shapes = [(len(sentence_spans(row.text)), len(IDS)) for row in rows]
    scores = [np.round(chance.random(shape), 1) for shape in shapes]
    return SaidOfSentences([one >= 0.5 for one in scores], scores)


@given(st.lists(st.tuples(carried, st.sets(st.sampled_from(IDS))), min_size=1, max_size=8), st.integers(0, 99))
def test_every_figure_is_scikit_learns_over_the_sentences_whose_truth_is_known(
    paragraphs: list[tuple[list[tuple[str, ...]], set[str]]], seed: int
) -> None:
    first = row_of(0, [("industry",), ()], set(), "岚川县-2020")
    rows = [first, *(row_of(n, *one, report=f"岚川县-{2021 + n % 2}") for n, one in enumerate(paragraphs, 1))]
    said = said_at_random(rows, seed)
    truth = sentence_truth(rows, IDS)
    assert truth is not None and said.scores is not None
    ours = score_sentences(truth, said, IDS, [row.report for row in rows])
    assert ours.average_precision is not None

    every = [([("industry",), ()], set[str]()), *paragraphs]
    true = np.array([[key in one for key in IDS] for sentences, _ in every for one in sentences])
    known = np.array(
        [
            [key not in unmarked or not any(key in one for one in sentences) or len(sentences) == 1 for key in IDS]
            for sentences, unmarked in every
            for _ in sentences
        ]
    )
    known &= known.all(axis=0) | [any(key in row.evidence for row in rows) for key in IDS]
    named, scores = np.concatenate(said.named), np.concatenate(said.scores)
    assert (truth.known == known).all()
    f1s = []
    for k, key in enumerate(IDS):
        of = known[:, k]
        if not of.any():
            assert ours.categories[key].f1 is ours.average_precision.categories[key] is None
            continue
        expected = precision_recall_fscore_support(true[of, k], named[of, k], average="binary", zero_division=0)
        one = ours.categories[key]
        assert (one.precision, one.recall, one.f1 or 0) == pytest.approx(expected[:3])
        assert (one.support, one.predicted) == (true[of, k].sum(), named[of, k].sum())
        ranked = average_precision_score(true[of, k], scores[of, k]) if true[of, k].any() else None
        assert ours.average_precision.categories[key] == pytest.approx(ranked)
        f1s += [expected[2]] if one.f1 is not None else []
    assert ours.macro_f1 == pytest.approx(np.mean(f1s))
    assert ours.micro_f1 == pytest.approx(f1_score(true[known], named[known], zero_division=0))
    assert ours.average_precision.micro == pytest.approx(average_precision_score(true[known], scores[known]))


def test_labels_without_any_evidence_say_nothing_of_sentences() -> None:
    assert sentence_truth(invented_rows(), IDS) is None


def test_of_a_label_without_evidence_no_sentence_counts_for_or_against_the_model() -> None:
    rows = [
        row_of(n, [("industry",), ("ecology",)], unmarked, "岚川县-2021")
        for n, unmarked in enumerate([set(), {"ecology"}])
    ]
    truth = sentence_truth(rows, IDS)
    assert truth is not None
    assert (~truth.known).sum(axis=0).tolist() == [0, 2, 0]
    right = np.array([[True, False, False], [False, True, False]])
    for wrong in (np.array([[True, True, False], [False, False, False]]), right):
        scores = score_sentences(truth, SaidOfSentences([right, wrong]), IDS, ["岚川县-2021"] * 2)
        assert scores.categories["ecology"].support == scores.categories["ecology"].predicted == 1
        assert scores.micro_f1 == 1
        assert scores.average_precision is None


def test_a_category_that_nobody_marked_anywhere_is_in_no_mean() -> None:
    rows = [row_of(n, [("industry",), ("ecology",)], {"ecology"}, "岚川县-2021") for n in range(2)]
    rows.append(row_of(2, [("industry",), ("industry",)], set(), "岚川县-2021"))
    truth = sentence_truth(rows, IDS)
    assert truth is not None
    assert (~truth.known).sum(axis=0).tolist() == [0, 6, 0]
    right = np.array([[True, False, False], [False, True, False]])
    wrong_of_ecology = np.array([[True, True, False], [True, True, False]])
    said = SaidOfSentences(
        [right, right, wrong_of_ecology], [one.astype(float) for one in (right, right, wrong_of_ecology)]
    )
    scores = score_sentences(truth, said, IDS, ["岚川县-2021"] * 3)
    assert (scores.categories["ecology"].f1, scores.macro_f1, scores.micro_f1) == (None, 1, 1)
    assert scores.average_precision is not None
    assert (scores.average_precision.macro, scores.average_precision.micro) == (1, 1)


def test_what_is_named_is_the_evidence_that_a_tagged_file_names(tiny_tagger: Tagger) -> None:
    rows = invented_rows(7)
    ids = tiny_tagger.manifest.taxonomy.ids
    said = said_by(tiny_tagger, rows)
    assert said.sentences is not None and said.sentences.scores is not None
    some = 0
    for row, tags, named, scores in zip(rows, said.tags, said.sentences.named, said.sentences.scores, strict=True):
        [tagged] = tiny_tagger.tag([row.paragraph])
        spans = sentence_spans(row.text)
        found = {key: {(start, end) for start, end, _ in of} for key, of in tagged.to_json()["evidence"].items()}
        for k, key in enumerate(ids):
            assert {span for span, one in zip(spans, named[:, k], strict=True) if one} == found.get(key, set())
            for one in tagged.evidence.get(key, ()):
                assert scores[spans.index((one.start, one.end)), k] == pytest.approx(one.score)
        assert tags == tagged.tags
        some += len(found)
    assert some


def test_a_bundle_that_reads_paragraphs_whole_names_all_their_sentences(tiny_bundle: Bundle) -> None:
    whole = Tagger(Bundle(tiny_bundle.folder, replace(tiny_bundle.manifest, unit="paragraph")), "cpu")
    rows = [row for row in invented_rows(7) if len(row.labels) == 2]
    said = said_by(whole, rows)
    assert said.sentences is not None and said.sentences.scores is not None
    ids = whole.manifest.taxonomy.ids
    for tags, row, named, scores in zip(
        said.tags, said.scores, said.sentences.named, said.sentences.scores, strict=True
    ):
        assert named.tolist() == [[key in tags for key in ids]] * 2
        assert scores == pytest.approx(np.array([[row[key] for key in ids]] * 2))


def test_of_an_exclusive_taxonomy_each_paragraph_rests_on_one_category(tiny_bundle: Bundle) -> None:
    taxonomy = replace(tiny_bundle.manifest.taxonomy, exclusive=True)
    tagger = Tagger(Bundle(tiny_bundle.folder, replace(tiny_bundle.manifest, taxonomy=taxonomy)), "cpu")
    rows = [with_evidence(row) for row in invented_rows(7) if len(row.labels) == 1]
    said = said_by(tagger, rows)
    assert said.sentences is not None
    assert [named.any(axis=0).sum() for named in said.sentences.named] == [1] * len(rows)
    truth = sentence_truth(rows, taxonomy.ids)
    assert truth is not None
    scores = score_sentences(truth, said.sentences, taxonomy.ids, [row.report for row in rows])
    true = [taxonomy.ids.index(*row.labels) for row in rows]  # each of these has one sentence
    found = [int(named[0].argmax()) for named in said.sentences.named]
    assert scores.micro_f1 == pytest.approx(f1_score(true, found, average="micro"))
    assert scores.macro_f1 == pytest.approx(f1_score(true, found, average="macro", labels=range(4), zero_division=0))


@pytest.mark.parametrize("exclusive", [False, True])
def test_keywords_name_the_sentences_that_hold_them(taxonomy: Taxonomy, exclusive: bool) -> None:
    given = replace(taxonomy, exclusive=exclusive)
    rows = [with_evidence(row) for row in invented_rows(7) if row.labels == ("industry", "ecology")]
    [named, *_] = keyword_sentences([row.text for row in rows], given).named
    tags = keyword_labels(rows[0].text, given)
    assert [key for key, column in zip(given.ids, named.T, strict=True) if column.any()] == [*tags]
    assert len(tags) == 1 if exclusive else "ecology" in tags
    assert not named[0, given.ids.index("ecology")]  # its words stand in the second sentence


def test_one_report_gives_no_intervals_and_several_do() -> None:
    rows = [row_of(n, [("industry",), ()], set(), f"岚川县-{2020 + n}") for n in range(6)]
    truth = sentence_truth(rows, IDS)
    assert truth is not None
    said = said_at_random(rows, 3)
    several = score_sentences(truth, said, IDS, [row.report for row in rows])
    alone = score_sentences(truth, said, IDS, ["岚川县-2020"] * 6)
    assert several.macro_f1_interval and several.micro_f1_interval
    assert several.micro_f1_interval[0] <= several.micro_f1 <= several.micro_f1_interval[1]
    assert several.macro_f1_interval[0] < several.macro_f1_interval[1]
    assert (alone.macro_f1_interval, alone.micro_f1_interval) == (None, None)
    assert alone.micro_f1 == several.micro_f1


def test_sentences_that_were_not_judged_are_refused() -> None:
    rows = [row_of(n, [("industry",), ()], set(), "岚川县-2021") for n in range(2)]
    truth = sentence_truth(rows, IDS)
    assert truth is not None
    two, one = np.zeros((2, 3), np.bool_), np.zeros((1, 3), np.bool_)
    for named in ([two], [two, one], [one, two, one]):
        with pytest.raises(BadData, match=r"judged sentences of \d paragraphs arrived for 4 of 2"):
            score_sentences(truth, SaidOfSentences(named), IDS, ["岚川县-2021"] * 2)
