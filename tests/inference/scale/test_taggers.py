"""As many processes tag as the machine bears, and what was asked for decides."""

from pathlib import Path

import pytest

from inference.engines import kinds
from inference.scale.store import Store
from inference.scale.taggers import (
    Arrangement,
    Tools,
    start_tagger,
    taggers_at_most,
    taggers_that_fit,
    taggers_worth,
)
from models.bundle import Bundle
from storage.errors import BadSettings

ON_CPU = Tools("cpu", 400_000_000)


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores, and room for three taggers beside what is left free."""
    monkeypatch.setattr("inference.scale.taggers.cores", lambda: 8)
    monkeypatch.setattr("inference.scale.taggers.free_bytes", lambda: 500_000_000 + 2 * 600_000_000 + 1)


def test_there_is_one_for_each_core_and_fewer_where_each_has_several_threads() -> None:
    assert taggers_at_most(Arrangement()) == 8
    assert taggers_at_most(Arrangement(threads=3)) == 2
    assert taggers_at_most(Arrangement(threads=16)) == 1


def test_memory_allows_fewer_and_a_line_says_so() -> None:
    fit, line = taggers_that_fit(Arrangement(), ON_CPU)
    assert fit == 3
    assert line.startswith("3 of 8 processes tag: each needs some 600 MB of memory")
    assert "\n" not in line


def test_a_number_that_was_asked_for_stands() -> None:
    assert taggers_that_fit(Arrangement(processes=5), ON_CPU) == (5, "")
    assert taggers_worth(Arrangement(processes=5), 10, fit=5) == 5


def test_a_gpu_is_used_by_one() -> None:
    assert taggers_that_fit(Arrangement(), Tools("cuda", 400_000_000)) == (1, "")


def test_few_characters_are_not_worth_a_second_start() -> None:
    assert taggers_worth(Arrangement(), 20_000, fit=8) == 1
    assert taggers_worth(Arrangement(), 10_000_000, fit=8) == 8


def test_who_would_tag_otherwise_than_the_run_counts_on_does_not_tag(
    tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setattr(kinds, "has_gpu", lambda: True)  # a driver is there, and torch cannot use it
    with pytest.raises(BadSettings, match=r"torch finds no GPU here, .* give --device cpu\."):
        start_tagger(tiny_bundle, Store(tmp_path), Arrangement())
