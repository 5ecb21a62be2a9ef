"""Who of the processes of a training is the main one, and what they agree on.

Every process does the same, step by step; the main one alone writes, locks and speaks. Without `accelerate launch`, or
torchrun, there is one, the main one, and nothing here does anything.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

Made = TypeVar("Made")
# One process may do for long what the others wait for: fetch an encoder, write to a slow disk. One that dies is noticed
# at once.
_PATIENCE = timedelta(hours=12)


def count() -> int:
    """Return how many processes train."""
    return int(os.environ.get("WORLD_SIZE", "1")) if "RANK" in os.environ else 1


def number() -> int:
    """Return the number of this process, from 0, the main one."""
    return int(os.environ["RANK"]) if count() > 1 else 0


def is_main() -> bool:
    """Say whether this process writes and speaks."""
    return number() == 0


def join() -> None:
    """Find the other processes; returns when all are there."""
    if count() > 1:
        from accelerate import PartialState

        PartialState(cpu=on_cpu(), timeout=_PATIENCE)


def on_cpu() -> bool:
    """Say whether the processes train on the CPU: where there is nothing else, or that is what `accelerate launch` was
    asked for."""
    import torch

    return not torch.accelerator.is_available() or os.environ.get("ACCELERATE_USE_CPU", "").casefold() == "true"


def wait() -> None:
    """Wait until every process is here."""
    if count() > 1:
        from torch import distributed

        distributed.barrier()


def agreed(answer: bool) -> bool:
    """Return the main process's answer in every process."""
    if count() == 1:
        return answer
    import torch
    from accelerate import PartialState
    from torch import distributed

    said = torch.tensor([int(answer)], device=PartialState().device)
    distributed.broadcast(said, 0)
    return bool(said)


def main_first(make: Callable[[], Made]) -> Made:
    """Make something in every process, in the main one before the others."""
    if not is_main():
        wait()
        return make()
    made = make()
    wait()
    return made
