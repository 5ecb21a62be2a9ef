"""Units of any length and number are scored, on devices that are there."""

from typing import Any

import numpy as np
import pytest

from inference.tagger import Tagger
from models.bundle import Bundle, load_weights
from reports.sentences import sentence_spans
from storage.errors import BadBundle, BadSettings
from tests.inference.taggers import having, paragraphs
from tests.invented import invented_sentences

EVERY = invented_sentences()


def test_a_sentence_longer_than_a_window_scores_as_its_highest_overlapping_window(tiny_tagger: Tagger) -> None:
    import torch

    model, tokenizer = load_weights(tiny_tagger.bundle)
    longest = tiny_tagger.manifest.max_tokens
    long = "，".join(sentence.rstrip("。") for sentence in EVERY[:14])
    assert len(sentence_spans(long)) == 1
    inside, step = longest - 2, longest - 2 - longest // 4
    tokens = tokenizer(long, add_special_tokens=False)["input_ids"]
    starts = range(0, max(1, len(tokens) - inside + step), step)
    logits = []
    for start in starts:
        ids = [tokenizer.cls_token_id, *tokens[start : start + inside], tokenizer.sep_token_id]
        with torch.inference_mode():
            logits.append(model(input_ids=torch.tensor([ids])).logits[0].numpy())
    assert len(logits) > 3
    np.testing.assert_allclose(tiny_tagger.logits([long])[0], np.max(logits, axis=0), atol=1e-5)


def test_the_end_of_a_long_sentence_counts(tiny_tagger: Tagger) -> None:
    filler = "岚川县培育纺织龙头企业" * 30
    alone = tiny_tagger.logits([filler])[0]
    tails = np.stack([tiny_tagger.logits([filler + sentence.rstrip("。")])[0] for sentence in EVERY[:10]])
    assert (tails - alone).max() > 0.1


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_model_that_answers_with_no_number_is_named_and_tags_nothing(tiny_bundle: Bundle, value: float) -> None:
    import torch

    tagger = Tagger(tiny_bundle, "cpu")
    with torch.no_grad():
        tagger.engine.model.classifier.bias[2] = value
    with pytest.raises(BadBundle, match=rf"the model tiny-\w+ answers with {value} instead of a number") as error:
        list(tagger.tag(paragraphs(*EVERY[:5])))
    assert "\n" not in str(error.value)
    assert str(tiny_bundle.folder) in str(error.value)


def test_a_paragraph_of_very_many_sentences_is_read_in_runs_and_scored_as_before(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inference.engines import windows as module

    text = "".join(EVERY[:40])
    whole = Tagger(tiny_bundle, "cpu").logits([text])
    cut: list[int] = []
    real = module.windows

    def counted(tokenizer: Any, units: Any, max_tokens: int) -> Any:
        cut.append(sum(map(len, units)))
        return real(tokenizer, units, max_tokens)

    monkeypatch.setattr(module, "windows", counted)
    monkeypatch.setattr(module, "_CHARACTERS_AT_ONCE", 100)
    np.testing.assert_allclose(Tagger(tiny_bundle, "cpu").logits([text]), whole, atol=1e-5)
    assert len(cut) > 5 and max(cut) <= 100
    assert sum(cut) <= len(text)


@pytest.mark.parametrize("device", ["cuda:99", "abacus"])
def test_a_device_that_is_not_there_is_refused(tiny_bundle: Bundle, device: str) -> None:
    with pytest.raises(
        BadSettings, match=rf"--device {device}: not available here .*Expected cpu, cuda or cuda:N"
    ) as error:
        Tagger(tiny_bundle, device)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("batch_tokens", [0, 31])
def test_a_batch_smaller_than_a_window_is_refused(tiny_bundle: Bundle, batch_tokens: int) -> None:
    with pytest.raises(BadSettings, match=rf"batch of {batch_tokens} tokens: expected at least 32"):
        Tagger(tiny_bundle, "cpu", batch_tokens)


def test_a_window_wider_than_the_usual_batch_is_no_obstacle(tiny_bundle: Bundle) -> None:
    assert having(tiny_bundle, max_tokens=4_096).logits([EVERY[0]]).shape == (1, 4)
