"""The paper's arithmetic comes out as by hand."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from scripts.bench.figures.kept import Kept, Ran
from scripts.bench.figures.million import reckoned
from scripts.bench.figures.paper import ASSUMPTIONS, scale
from scripts.bench.figures.steps import ASSUMED, MEASURED, Steps
from scripts.bench.figures.tables import Column, Row, Table
from scripts.bench.record import BENCHES

Figures = Mapping[str, Mapping[str, Mapping[str, float]]]
GIVEN: dict[str, Any] = tomllib.loads(ASSUMPTIONS.read_text("utf-8"))
MEASURED_ALONE: dict[str, Figures] = {
    "speed": {"tagging": {"tagger": {"rate": 100.0}}, "limit": {"tagger": {"gflop_a_paragraph": 0.5}}},
    "texts": {"labelled": {"speed": {"characters": 200.0}}},
    "folders": {
        "sizes": {"100": {"processor": 99.0, "characters": 1}, "10000": {"processor": 50, "characters": 20000}}
    },
}
WHOLE_RUN: dict[str, Figures] = {
    "bulk": {
        "sizes": {"100000": {"rate": 160.0, "memory": 512.0}},
        "disk": {"report": {"characters": 10000.0, "paragraphs": 50, "work": 20.0, "result": 100.0}},
    }
}


def kept(found: Mapping[str, Figures], cores: int = 2) -> dict[str, Kept]:
    """Return what would be known after benches had measured so much."""
    made = dict.fromkeys(BENCHES, Kept())
    for bench, tables in found.items():
        own = [
            Table(
                key,
                key,
                [Column(name, name) for name in {name: 0 for row in rows.values() for name in row}],
                [Row(row, row, figures) for row, figures in rows.items()],
            )
            for key, rows in tables.items()
        ]
        made[bench] = Kept(Ran([], "2030-01-01T00:00", 1.0, [0, 0], 0.0, {"cores": cores}, own))
    return made


def test_a_whole_run_that_was_measured_is_what_counts() -> None:
    steps = reckoned(kept(MEASURED_ALONE | WHOLE_RUN), GIVEN)
    # 160 paragraphs/s on two cores, of 200 characters: 20,000 characters take 0.625 s of both.
    assert steps.value("core") == pytest.approx(1.25)
    assert steps.value("small") == pytest.approx(1e6 * 0.625 / 3600)
    assert steps.value("large") == pytest.approx(1e6 * 1.25 / (8 * 0.85) / 3600)
    assert steps.value("cluster") == pytest.approx(1e6 * 1.25 / (8 * 0.85) / 3600 / 50 / 0.9)
    assert steps.value("disk") == pytest.approx(60 + 200 + 40)
    assert steps.value("small_memory") == pytest.approx(1.5)
    assert steps.value("cluster_money") == pytest.approx(1e6 * 1.25 / (8 * 0.85) / 3600 / 0.9 * 0.34)


def test_a_gpu_is_estimated_and_waits_for_its_cores() -> None:
    steps = reckoned(kept(MEASURED_ALONE | WHOLE_RUN), GIVEN)
    assert steps.value("gpu_tag") == pytest.approx(1e6 * 50 / (70_000 * 0.1) / 3600)  # 100 paragraphs' 0.5 GFLOP
    assert steps.value("rest") == pytest.approx(1.25 - 1.0)
    assert steps.value("gpu") == pytest.approx(1e6 * 0.25 / (4 * 0.85) / 3600)
    assert {one.how for key, one in steps.all.items() if key.startswith("gpu_") and one.arithmetic} == {"estimate"}


def test_without_a_whole_run_reading_and_tagging_stand_for_it_and_it_is_said() -> None:
    steps = reckoned(kept(MEASURED_ALONE), GIVEN)
    assert steps.value("core") == pytest.approx((1.0 + 0.02) * 1.25)
    assert steps.value("disk") is None
    paper = scale(kept(MEASURED_ALONE))
    assert "one core (no whole run was measured yet) | 1.02 s × *1.25* | 1.27 s | extrapolated |" in paper


def test_figures_and_prices_move_the_paper() -> None:
    usual = scale(kept(MEASURED_ALONE | WHOLE_RUN))
    faster = MEASURED_ALONE | {"bulk": {**WHOLE_RUN["bulk"], "sizes": {"100000": {"rate": 320.0, "memory": 512.0}}}}
    assert "| a laptop, 2 cores | 7.23 days | 1.50 GiB | 300 GB | $0.833 |" in usual
    assert "| a laptop, 2 cores | 3.62 days | 1.50 GiB | 300 GB | $0.417 |" in scale(kept(faster))
    assert "| 笔记本，2 核 | 7.23 天 | 1.50 GiB | 300 GB | 6.00 元 |" in usual
    dearer = GIVEN | {"laptop": GIVEN["laptop"] | {"dollars_a_kwh": 0.8}}
    assert "| $8.33 |" in scale(kept(MEASURED_ALONE | WHOLE_RUN), dearer)


def test_every_line_says_how_far_it_is_known() -> None:
    steps = reckoned(kept(MEASURED_ALONE | WHOLE_RUN), GIVEN)
    assert all(one.value is not None and one.how for one in steps.all.values())
    for one in steps.all.values():
        assert (one.how in (MEASURED, ASSUMED)) == (not one.arithmetic), one.key
        assert bool(one.bench) == (one.how == MEASURED), one.key


def test_what_was_not_measured_leaves_what_rests_on_it_open() -> None:
    steps = Steps()
    steps.given("a", "a", None, "s", how=MEASURED, bench="speed")
    steps.given("b", "b", 2, "s", how=ASSUMED)
    steps.product("c", "c", "s", times=["b", "b"], over=["a"])
    steps.total("d", "d", "s", parts=["b", "c"])
    assert (steps.value("c"), steps.value("d")) == (None, None)
    assert steps.all["c"].arithmetic == "*2 s* × *2 s* / – [speed]"
    with pytest.raises(ValueError, match="two steps are called a"):
        steps.given("a", "a", 1, "s", how=ASSUMED)
