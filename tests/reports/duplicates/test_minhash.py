"""Signatures estimate similarity, and candidates hold the pairs that are alike."""

import random

import numpy as np
import pytest

from reports.duplicates.minhash import HASHES, candidate_pairs, containment, jaccard, normalised, shingles, signature


def invented(length: int, seed: int) -> str:
    return "".join(map(chr, random.Random(seed).choices(range(0x4E00, 0x5600), k=length)))


def test_width_case_marks_and_spaces_do_not_count() -> None:
    assert normalised("新建ＧＤＰ　１２座，。 （水厂）") == normalised("新建gdp12座水厂") == "新建gdp12座水厂"


def test_shingles_are_every_four_characters_once() -> None:
    assert len(shingles("甲乙丙丁戊")) == 2
    assert len(shingles("甲甲甲甲甲甲")) == 1
    assert len(shingles("甲")) == 1
    assert len(shingles("")) == 0
    assert jaccard(shingles("甲乙丙丁戊"), shingles("乙丙丁戊己")) == pytest.approx(1 / 3)
    assert containment(shingles("甲乙丙丁"), shingles("零甲乙丙丁戊")) == 1
    assert jaccard(shingles(""), shingles("")) == containment(shingles(""), shingles("甲")) == 0


@pytest.mark.parametrize("shared", [0, 100, 300, 500])
def test_signatures_agree_as_often_as_texts_are_alike(shared: int) -> None:
    one, other = (shingles(invented(shared, 1) + invented(500 - shared, seed)) for seed in (2, 3))
    estimate = float((signature(one) == signature(other)).mean())
    assert abs(estimate - jaccard(one, other)) < 4 * 0.5 / HASHES**0.5


def test_the_signature_of_a_union_is_the_smaller_of_both() -> None:
    one, other = shingles(invented(80, 1)), shingles(invented(80, 2))
    assert (np.minimum(signature(one), signature(other)) == signature(np.union1d(one, other))).all()


def test_only_texts_that_are_alike_become_candidates_in_any_order() -> None:
    texts = [invented(150, seed) for seed in range(40)]
    texts.append(texts[7][:120] + invented(30, 99))
    signatures = np.array([signature(shingles(text)) for text in texts])
    for order in (None, range(40, -1, -1)):
        assert candidate_pairs(signatures, 3, 0.35, 16, order).tolist() == [[7, 40]]


def test_a_crowded_bucket_makes_few_pairs() -> None:
    signatures = np.array([signature(shingles(invented(150, 1)))] * 50)
    pairs = candidate_pairs(signatures, 3, 0.35, 2).tolist()
    assert pairs == [[n, n + step] for n in range(50) for step in (1, 2) if n + step < 50]


def test_nothing_gives_no_pairs() -> None:
    assert candidate_pairs(np.empty((0, HASHES), np.uint32), 3, 0.35, 16).shape == (0, 2)
