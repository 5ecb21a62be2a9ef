"""A process that shares a step draws what dropout would have drawn for the windows of the others."""

from pathlib import Path
from typing import Any

import pytest
import torch

from labels.taxonomy import Taxonomy
from models.first_token import read_first_token_only
from training.finetuning.encoder import load_encoder
from training.together import processes
from training.together.windows import draw_as, draws_alike, processes_line


@pytest.fixture
def classifier(tiny_encoder: Path) -> Any:
    """A classifier with dropout, in training, as it is fine-tuned."""
    model, _ = load_encoder(str(tiny_encoder), Taxonomy.load())
    assert model.config.hidden_dropout_prob > 0
    model.set_attn_implementation("eager")
    return read_first_token_only(model).train()


def part(windows: int, tokens: int) -> dict[str, torch.Tensor]:
    mask = torch.ones(windows, tokens, dtype=torch.long)
    mask[-1, tokens // 2 :] = 0
    return {"input_ids": torch.randint(5, 100, (windows, tokens)), "attention_mask": mask}


def test_nothing_but_chance_moves(classifier: Any) -> None:
    for windows, tokens in ((1, 2), (3, 7), (16, 40)):
        given = part(windows, tokens)
        torch.manual_seed(windows)
        with torch.no_grad():
            classifier(**given)
        after = torch.rand(3)
        torch.manual_seed(windows)
        before = {name: one.clone() for name, one in classifier.state_dict().items()}
        draw_as(classifier, given)
        assert torch.equal(torch.rand(3), after)
        assert all(torch.equal(one, before[name]) for name, one in classifier.state_dict().items())


def test_a_model_that_does_not_learn_draws_nothing(classifier: Any) -> None:
    given = part(3, 7)
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    draw_as(classifier.eval(), given)
    assert torch.equal(torch.rand(3), expected)


def test_whether_chance_can_be_drawn_is_found_out_without_using_it_up(classifier: Any) -> None:
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    assert draws_alike(classifier)
    assert torch.equal(torch.rand(3), expected)


def test_a_model_that_draws_by_itself_is_told(classifier: Any) -> None:
    own = classifier.bert.embeddings
    read = own.forward

    def noisy(**arguments: Any) -> Any:
        states = read(**arguments)
        return states + 0 * torch.rand(states.shape, device=states.device)

    own.forward = noisy
    assert not draws_alike(classifier)


def test_one_process_says_nothing_of_others(classifier: Any) -> None:
    assert (processes.count(), processes.number(), processes.is_main()) == (1, 0, True)
    assert processes.agreed(True) and not processes.agreed(False)
    assert processes.main_first(lambda: 3) == 3
    assert processes_line(classifier) == ""
