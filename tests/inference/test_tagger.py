"""The tagger says what plain transformers says."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from inference.tagger import Tagger
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_TAGGER, Bundle
from reports.report import Paragraph
from reports.sentences import clause_spans, sentence_spans, sentences
from storage.errors import BadBundle, EmptyText
from tests.inference.taggers import having, of_plain_pipeline, paragraphs
from tests.invented import SENTENCES, invented_sentences

EVERY = invented_sentences()
TEXTS = st.lists(st.lists(st.sampled_from(EVERY), min_size=1, max_size=4).map("".join), min_size=1, max_size=6)
UNHURRIED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Of one sentence each; the last is longer than 30 characters, the first has none that the tiny vocabulary knows.
SINGLE = ["龘靐齉爩鱻麤", "建成了。", *EVERY[:24], "松堰县坚持以产兴城、以城聚人" * 3 + "全县面貌一新。"]


def unique(views: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    return [view for number, view in enumerate(views) if view not in views[:number]]


@pytest.fixture(scope="module")
def small_batches(tiny_bundle: Bundle) -> Tagger:
    return Tagger(tiny_bundle, "cpu", batch_tokens=tiny_bundle.manifest.max_tokens)


def test_raw_scores_are_those_of_a_plain_pipeline(tiny_tagger: Tagger) -> None:
    texts = [text for text in SINGLE if len(text) < 30]
    assert all(len(sentence_spans(text)) == 1 for text in texts)
    plain = of_plain_pipeline(tiny_tagger.bundle.folder, texts, tiny_tagger.manifest.taxonomy.ids)
    np.testing.assert_allclose(expit(tiny_tagger.logits(texts)), plain, atol=1e-5, rtol=0)
    assert plain.std(axis=0).min() > 0.01  # else the agreement would say little


def test_the_shipped_bundle_gives_a_plain_pipeline_the_scores_of_the_tagger() -> None:
    texts = [text for text in SINGLE if len(clause_spans(text)) == 1]  # whose views are all the same
    assert len(texts) > 10
    assert max(map(len, texts)) > 30
    tagger = Tagger.load(device="cpu")
    plain = of_plain_pipeline(SHIPPED_TAGGER, texts, tagger.manifest.taxonomy.ids)
    np.testing.assert_allclose(expit(tagger.logits(texts)), plain, atol=1e-5, rtol=0)


def test_the_shipped_bundle_knows_the_shipped_categories() -> None:
    tagger = Tagger.load(taxonomy=Taxonomy.load(), device="cpu")
    for key, kinds in SENTENCES.items():
        said = [one.tags for one in tagger.tag(paragraphs(*(kind.format(place="云溪市", n=12) for kind in kinds)))]
        assert any(key in tags for tags in said), f"{key}: {said}"


@UNHURRIED
@given(texts=TEXTS)
def test_a_paragraph_scores_as_its_highest_sentence(tiny_tagger: Tagger, texts: list[str]) -> None:
    alone = [tiny_tagger.logits(sentences(text)).max(axis=0) for text in texts]
    np.testing.assert_allclose(tiny_tagger.logits(texts), np.stack(alone), atol=1e-5)


@UNHURRIED
@given(texts=TEXTS, second_look=st.floats(0.01, 2))
def test_a_second_look_reads_the_doubtful_whole_too(tiny_bundle: Bundle, texts: list[str], second_look: float) -> None:
    by_sentences, whole = (
        having(tiny_bundle, unit="sentence").logits(texts),
        having(tiny_bundle, unit="paragraph").logits(texts),
    )
    twice = having(tiny_bundle, unit="sentence", second_look=second_look).logits(texts)
    doubtful = (abs(by_sentences) < second_look).any(axis=1)
    np.testing.assert_allclose(twice[~doubtful], by_sentences[~doubtful], atol=1e-5)
    np.testing.assert_allclose(twice[doubtful], ((by_sentences + whole) / 2)[doubtful], atol=1e-5)


@UNHURRIED
@given(texts=TEXTS, data=st.data())
def test_scores_depend_neither_on_order_nor_on_batches(
    tiny_tagger: Tagger, small_batches: Tagger, texts: list[str], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(texts))))
    together = tiny_tagger.probabilities(texts)
    np.testing.assert_allclose(tiny_tagger.probabilities([texts[i] for i in order]), together[order], atol=1e-5)
    np.testing.assert_allclose(small_batches.probabilities(texts), together, atol=1e-5)
    np.testing.assert_allclose(
        np.concatenate([tiny_tagger.probabilities([text]) for text in texts]), together, atol=1e-5
    )


def test_a_paragraph_bundle_judges_the_text_whole(tiny_bundle: Bundle) -> None:
    whole = having(tiny_bundle, unit="paragraph", max_tokens=64)
    text = "".join(EVERY[:2])
    plain = of_plain_pipeline(tiny_bundle.folder, [text], tiny_bundle.manifest.taxonomy.ids)
    np.testing.assert_allclose(expit(whole.logits([text])), plain, atol=1e-5, rtol=0)
    (tagged,) = having(
        tiny_bundle, unit="paragraph", max_tokens=64, thresholds=dict.fromkeys(tiny_bundle.manifest.taxonomy.ids, 0.0)
    ).tag(paragraphs(text))
    assert {(one.start, one.end) for found in tagged.evidence.values() for one in found} == {(0, len(text))}


@UNHURRIED
@given(texts=TEXTS)
def test_a_bundle_of_many_views_takes_their_mean(tiny_tagger: Tagger, texts: list[str]) -> None:
    multiscale, whole = (having(tiny_tagger.bundle, unit=unit) for unit in ("multiscale", "paragraph"))
    expected = [
        np.mean(
            [
                np.max([whole.logits([text[start:end]])[0] for start, end in view], axis=0)
                for view in unique([sentence_spans(text), clause_spans(text), [(0, len(text))]])
            ],
            axis=0,
        )
        for text in texts
    ]
    np.testing.assert_allclose(multiscale.logits(texts), expected, atol=1e-5)


def test_evidence_of_many_views_are_sentences_also_where_none_reaches_the_threshold(tiny_bundle: Bundle) -> None:
    ids = tiny_bundle.manifest.taxonomy.ids
    text = "".join(EVERY[:3])
    spans = sentence_spans(text)
    score = float(having(tiny_bundle, unit="multiscale").probabilities([text]).max())
    best = having(tiny_bundle, unit="sentence").probabilities(sentences(text))
    for threshold in (0.0, score):
        (tagged,) = having(tiny_bundle, unit="multiscale", thresholds=dict.fromkeys(ids, threshold)).tag(
            paragraphs(text)
        )
        assert tagged.tags
        for key in tagged.tags:
            of_sentences = best[:, ids.index(key)]
            carrying = {span for span, one in zip(spans, of_sentences, strict=True) if one >= threshold} or {
                spans[of_sentences.argmax()]
            }
            assert {(one.start, one.end) for one in tagged.evidence[key]} == carrying


def test_a_sentence_that_comes_again_is_scored_once(tiny_bundle: Bundle) -> None:
    tagger = Tagger(tiny_bundle, "cpu")
    scored: list[int] = []
    tagger.engine.model.classifier.register_forward_pre_hook(lambda module, given: scored.append(len(given[0])))
    tagger.logits([EVERY[0] + EVERY[1], EVERY[1] + EVERY[0], EVERY[0], EVERY[0]])
    assert sum(scored) == 2


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "　"])
def test_a_blank_text_is_refused_by_its_position(tiny_tagger: Tagger, blank: str) -> None:
    with pytest.raises(EmptyText, match=r"Text number 2 of 3 is blank\. Expected text to tag"):
        tiny_tagger.probabilities([EVERY[0], blank, EVERY[1]])


def test_no_text_gives_no_score(tiny_tagger: Tagger) -> None:
    assert tiny_tagger.probabilities([]).shape == (0, len(tiny_tagger.manifest.taxonomy.ids))
    assert list(tiny_tagger.tag([])) == []


def test_probabilities_are_calibrated_logits(tiny_tagger: Tagger) -> None:
    logits = tiny_tagger.logits(EVERY[:5])
    for column, (key, one) in enumerate(tiny_tagger.manifest.calibration.items()):
        assert tiny_tagger.manifest.taxonomy.ids[column] == key
        expected = expit(one.slope * logits[:, column] + one.offset)
        np.testing.assert_allclose(tiny_tagger.probabilities(EVERY[:5])[:, column], expected, atol=1e-12)


@UNHURRIED
@given(texts=TEXTS)
def test_tags_scores_and_evidence_tell_one_story(tiny_tagger: Tagger, texts: list[str]) -> None:
    thresholds = tiny_tagger.manifest.thresholds
    for one, row in zip(tiny_tagger.tag(paragraphs(*texts)), tiny_tagger.probabilities(texts), strict=True):
        assert list(one.scores) == list(tiny_tagger.manifest.taxonomy.ids)
        assert list(one.scores.values()) == pytest.approx(row.tolist(), abs=1e-5)
        assert one.tags == tuple(key for key in one.scores if one.scores[key] >= thresholds[key])
        assert set(one.evidence) == set(one.tags)
        for key, found in one.evidence.items():
            assert found[0].score == pytest.approx(one.scores[key])  # the strongest sentence is the paragraph's score
            assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
            for each in found:
                assert each.score >= thresholds[key]
                assert one.paragraph.text[each.start : each.end] in sentences(one.paragraph.text)


@UNHURRIED
@given(texts=TEXTS)
def test_sentences_score_as_texts_of_their_own(tiny_tagger: Tagger, texts: list[str]) -> None:
    alike = tiny_tagger.tag(paragraphs(*texts))
    for text, (one, scores), other in zip(
        texts, tiny_tagger.tag_with_sentences(paragraphs(*texts)), alike, strict=True
    ):
        assert one == other
        np.testing.assert_allclose(scores, tiny_tagger.probabilities(sentences(text)), atol=1e-5)


def test_every_paragraph_comes_back_in_its_order(tiny_tagger: Tagger) -> None:
    given_in = paragraphs(*(EVERY[number % len(EVERY)] for number in range(600)))  # more than are held at once
    assert [one.paragraph for one in tiny_tagger.tag(iter(given_in))] == given_in


def test_paragraphs_are_read_as_they_are_needed(tiny_tagger: Tagger) -> None:
    taken = 0

    def endless() -> Iterator[Paragraph]:
        nonlocal taken
        while True:
            taken += 1
            yield Paragraph(f"云溪市-2031:{taken}", "云溪市-2031", EVERY[0])

    next(tiny_tagger.tag(endless()))
    assert taken < 1_000


def test_a_bundle_of_other_categories_is_not_loaded(tiny_bundle: Bundle) -> None:
    taxonomy = Taxonomy.load()
    with pytest.raises(BadBundle, match="was trained for the categories"):
        Tagger.load(tiny_bundle.folder, replace(taxonomy, categories=taxonomy.categories[1:]), "cpu")
