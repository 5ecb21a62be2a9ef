"""A paragraph's logit is the maximum over its windows, the mean of its views, and learning follows from that."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import binary_cross_entropy_with_logits

from labels.taxonomy import Taxonomy
from models.bundle import Bundle, load_weights
from tests.invented import invented_rows
from training.finetuning.examples import Collator
from training.finetuning.sentence_maximum import SentenceMaximum, positive_weights

IDS = Taxonomy.load().ids
ROWS = invented_rows(7)


@pytest.fixture(scope="module")
def loaded(tiny_bundle: Bundle) -> tuple[Any, Any]:
    return load_weights(tiny_bundle)


def batch_of(loaded: tuple[Any, Any], count: int = 9) -> dict[str, torch.Tensor]:
    """Return a batch whose paragraphs have one to three sentences of very different lengths, every other one in two
    views."""
    tokenizer = loaded[1]
    rows = ROWS[:count]
    read = [
        {
            "views": [
                [tokenizer(part)["input_ids"] for part in [row.text, *[row.text[:5], row.text * 2][: number % 3]]],
                *([[tokenizer(row.text[3:])["input_ids"]]] if number % 2 else []),
            ],
            "labels": [float(key in row.labels) for key in IDS],
        }
        for number, row in enumerate(rows)
    ]
    return Collator(tokenizer)(read)


def naive(classifier: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Score every window alone, without padding, and take the mean of the highest of each view in a loop."""
    logits = []
    for paragraph in range(len(batch["labels"])):
        highest = []
        for view in (batch["paragraph"] == paragraph).nonzero()[:, 0]:
            own = []
            for row in (batch["view"] == view).nonzero()[:, 0]:
                ids = batch["input_ids"][row][batch["attention_mask"][row].bool()]
                own.append(classifier(input_ids=ids[None]).logits[0])
            highest.append(torch.stack(own).max(dim=0).values)
        logits.append(torch.stack(highest).mean(dim=0))
    return torch.stack(logits)


@pytest.mark.parametrize("count", [1, 2, 5, 9, 20])
def test_logits_and_loss_are_those_of_a_loop(loaded: tuple[Any, Any], count: int) -> None:
    batch = batch_of(loaded, count)
    weights = torch.tensor([1.0, 2.0, 0.5, 3.0])
    with torch.inference_mode():
        found = SentenceMaximum(loaded[0], weights, loaded[1], 0.0)(**batch)
        expected = naive(loaded[0], batch)
    torch.testing.assert_close(found["logits"], expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(
        found["loss"], binary_cross_entropy_with_logits(expected, batch["labels"], pos_weight=weights)
    )


def test_windows_lie_longest_first_and_keep_their_paragraph(loaded: tuple[Any, Any]) -> None:
    batch = batch_of(loaded)
    lengths = batch["attention_mask"].sum(1).tolist()
    assert lengths == sorted(lengths, reverse=True)
    assert set(batch["paragraph"].tolist()) == set(range(9))
    for paragraph, row in enumerate(ROWS[:9]):
        own = batch["input_ids"][batch["paragraph"][batch["view"]] == paragraph]
        expected = torch.tensor(loaded[1](row.text)["input_ids"])
        assert any(torch.equal(ids[: len(expected)], expected) for ids in own)


def test_padding_is_on_the_right(loaded: tuple[Any, Any]) -> None:
    mask = batch_of(loaded)["attention_mask"]
    assert bool((mask[:, 1:] <= mask[:, :-1]).all())


def test_only_the_highest_window_of_a_paragraph_learns(loaded: tuple[Any, Any]) -> None:
    logits = torch.tensor([[0.1, 2.0], [0.5, -1.0], [0.2, 0.3]], requires_grad=True)

    class Given(torch.nn.Module):
        """Answers with logits that lie ready; windows come in four parts."""

        def __init__(self) -> None:
            super().__init__()
            self.asked = 0

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
            rows = logits[self.asked : self.asked + len(input_ids)]
            self.asked += len(input_ids)
            return type("Output", (), {"logits": rows})

    batch = {"input_ids": torch.ones(3, 4, dtype=torch.long), "attention_mask": torch.ones(3, 4, dtype=torch.long)}
    model = SentenceMaximum(Given(), torch.ones(2), loaded[1], 0.0)  # type: ignore[arg-type]
    of = {"view": torch.tensor([0, 0, 1]), "paragraph": torch.tensor([0, 1])}
    found = model(**of, labels=torch.tensor([[1.0, 0.0], [0.0, 1.0]]), **batch)
    assert found["logits"].tolist() == torch.tensor([[0.5, 2.0], [0.2, 0.3]]).tolist()
    found["loss"].backward()
    assert logits.grad is not None
    assert (logits.grad != 0).tolist() == [[False, True], [True, False], [True, True]]
    assert logits.grad[1, 0] < 0 < logits.grad[0, 1]  # towards the labels


def test_every_weight_of_the_classifier_gets_a_gradient(loaded: tuple[Any, Any], tiny_bundle: Bundle) -> None:
    classifier, tokenizer = load_weights(tiny_bundle)
    SentenceMaximum(classifier, torch.ones(4), tokenizer, 0.0)(**batch_of(loaded))["loss"].backward()
    assert [name for name, value in classifier.named_parameters() if value.grad is None] == []


def test_hidden_tokens_are_hidden_in_training_only(loaded: tuple[Any, Any]) -> None:
    seen: list[torch.Tensor] = []

    class Watching(torch.nn.Module):
        """Notes what it is asked to read."""

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor | None = None
        ) -> Any:
            seen.append(input_ids)
            return type("Output", (), {"logits": torch.zeros(len(input_ids), len(IDS))})

    tokenizer = loaded[1]
    batch = batch_of(loaded, 20)
    model = SentenceMaximum(Watching(), torch.ones(4), tokenizer, 0.3)  # type: ignore[arg-type]
    torch.manual_seed(0)
    model.train()(**batch)
    read = torch.cat([part.flatten() for part in seen])
    words = ~torch.isin(read, torch.tensor([tokenizer.pad_token_id, tokenizer.cls_token_id, tokenizer.sep_token_id]))
    assert 0.2 < (read[words] == tokenizer.mask_token_id).float().mean() < 0.4
    for special in (tokenizer.cls_token_id, tokenizer.sep_token_id):
        assert (read == special).sum() == (batch["input_ids"] == special).sum()
    seen.clear()
    model.eval()(**batch)
    assert not any((part == tokenizer.mask_token_id).any() for part in seen)


def test_labels_may_be_probabilities(loaded: tuple[Any, Any]) -> None:
    batch = batch_of(loaded)
    batch["labels"] = torch.full_like(batch["labels"], 0.25)
    found = SentenceMaximum(loaded[0], torch.ones(4), loaded[1], 0.0)(**batch)
    expected = -(
        0.25 * torch.nn.functional.logsigmoid(found["logits"]) + 0.75 * torch.nn.functional.logsigmoid(-found["logits"])
    )
    torch.testing.assert_close(found["loss"], expected.mean())


@given(st.lists(st.sets(st.sampled_from(IDS)), min_size=1, max_size=40))
def test_positive_weights_balance_without_running_away(labels: list[set[str]]) -> None:
    rows = [replace(ROWS[0], labels=tuple(one), evidence={}) for one in labels]
    for key, weight in zip(IDS, positive_weights(rows, IDS).tolist(), strict=True):
        positives = sum(key in one for one in labels)
        negatives = len(labels) - positives
        expected = min(np.sqrt(negatives / positives), 10) if positives and negatives else 1
        assert weight == pytest.approx(expected, rel=1e-5)


def test_a_rare_category_weighs_at_most_ten() -> None:
    rows = [replace(ROWS[0], labels=(IDS[0],) if number == 0 else ()) for number in range(1_000)]
    assert positive_weights(rows, IDS).tolist() == [10, 1, 1, 1]


def test_where_sentences_are_marked_no_category_weighs_more() -> None:
    marked = replace(ROWS[0], labels=(IDS[0],), evidence={IDS[0]: ((0, 5),)})
    assert positive_weights([marked, *ROWS[1:]], IDS).tolist() == [1, 1, 1, 1]


def test_what_is_not_known_teaches_nothing(loaded: tuple[Any, Any]) -> None:
    batch = batch_of(loaded)
    open_ = batch["labels"].clone()
    open_[::2, 1] = torch.nan
    model = SentenceMaximum(loaded[0], torch.ones(4), loaded[1], 0.0)
    with torch.inference_mode():
        found = model(**batch | {"labels": open_})
        nothing = model(**batch | {"labels": torch.full_like(open_, torch.nan)})
    known = ~open_.isnan()
    expected = binary_cross_entropy_with_logits(found["logits"][known], batch["labels"][known])
    torch.testing.assert_close(found["loss"], expected)
    assert nothing["loss"].item() == 0
