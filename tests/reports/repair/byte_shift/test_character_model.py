"""The character model gives probabilities, and is the same when it was stored."""

import math
from pathlib import Path

import pytest

from reports.repair.byte_shift.character_model import (
    AdaptedModel,
    CharacterModel,
    count_characters,
    load_character_model,
)
from tests.invented import invented_sentences


@pytest.fixture(scope="module")
def model() -> CharacterModel:
    return count_characters(invented_sentences() * 3, fewest=2)


@pytest.mark.parametrize("before", ["", "修", "新建", "龘龘", "龘修"])
def test_the_probabilities_of_what_may_follow_add_up_to_one(model: CharacterModel, before: str) -> None:
    total = sum(math.exp(model.log_probability(before, character)) for character in model.alphabet)
    assert total == pytest.approx(1.0, abs=1e-9)


def test_what_was_read_is_likelier_than_what_was_not(model: CharacterModel) -> None:
    sentence = invented_sentences()[0]
    adapted = AdaptedModel(model, "")
    assert adapted.log_likelihood(sentence) > adapted.log_likelihood(sentence[::-1])
    assert model.log_probability("", "龘") < min(model.log_probability("", one) for one in model.alphabet)


def test_the_text_itself_makes_its_pairs_likelier(model: CharacterModel) -> None:
    plain, adapted = AdaptedModel(model, ""), AdaptedModel(model, "龘靐龘靐龘靐")
    assert adapted.log_probability("龘", "靐") > plain.log_probability("龘", "靐") + 1
    assert adapted.log_probability("修", "路") == pytest.approx(plain.log_probability("修", "路"))


def test_a_stored_model_answers_within_the_steps_of_its_counts(model: CharacterModel, tmp_path: Path) -> None:
    model.save(tmp_path / "runs.npz")
    again = load_character_model(tmp_path / "runs.npz")
    assert again.alphabet == model.alphabet
    assert {length: found.keys() for length, found in again.counts.items()} == {
        length: found.keys() for length, found in model.counts.items()
    }
    for length, found in model.counts.items():
        for run, count in found.items():
            assert again.counts[length][run] == pytest.approx(count, rel=0.05)
