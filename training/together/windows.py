"""The windows of one step, shared among the processes of a training.

Every process holds the whole batch, reads its share of the windows, and gets the logits of the others; so each knows
the loss of the whole batch, whatever its size, and DistributedDataParallel joins the gradients. A step is then that of
one process with as many threads as each of these has, up to rounding: on a CPU by chance too, because a process draws
what dropout would have drawn for the windows of the others.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, distributed, nn
from torch.func import functional_call
from torch.overrides import TorchFunctionMode

from training.together import processes

if TYPE_CHECKING:
    from transformers import PreTrainedModel

Part = Mapping[str, Tensor]


def shared_logits(classifier: "PreTrainedModel", parts: Sequence[Part]) -> Tensor:
    """Return the logits of the windows of all parts, shape (windows, categories); gradients flow to those that this
    process read.

    Args:
        parts: arguments of the classifier, the same in every process; each has windows as its rows.
    """
    count, number = processes.count(), processes.number()
    ends = torch.tensor([0, *(len(part["input_ids"]) for part in parts)]).cumsum(0).tolist()
    own: dict[int, Tensor] = {}
    for place, part in enumerate(parts):
        if place % count == number:
            own[place] = classifier(**part).logits.float()
        else:
            draw_as(classifier, part)
    told = torch.zeros(ends[-1], classifier.config.num_labels, device=parts[0]["input_ids"].device)
    for place, logits in own.items():
        told[ends[place] : ends[place + 1]] = logits.detach()
        logits.register_hook(lambda gradient: gradient * count)  # gradients are averaged, and were to be summed up
    distributed.all_reduce(told)
    if not own:  # as few windows as that: a gradient of nothing, for the others wait for one
        told = told + 0 * [one for one in classifier.parameters() if one.requires_grad][-1].sum()
    return torch.cat([own.get(place, told[ends[place] : ends[place + 1]]) for place in range(len(parts))])


def draw_as(classifier: "PreTrainedModel", part: Part) -> None:
    """Draw from the generator of chance what the classifier's dropout would draw for these windows, and compute
    nothing; on a CPU only."""
    ids = part["input_ids"]
    if ids.device.type != "cpu" or not classifier.training:
        return
    shapes = {
        name: torch.empty_like(one, device="meta")
        for name, one in (*classifier.named_parameters(), *classifier.named_buffers())
    }
    with torch.no_grad(), _Drawing():
        functional_call(classifier, shapes, kwargs={"input_ids": ids.to("meta")})


def processes_line(classifier: "PreTrainedModel") -> str:
    """Return how several processes train, "" where there is one."""
    count, threads = processes.count(), torch.get_num_threads()
    if count == 1:
        return ""
    alike = (
        f"as one with --threads {threads} would, up to rounding"
        if draws_alike(classifier)
        else "which differ from one as two seeds do: their dropout is drawn apart"
    )
    return f"{count} processes share every step, {alike}"


def draws_alike(classifier: "PreTrainedModel") -> bool:
    """Say whether `draw_as` draws what the classifier draws, which its own code must allow."""
    if next(classifier.parameters()).device.type != "cpu":
        return False
    part = {"input_ids": torch.ones(2, 3, dtype=torch.long), "attention_mask": torch.ones(2, 3, dtype=torch.long)}
    began, trained = torch.get_rng_state(), classifier.training
    classifier.train()
    try:
        with torch.no_grad():
            classifier(**part)
        read = torch.get_rng_state()
        torch.set_rng_state(began)
        draw_as(classifier, part)
        return torch.equal(read, torch.get_rng_state())
    except (RuntimeError, NotImplementedError):  # code that looks at the numbers, of which there are none
        return False
    finally:
        torch.set_rng_state(began)
        classifier.train(trained)


class _Drawing(TorchFunctionMode):
    """Draws for tensors without numbers what dropout draws for those that have some."""

    def __torch_function__(
        self, function: Any, types: Any, arguments: tuple[Any, ...] = (), options: dict[str, Any] | None = None
    ) -> Any:
        options = options or {}
        if function is not nn.functional.dropout:
            return function(*arguments, **options)
        read, share, training = _dropped(*arguments, **options)
        if training and share:
            torch.empty(read.shape, dtype=read.dtype).bernoulli_(1 - share)
        return read


def _dropped(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> tuple[Tensor, float, bool]:
    """Return what `torch.nn.functional.dropout` was asked, by its own names."""
    return input, p, training
