"""Linear models over character runs: what each of them sees, and that stacking keeps the better of both."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from labels.counting import Truth
from labels.quick.tfidf_pair import paragraph_scores, sentence_scores, stacked_probabilities
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.invented import NOTHING, SENTENCES, invented_rows

IDS = Taxonomy.load().ids
ROWS = invented_rows()
TRAIN, NEW = ROWS[:56], ROWS[56:]


def truth_of(rows: list) -> Truth:
    return np.array([[key in row.labels for key in IDS] for row in rows])


def texts_of(rows: list) -> list[str]:
    return [row.text for row in rows]


def test_paragraph_scores_are_those_of_scikit_learn() -> None:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    known = vectorizer.fit_transform(texts_of(TRAIN))
    found = paragraph_scores(texts_of(TRAIN), truth_of(TRAIN), texts_of(NEW))
    assert found.shape == (len(NEW), len(IDS))
    for column in range(len(IDS)):
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(known, truth_of(TRAIN)[:, column])
        np.testing.assert_allclose(
            found[:, column], model.decision_function(vectorizer.transform(texts_of(NEW))), atol=1e-6
        )


def test_a_text_scores_as_its_best_sentence() -> None:
    one = SENTENCES["ecology"][0].format(place="岚川县", n=5)
    others = "".join(sentence.format(place="岚川县", n=n) for n, sentence in enumerate(NOTHING * 3))
    alone, among, without = sentence_scores(texts_of(TRAIN), truth_of(TRAIN), [one, others + one, others])
    column = IDS.index("ecology")
    assert among[column] == pytest.approx(alone[column])
    assert without[column] < alone[column]


@pytest.mark.parametrize("scorer", [paragraph_scores, sentence_scores])
def test_a_category_that_none_or_every_text_has_is_no_question(scorer: object) -> None:
    truth = truth_of(TRAIN)
    truth[:, 0], truth[:, 1] = True, False
    scores = scorer(texts_of(TRAIN), truth, texts_of(NEW))  # type: ignore[operator]
    assert (scores[:, 0] > 5).all()
    assert (scores[:, 1] < -5).all()


def test_stacking_tells_the_categories_of_regions_it_has_not_seen() -> None:
    groups = [row.paragraph.about.region or "" for row in TRAIN]
    found = stacked_probabilities(texts_of(TRAIN), truth_of(TRAIN), groups, texts_of(NEW)).probabilities
    assert ((found > 0) & (found < 1)).all()
    assert f1_score(truth_of(NEW), found >= 0.5, average="macro") > 0.95


def test_one_group_or_one_kind_of_answer_is_enough() -> None:
    truth = truth_of(TRAIN)
    truth[:, 0] = False
    for groups in (["岚川县"] * len(TRAIN), [row.paragraph.about.region or "" for row in TRAIN]):
        found = stacked_probabilities(texts_of(TRAIN), truth, groups, texts_of(NEW)).probabilities
        assert (found[:, 0] < 0.05).all()


def test_a_marked_sentence_is_learnt_from_as_it_was_marked() -> None:
    """The first sentence of each text carries what the text does; unmarked, the model cannot tell which it is."""
    said, filler = ("新建工厂投产一批项目", "整治河道恢复湿地生态"), "会议听取了有关情况的汇报并作了部署"
    texts = [f"{said[number % 2]}第{number}号。{filler}第{number}次。" for number in range(40)]
    truth = np.array([[number % 2 == 0, number % 2 == 1] for number in range(40)])
    first = [np.array([own, [False, False]], dtype=float) for own in truth]
    second = [np.array([[False, False], own], dtype=float) for own in truth]
    groups = [str(number % 4) for number in range(40)]
    new = [f"{said[0]}第九十号。{filler}。"]
    by_first, by_second, alone = (
        stacked_probabilities(texts, truth, groups, new, marked).of_sentences[0] for marked in (first, second, None)
    )
    assert by_first[0, 0] > 0.8 > 0.2 > by_first[1, 0]
    assert by_second[0, 0] < 0.4
    half = [np.full((2, 2), np.nan) if number % 2 else one for number, one in enumerate(first)]
    known_half = stacked_probabilities(texts, truth, groups, new, half).of_sentences[0]
    assert known_half[0, 0] > known_half[1, 0]
    assert alone.shape == (2, 2)


def test_texts_that_share_nothing_are_refused() -> None:
    with pytest.raises(BadData, match="TF-IDF found no run of characters that two of the 2 training texts share"):
        paragraph_scores(["甲", "乙"], np.array([[True], [False]]), ["丙"])
