"""What runs in a tagger's process, and how many such processes a machine bears."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from inference.scale.judgements import Judgement
from inference.scale.store import Store
from models.bundle import Bundle
from reports.report import Paragraph
from storage.errors import BadSettings
from storage.processes.memory import free_bytes, largest_bytes
from storage.processes.pool import cores

_TO_TAG_BYTES = 200_000_000
"""What a tagger takes for its batches, beyond what it holds when it has loaded; a sentence of 5 MB takes twice that."""
_TO_LEAVE_BYTES = 500_000_000
"""What is left to the readers and to the process that writes the results."""


# A tagger takes some five seconds of a core to start, in which one that runs tags about so many characters.
_WORTH_A_START = 200_000


@dataclass(frozen=True, slots=True)
class Arrangement:
    """On what and by how many processes a run tags; None takes what suits the machine.

    `threads` are those of each process. They are one on a CPU unless somebody asks for more: sums are rounded otherwise
    where several threads share them, so that scores differ in the seventh digit, and what a report is tagged with must
    not depend on how many there are beside it. `tell` takes a line where memory allows fewer processes.
    """

    device: str | None = None
    processes: int | None = None
    threads: int | None = None
    tell: Callable[[str], object] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a report's paragraphs, and the key under which their judgements are kept."""

    key: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """What a tagger's process found when it had loaded the bundle: the device that it uses, and its memory in bytes."""

    device: str
    memory: int


Answer = tuple[Judgement, ...] | Tools
Work = Callable[[Texts | None], Answer]
"""Tags a report and keeps what it said; None asks for the tools."""


def start_tagger(bundle: Bundle, store: Store, arrangement: Arrangement) -> Work:
    """Load a bundle in a process of its own.

    Raises:
        BadBundle: it cannot be loaded.
        BadSettings: the device does not exist here, or torch finds another than the run counts on.
    """
    threads = arrangement.threads or 1
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
    import torch

    from inference.engines.kinds import kind_of
    from inference.tagger import Tagger

    device = arrangement.device or ("cuda" if torch.cuda.is_available() else "cpu")
    if device.startswith("cpu") == kind_of(bundle, arrangement.device).on_gpu:  # what the run's fingerprint says
        raise BadSettings(
            f"torch finds {'no GPU' if device == 'cpu' else 'a GPU'} here, where the system seems to have "
            f"{'one' if device == 'cpu' else 'none'}. Expected to be told what is to tag; give --device {device}."
        )
    if device.startswith("cpu") or arrangement.threads:
        torch.set_num_threads(threads)
    tagger = Tagger(bundle, device)

    def work(given: Texts | None) -> Answer:
        if given is None:
            return Tools(device, largest_bytes())
        paragraphs = [Paragraph("", "", text) for text in given.texts]
        try:
            judgements = tuple(Judgement.of(one) for one in tagger.tag(paragraphs))
        except RuntimeError as error:  # torch has no better word for it, on a CPU
            if isinstance(error, torch.OutOfMemoryError) or "allocat" in str(error):
                raise MemoryError from error
            raise
        store.put(given.key, judgements)
        return judgements

    return work


def taggers_at_most(arrangement: Arrangement) -> int:
    """Return how many processes may tag on a CPU: as many as were asked for, else one for each core."""
    return arrangement.processes or max(1, cores() // (arrangement.threads or 1))


def taggers_that_fit(arrangement: Arrangement, first: Tools) -> tuple[int, str]:
    """Return how many processes may tag, by what the first of them found, and a line where memory allows fewer than
    there are cores.

    A GPU is kept busy by one.
    """
    most = taggers_at_most(arrangement)
    if arrangement.processes is not None:
        return most, ""
    if not first.device.startswith("cpu"):
        return 1, ""
    free, need = free_bytes(), first.memory + _TO_TAG_BYTES
    fit = most if free is None else 1 + max(0, (free - _TO_LEAVE_BYTES) // need)
    if free is None or fit >= most:
        return most, ""
    return fit, (
        f"{fit} of {most} processes tag{'s' * (fit == 1)}: each needs some {need / 1e6:,.0f} MB of memory, and "
        f"{free / 1e6:,.0f} MB are free. Close other programs for more, or set the number with --taggers."
    )


def taggers_worth(arrangement: Arrangement, characters: int, fit: int) -> int:
    """Return how many of the processes that fit are worth their start for so many characters: all where a number was
    asked for."""
    return fit if arrangement.processes else max(1, min(fit, characters // _WORTH_A_START))
