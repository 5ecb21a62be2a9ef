"""As many processes tag as the machine bears, and what was asked for decides."""

import pytest

from inference.scale.taggers import Arrangement, Tools, taggers_at_most, taggers_that_fit, taggers_worth

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
