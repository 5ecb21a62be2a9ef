"""Kept figures → docs/benchmarks.md: a template's words, and every number from the figures."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.bench.figures.kept import Kept, Ran
from scripts.bench.figures.tables import MISSING, Table, shown

TEMPLATES = Path(__file__).parent
_TEMPLATE = "benchmarks.md.j2"
_NAMED = re.compile(r'table\("(\w+)", "(\w+)"\)')
_GAP = re.compile(r"\n{3,}")


def render(template: str, **values: Any) -> str:
    """Fill one of the templates that lie here; what a template names must be there."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)


def benchmarks(kept: Mapping[str, Kept]) -> str:
    """Write the document of all benches, of which `kept` has the figures by their names."""
    document = _Document(kept)
    text = render(
        _TEMPLATE,
        table=document.table,
        times=document.times,
        figure=document.figure,
        rest=document.rest,
        measured=document.measured,
        machines=[_described(one) for one in document.machines],
    )
    return _GAP.sub("\n\n", text)


def markdown(table: Table) -> str:
    """Set a table in Markdown, its note beneath."""
    cells = [[*table.header], ["---", *("---:" for _ in table.columns)], *table.lines]
    lines = ["| " + " | ".join(one.replace("|", "\\|") for one in row) + " |" for row in cells]
    return "\n".join(lines) + (f"\n\n{table.note}" if table.note else "")


class _Document:
    """What the template asks for."""

    def __init__(self, kept: Mapping[str, Kept]) -> None:
        self._kept = kept
        self._named = set(_NAMED.findall((TEMPLATES / _TEMPLATE).read_text("utf-8")))
        self.machines: list[Mapping[str, Any]] = []
        for one in kept.values():
            if one.ran is not None and one.ran.machine not in self.machines:
                self.machines.append(one.ran.machine)

    def table(self, bench: str, key: str) -> str:
        """Return a table; a line in its place where the bench measured others, and nothing where it measured none,
        which `measured` tells."""
        found = self._kept[bench].table(key)
        if found is not None:
            return markdown(found)
        return "" if self._kept[bench].ran is None else f"`{key}` was not measured."

    def figure(self, bench: str, table: str, row: str, column: str) -> str:
        """Return a figure as readers see it."""
        return shown(self._kept[bench].figure(table, row, column))

    def times(self, bench: str, table: str, one: str, other: str) -> str:
        """Return how many times the ratio of one row is that of another."""
        found = [self._kept[bench].figure(table, row, "ratio") for row in (one, other)]
        first, second = (value if isinstance(value, int | float) else None for value in found)
        return MISSING if first is None or not second else shown(first / second)

    def rest(self, bench: str) -> str:
        """Return the tables of a bench that the template has not named."""
        ran = self._kept[bench].ran
        others = [one for one in ran.tables if (bench, one.key) not in self._named] if ran is not None else []
        return "".join(markdown(one) + "\n\n" for one in others)

    def measured(self, bench: str) -> str:
        """Return when and where a bench gave its figures, and why it gave none since or at all."""
        kept = self._kept[bench]
        says = [f"Measured {self._circumstances(bench, kept.ran)}."] if kept.ran is not None else []
        if kept.failed:
            says.append(f"{'Not measured again' if says else 'Not measured'}: {kept.failed}")
        return " ".join(says) or f"Not measured yet: `make bench ONLY={bench}` measures it."

    def _circumstances(self, bench: str, ran: Ran) -> str:
        machine = f" on machine {self.machines.index(ran.machine) + 1}" if len(self.machines) > 1 else ""
        beside = f"other work took {others(ran)} of the processors' time meanwhile"
        command = " ".join([f"scripts/bench/{bench}.py", *ran.asked])
        return f"{ran.date.replace('T', ' ')[:16]} UTC by `{command}`{machine} in {ran.seconds:,.0f} s; {beside}"


def others(ran: Ran) -> str:
    """Return what share of the processors' time other work took while a bench ran."""
    return MISSING if ran.other_work is None else f"{100 * ran.other_work:.0f} %"


def _described(machine: Mapping[str, Any]) -> str:
    """Say in one sentence what a machine is."""
    libraries = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    return (
        f"{machine['processor']}, {machine['cores']} cores ({', '.join(machine['flags']) or 'no wide registers'}), "
        f"{machine['memory_gib']:.0f} GiB, {machine['gpu'] or 'no GPU'}, {machine['system']}; Python "
        f"{machine['python']}, {libraries}."
    )
