"""The processor is named, and told apart by what decides a matrix product."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import processor

CPUINFO = "processor\t: 0\nmodel name\t: Invented 9\nflags\t\t: fpu avx2 avx512f rdfsgsbase {}\n"
ONCE = (processor.processor_name, processor.processor_flags, processor._cpuinfo)


@pytest.fixture
def cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(processor, "_CPUINFO", tmp_path / "cpuinfo")
    for one in ONCE:
        one.cache_clear()
    yield tmp_path / "cpuinfo"
    for one in ONCE:
        one.cache_clear()


@pytest.mark.parametrize(("more", "adds_up"), [("avx512_vnni", True), ("avx_vnni", True), ("ssse3", False)])
def test_only_flags_that_decide_a_product_count(cpuinfo: Path, more: str, adds_up: bool) -> None:
    cpuinfo.write_text(CPUINFO.format(more), "utf-8")
    assert processor.processor_name() == "Invented 9"
    assert processor.processor_flags()[1:] == ("avx2", "avx512f", *([more] if adds_up else []))
    assert processor.adds_up_in_32_bits() is adds_up


def test_where_nothing_is_told_the_kind_of_machine_is_all_there_is(cpuinfo: Path) -> None:
    assert len(processor.processor_flags()) == 1
    assert processor.processor_name()
