"""A full disk is one line, whatever library found it full."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from models.bundle import Bundle, load_weights
from models.files.saving import saving
from models.writing import write_bundle
from storage.errors import BadData, CannotWrite


@contextmanager
def files_of_at_most(bytes_: int) -> Iterator[None]:
    """Let no file grow past so many bytes, which fails as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("most", [100, 2_000, 30_000])  # in config.json, in the weights, in the tokenizer
def test_a_bundle_that_does_not_fit_is_one_line_and_nothing_is_left(
    tiny_bundle: Bundle, tmp_path: Path, most: int
) -> None:
    model, tokenizer = load_weights(tiny_bundle)
    facts = {
        name: getattr(tiny_bundle.manifest, name)
        for name in ("taxonomy", "thresholds", "calibration", "unit", "max_tokens", "encoder")
    }
    with files_of_at_most(most), pytest.raises(CannotWrite, match=r"Cannot write to .*File too large"):
        write_bundle(tmp_path / "tagger", model, tokenizer, **facts)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_each_library_fails_in_the_same_way(tiny_bundle: Bundle, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import save_file

    model, tokenizer = load_weights(tiny_bundle)
    writers = {
        "torch": lambda place: torch.save(model.state_dict(), place),
        "safetensors": lambda place: save_file(model.state_dict(), place),
        "tokenizers": lambda place: tokenizer.backend_tokenizer.save(str(place)),
        "numpy": lambda place: np.save(place.with_suffix(".npy"), np.zeros(10_000)),
        "plain": lambda place: place.write_text("岚" * 10_000),
    }
    for name, write in writers.items():
        with files_of_at_most(4_000), pytest.raises(CannotWrite, match="Cannot write to"), saving(tmp_path / name):
            write(tmp_path / name)


def test_what_is_no_failure_to_write_goes_on_as_it_came(tmp_path: Path) -> None:
    for error in (ValueError("a fault"), RuntimeError("shapes differ"), BadData("a line is broken"), KeyError("x")):
        with pytest.raises(type(error)), saving(tmp_path):
            raise error
    with pytest.raises(CannotWrite, match="No space left"), saving(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
