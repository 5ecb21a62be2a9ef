"""Kept figures → docs/scale.md: what a million reports cost, with the arithmetic."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.figures.document import others, render
from scripts.bench.figures.kept import Kept
from scripts.bench.figures.million import Given, reckoned
from scripts.bench.figures.steps import Steps
from scripts.bench.figures.tables import MISSING, shown

ASSUMPTIONS = Path(__file__).with_name("million.toml")
_BASIS = ("texts", "speed", "bulk", "folders")
_TWO_DAYS = 48


def scale(kept: Mapping[str, Kept], given: Given | None = None) -> str:
    """Write the paper of the figures that `kept` has by their benches' names."""
    given = tomllib.loads(ASSUMPTIONS.read_text("utf-8")) if given is None else given
    steps = reckoned(kept, given)
    shows = _Shows(steps, given["scaling"]["yuan_a_dollar"])
    return render(
        "scale.md.j2",
        steps=steps,
        given=given,
        machines=_machines(given),
        basis=[
            f"{name} on {ran.date[:10]} beside other work of {others(ran)}"
            for name in _BASIS
            if (ran := kept[name].ran)
        ],
        shown=shown,
        lasts=shows.lasts,
        dollars=shows.dollars,
        yuan=shows.yuan,
    )


@dataclass(frozen=True, slots=True)
class Machine:
    """A line of the key table: what a machine is called, and the steps that hold its time, memory and money."""

    english: str
    chinese: str
    time: str
    memory: str
    money: str


def _machines(given: Given) -> list[Machine]:
    cores, count = given["machine"]["cores"], given["machine"]["count"]
    gpu, large = given["gpu"]["name"], given["laptop"]["cores"]
    cluster = f"{count} machines of {cores} cores", f"{count} 台 {cores} 核机器"
    return [
        Machine("a laptop, 2 cores", "笔记本，2 核", "small", "small_memory", "small_money"),
        Machine(f"a laptop, {large} cores", f"笔记本，{large} 核", "large", "large_memory", "large_money"),
        Machine(f"a rented machine, {cores} cores", f"租一台 {cores} 核机器", "large", "large_memory", "rented_money"),
        Machine(f"one GPU ({gpu}), estimate", f"一块 {gpu} 显卡（估计）", "gpu", "small_memory", "gpu_money"),
        Machine(*cluster, "cluster", "large_memory", "cluster_money"),
    ]


@dataclass(frozen=True, slots=True)
class _Shows:
    """Times and money of steps, as readers count them."""

    steps: Steps
    yuan_a_dollar: float

    def lasts(self, key: str, chinese: bool = False) -> str:
        """Return a time in hours, and beyond two days in days."""
        hours = self.steps.value(key)
        if hours is None:
            return MISSING
        units = ("天", "小时") if chinese else ("days", "h")
        return f"{shown(hours / 24)} {units[0]}" if hours > _TWO_DAYS else f"{shown(hours)} {units[1]}"

    def dollars(self, key: str) -> str:
        """Return what something costs."""
        found = self.steps.value(key)
        return MISSING if found is None else f"${shown(found)}"

    def yuan(self, key: str) -> str:
        """Return what something costs in yuan."""
        found = self.steps.value(key)
        return MISSING if found is None else f"{shown(found * self.yuan_a_dollar)} 元"
