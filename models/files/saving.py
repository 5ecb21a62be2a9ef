"""Turn what cannot be written, or read back, into one exception: every library that saves a model has a word of its own
for a full disk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import BadSettings, CannotWrite, ZhengbiaoError, reason_of

# tokenizers and safetensors raise what their Rust parts say, torch what its writer of archives says.
_SYSTEM = re.compile(r"([^:]*) \(os error \d+\)")
_TORCH_WRITER = re.compile(r"inline_container|PytorchStreamWriter|iostream error")


@contextmanager
def saving(place: Path) -> Iterator[None]:
    """Let what a block saves at `place` fail in one way only.

    Raises:
        CannotWrite: the disk is full, a file may not grow further, or the rights are missing.
    """
    try:
        yield
    except ZhengbiaoError:
        raise
    except Exception as error:  # tokenizers raise nothing more special; what is no failure to write goes on as it came
        reason = _reason(error)
        if reason is None:
            raise
        raise CannotWrite(
            f"Cannot write to {place}: {reason}. Make room there, or give a folder you may write to."
        ) from error


@contextmanager
def reading_back(path: Path) -> Iterator[None]:
    """Let what a block reads of the work of an earlier run fail in one way only.

    Raises:
        BadSettings: it is damaged.
    """
    try:
        yield
    except ZhengbiaoError:
        raise
    except Exception as error:  # a damaged file makes each library raise what it likes
        raise BadSettings(
            f"{path}: what an earlier run left there cannot be read ({reason_of(error)[:100]}). Expected it whole; "
            "delete it, or give another --output."
        ) from error


def _reason(error: Exception) -> str | None:
    """Return why a library could not write, None where it failed at something else."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if found := _SYSTEM.search(str(error)):
        return found[1].strip()
    return "torch could not write a whole file, as on a full disk" if _TORCH_WRITER.search(str(error)) else None
