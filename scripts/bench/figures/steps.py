"""Arithmetic that shows itself: each figure with how it came about and how far it is known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.bench.figures.tables import MISSING, Figure, shown

MEASURED, ASSUMED, EXTRAPOLATED, ESTIMATE = "measured", "assumed", "extrapolated", "estimate"
NOT_YET = "not measured yet"


@dataclass(frozen=True, slots=True)
class Step:
    """A figure.

    Attributes:
        value: None where a figure that it rests on was not measured.
        how: how far it is known.
        arithmetic: how it came about, with the figures that it rests on; empty where it was measured or assumed.
        bench: what measured it.
    """

    key: str
    what: str
    value: float | None
    unit: str
    how: str
    arithmetic: str = ""
    bench: str = ""

    @property
    def result(self) -> str:
        """The figure with its unit."""
        if self.value is None:
            return MISSING
        figure = f"{self.value:,.10g}" if self.how == ASSUMED else shown(self.value)
        return f"${figure}" if self.unit == "$" else f"{figure} {self.unit}".strip()

    @property
    def term(self) -> str:
        """The figure in the arithmetic of another: with its bench where it was measured, slanting where assumed."""
        if self.how == ASSUMED:
            return f"*{self.result}*"
        return f"{self.result} [{self.bench}]" if self.bench else self.result


Term = str | int
"""The key of an earlier step, or a whole number."""


class Steps:
    """Figures by their keys, in the order in which they were reckoned."""

    def __init__(self) -> None:
        self.all: dict[str, Step] = {}

    def given(self, key: str, what: str, value: Figure, unit: str, *, how: str, bench: str = "") -> None:
        """Add a figure that was measured by a bench, or is assumed."""
        number = value if isinstance(value, int | float) else None
        self._add(Step(key, what, number, unit, NOT_YET if number is None else how, bench=bench))

    def product(
        self,
        key: str,
        what: str,
        unit: str,
        *,
        times: Sequence[Term],
        over: Sequence[Term] = (),
        how: str = EXTRAPOLATED,
    ) -> None:
        """Add what comes of multiplying by `times` and dividing by `over`."""
        top, bottom = self._values(times), self._values(over)
        value = math.prod(top) / math.prod(bottom) if top is not None and bottom is not None else None
        arithmetic = " × ".join(self._shown(times))
        if over:
            below = " × ".join(self._shown(over))
            arithmetic += f" / ({below})" if len(over) > 1 else f" / {below}"
        self._add(Step(key, what, value, unit, how, arithmetic))

    def total(self, key: str, what: str, unit: str, *, parts: Sequence[Term]) -> None:
        """Add a sum."""
        found = self._values(parts)
        value = None if found is None else sum(found)
        self._add(Step(key, what, value, unit, EXTRAPOLATED, " + ".join(self._shown(parts))))

    def less(self, key: str, what: str, unit: str, *, whole: Term, part: Term, least: Term, how: str) -> None:
        """Add what is left of a whole without a part, and not less than `least`."""
        found = self._values([whole, part, least])
        value = None if found is None else max(found[0] - found[1], found[2])
        first, second, third = self._shown([whole, part, least])
        self._add(Step(key, what, value, unit, how, f"{first} − {second}, at least {third}"))

    def largest(self, key: str, what: str, unit: str, *, of: Sequence[Term], how: str = EXTRAPOLATED) -> None:
        """Add the largest of several figures: what goes on at the same time lasts as long as the slowest."""
        found = self._values(of)
        value = None if found is None else max(found)
        self._add(Step(key, what, value, unit, how, f"the larger of {' and '.join(self._shown(of))}"))

    @property
    def reckoned(self) -> list[Step]:
        """The figures that rest on others."""
        return [one for one in self.all.values() if one.arithmetic]

    def value(self, key: str) -> float | None:
        """Return a figure."""
        return self.all[key].value

    def result(self, key: str) -> str:
        """Return a figure with its unit."""
        return self.all[key].result

    def _add(self, step: Step) -> None:
        if step.key in self.all:
            raise ValueError(f"two steps are called {step.key}")
        self.all[step.key] = step

    def _values(self, terms: Sequence[Term]) -> list[float] | None:
        found = [self.all[one].value if isinstance(one, str) else one for one in terms]
        known = [one for one in found if one is not None]
        return known if len(known) == len(found) else None

    def _shown(self, terms: Sequence[Term]) -> list[str]:
        return [self.all[one].term if isinstance(one, str) else shown(one) for one in terms]
