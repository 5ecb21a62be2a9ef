"""What is tagged, shown as evidence and marked for review follows from scores and the manifest alone."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from inference.tagged import TaggedParagraph
from inference.tagger import Tagger
from models.bundle import Bundle
from models.manifest import USUAL_BAND
from reports.sentences import sentences
from tests.inference.taggers import having, paragraphs
from tests.invented import invented_sentences

EVERY = invented_sentences()


@pytest.mark.parametrize(("threshold", "expected"), [(0.0, 4), (1.0, 0)])
def test_extreme_thresholds_are_honoured(tiny_bundle: Bundle, threshold: float, expected: int) -> None:
    tagger = having(tiny_bundle, thresholds=dict.fromkeys(tiny_bundle.manifest.taxonomy.ids, threshold))
    for one in tagger.tag(paragraphs(*EVERY[:8])):
        assert len(one.tags) == expected


def test_a_threshold_that_is_met_exactly_gives_the_tag(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    (one,) = tiny_tagger.tag(paragraphs(EVERY[0]))
    (again,) = having(tiny_bundle, thresholds=one.scores).tag(paragraphs(EVERY[0]))
    assert again.tags == tiny_tagger.manifest.taxonomy.ids
    (above,) = having(tiny_bundle, thresholds={key: score + 1e-6 for key, score in one.scores.items()}).tag(
        paragraphs(EVERY[0])
    )
    assert above.tags == ()


def test_a_sentence_exactly_at_the_threshold_is_evidence(tiny_bundle: Bundle) -> None:
    text = EVERY[0] + EVERY[1]
    assert len(sentences(text)) == 2
    judged = having(tiny_bundle, thresholds=dict.fromkeys(tiny_bundle.manifest.taxonomy.ids, 0.0)).tag(paragraphs(text))
    weaker = {key: found[-1].score for key, found in next(judged).evidence.items()}
    (one,) = having(tiny_bundle, thresholds=weaker).tag(paragraphs(text))
    assert {key: len(found) for key, found in one.evidence.items()} == dict.fromkeys(weaker, 2)


def shifted(scores: Mapping[str, float], by: float) -> dict[str, float]:
    """Return thresholds so far from every score, on the side where there is room."""
    return {key: score - by if score > 0.5 else score + by for key, score in scores.items()}


def test_one_score_near_its_threshold_asks_for_review(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    (one,) = tiny_tagger.tag(paragraphs(EVERY[0]))
    far = shifted(one.scores, USUAL_BAND + 0.01)

    def review(thresholds: Mapping[str, float]) -> bool:
        (tagged,) = having(tiny_bundle, thresholds=thresholds).tag(paragraphs(EVERY[0]))
        return tagged.review

    assert not review(far)
    for key in one.scores:
        assert review({**far, key: shifted(one.scores, USUAL_BAND - 0.01)[key]})


def test_every_category_has_a_review_band_of_its_own(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    (one,) = tiny_tagger.tag(paragraphs(EVERY[0]))
    narrow, far = dict.fromkeys(one.scores, 0.02), shifted(one.scores, 0.1)
    for key in one.scores:
        for band, review in ((0.11, True), (0.09, False)):
            tagger = having(tiny_bundle, thresholds=far, review_band={**narrow, key: band})
            assert [tagged.review for tagged in tagger.tag(paragraphs(EVERY[0]))] == [review]


def test_a_review_band_of_nothing_asks_for_no_review(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    (one,) = tiny_tagger.tag(paragraphs(EVERY[0]))
    exact = having(tiny_bundle, thresholds=one.scores, review_band=dict.fromkeys(one.scores, 0.0))
    assert [tagged.review for tagged in exact.tag(paragraphs(EVERY[0]))] == [False]


def test_what_is_stated_of_a_wrong_tags_chance_stands_above_the_bands(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    (one,) = tiny_tagger.tag(paragraphs(EVERY[0]))
    ids = tiny_bundle.manifest.taxonomy.ids
    right = [score if key in one.tags else 1 - score for key, score in one.scores.items()]
    chance = 1 - math.prod(right)
    for above, review in ((chance - 1e-6, True), (chance + 1e-6, False)):
        for band in (0.0, 1.0):
            tagger = having(tiny_bundle, review_above=above, review_band=dict.fromkeys(ids, band))
            assert [tagged.review for tagged in tagger.tag(paragraphs(EVERY[0]))] == [review]


def test_an_exclusive_paragraph_is_reviewed_by_the_chance_of_another_category(tiny_bundle: Bundle) -> None:
    taxonomy = replace(tiny_bundle.manifest.taxonomy, exclusive=True)
    (one,) = having(tiny_bundle, taxonomy=taxonomy).tag(paragraphs(EVERY[0]))
    odds = {key: score / (1 - score) for key, score in one.scores.items()}
    chance = 1 - odds[one.tags[0]] / sum(odds.values())
    for above, review in ((chance - 1e-6, True), (chance + 1e-6, False)):
        tagger = having(tiny_bundle, taxonomy=taxonomy, review_above=above)
        assert [tagged.review for tagged in tagger.tag(paragraphs(EVERY[0]))] == [review]


def test_an_exclusive_taxonomy_gives_exactly_one_tag_with_evidence(tiny_bundle: Bundle) -> None:
    exclusive = replace(tiny_bundle.manifest.taxonomy, exclusive=True)
    for threshold in (0.0, 0.5, 1.0):
        tagger = having(tiny_bundle, taxonomy=exclusive, thresholds=dict.fromkeys(exclusive.ids, threshold))
        said: list[TaggedParagraph] = list(tagger.tag(paragraphs(*(EVERY[i] + EVERY[i + 1] for i in range(10)))))
        assert all(len(one.tags) == 1 for one in said)
        for one in said:
            assert one.scores[one.tags[0]] == max(one.scores.values())
            assert one.evidence[one.tags[0]]


def test_what_was_tagged_names_its_bundle(tiny_tagger: Tagger) -> None:
    (one,) = tiny_tagger.tag(paragraphs(EVERY[0]))
    assert one.model == one.to_json()["model"] == tiny_tagger.manifest.id
