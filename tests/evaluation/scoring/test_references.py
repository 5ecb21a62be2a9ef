"""References learn from the training rows only, and are what their names say."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from evaluation.scoring.references import REFERENCES, cross_validate, keywords, majority, tfidf
from evaluation.scoring.scores import score
from labels.counting import indicators
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph, read_labelled
from labels.splits import folds_by_report
from labels.taxonomy import Taxonomy
from storage.errors import BadData

Maker = Callable[..., LabelledParagraph]
KINDS = ((), ("industry",), ("ecology",), ("livelihood",), ("security",), ("industry", "ecology"))


@pytest.fixture
def rows(make_row: Maker) -> list[LabelledParagraph]:
    return [make_row(n, *KINDS[n % len(KINDS)], report=f"岚川县-{2015 + n // 10}") for n in range(60)]


def test_majority_says_the_most_frequent_set_of_labels_of_the_training_rows(
    make_row: Maker, taxonomy: Taxonomy
) -> None:
    train = [
        make_row(1),
        make_row(2, "industry", "ecology"),
        make_row(3, "industry", "ecology"),
        make_row(4, "security"),
    ]
    assert majority(train, ["甲", "乙"], taxonomy) == [("industry", "ecology")] * 2


def test_keywords_are_those_of_the_taxonomy_whatever_was_trained_on(
    rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    texts = [row.text for row in rows]
    assert (
        keywords(rows, texts, taxonomy)
        == keywords([], texts, taxonomy)
        == [keyword_labels(text, taxonomy) for text in texts]
    )


def test_tfidf_is_scikit_learns_one_versus_rest_at_one_half(rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    train, test = rows[:40], [row.text for row in rows[40:]]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    known = vectorizer.fit_transform([row.text for row in train])
    model = OneVsRestClassifier(LogisticRegression(C=10, class_weight="balanced", max_iter=1000))
    model.fit(known, indicators([row.labels for row in train], taxonomy.ids).astype(int))
    expected = model.predict(vectorizer.transform(test)).astype(bool)
    assert (indicators(tfidf(train, test, taxonomy), taxonomy.ids) == expected).all()


def test_tfidf_finds_what_other_numbers_than_the_trained_ones_stand_in(
    rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    predicted = tfidf(rows[:48], [row.text for row in rows[48:]], taxonomy)
    assert predicted == [row.labels for row in rows[48:]]


def test_a_category_that_always_or_never_applies_keeps_doing_so(make_row: Maker, taxonomy: Taxonomy) -> None:
    train = [make_row(n, "industry", *(("ecology",) if n % 2 else ())) for n in range(8)]
    predicted = tfidf(train, ["排查燃气安全隐患3处。"], taxonomy)
    assert "industry" in predicted[0] and "security" not in predicted[0] and "livelihood" not in predicted[0]


def test_an_exclusive_taxonomy_gets_exactly_one_category(rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    exclusive = replace(taxonomy, exclusive=True)
    single = [row for row in rows if len(row.labels) == 1]
    predicted = tfidf(single[:30], ["各位代表", *(row.text for row in single[30:])], exclusive)
    assert all(len(labels) == 1 for labels in predicted)
    assert predicted[1:] == [row.labels for row in single[30:]]


@pytest.mark.parametrize("name", REFERENCES)
def test_cross_validation_gives_the_rows_of_each_fold_what_the_other_folds_teach(
    name: str, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    folds = folds_by_report(rows, 3, seed=0, by="report")
    predicted = cross_validate(REFERENCES[name], rows, folds, taxonomy)
    for train, test in folds:
        alone = REFERENCES[name]([rows[n] for n in train], [rows[n].text for n in test], taxonomy)
        assert [predicted[n] for n in test] == alone


def test_cross_validation_never_shows_a_row_its_own_label(rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    seen: list[set[str]] = []

    def spy(train: object, texts: object, _: Taxonomy) -> list[tuple[str, ...]]:
        assert isinstance(train, list) and isinstance(texts, list)
        seen.append({row.text for row in train} & set(texts))
        return [()] * len(texts)

    cross_validate(spy, rows, folds_by_report(rows, 3, seed=0, by="report"), taxonomy)
    assert seen == [set()] * 3


@pytest.mark.parametrize("folds", [[([0], [1])], [([1], [0]), ([0], [1]), ([0], [1])], []])
def test_folds_that_do_not_test_every_row_once_are_refused(
    folds: list[tuple[list[int], list[int]]], make_row: Maker, taxonomy: Taxonomy
) -> None:
    with pytest.raises(BadData, match="every row exactly once"):
        cross_validate(majority, [make_row(1), make_row(2)], folds, taxonomy)


def test_what_cannot_be_trained_on_is_refused(make_row: Maker, taxonomy: Taxonomy) -> None:
    for reference in (majority, tfidf):
        with pytest.raises(BadData, match="No training paragraph"):
            reference([], ["岚川"], taxonomy)
    with pytest.raises(BadData, match="no run of characters"):
        tfidf([make_row(1, "industry")], ["岚川"], taxonomy)


def test_no_texts_get_no_labels(rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    for reference in REFERENCES.values():
        assert reference(rows, [], taxonomy) == []


def test_on_real_labels_the_references_that_read_the_text_are_far_above_the_one_that_does_not(
    real_data: Path, taxonomy: Taxonomy
) -> None:
    rows = read_labelled(real_data / "labels" / "labelled.jsonl", taxonomy)[:1000]
    train, test = ([rows[n] for n in part[:400]] for part in folds_by_report(rows, 2, seed=0)[0])
    scores = {
        name: score(
            [row.labels for row in test], reference(train, [row.text for row in test], taxonomy), taxonomy.ids
        ).macro_f1
        for name, reference in REFERENCES.items()
    }
    assert min(scores["tfidf-pair"], scores["tfidf"], scores["keywords"]) > scores["majority"] + 0.3
