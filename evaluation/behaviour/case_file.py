"""A file of cases of behaviour, read and checked: texts with slots, and the changes that are tried on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from evaluation.behaviour.changes import CHANGES
from labels.taxonomy import Taxonomy
from storage.checking import Text, Truth, Whole, Word, Wording, checked
from storage.errors import BadData
from storage.parsing import did_you_mean, read_toml
from storage.shown import shown

SHIPPED_CASES = Path(__file__).with_name("government_reports.toml")
FILLED = "{}"
"""Where in a filler the sentence is put."""
Direction = Literal["added", "removed", "buried"]
_LIKE = "a file like evaluation/behaviour/government_reports.toml"
_WORDING = Wording(
    "see evaluation/behaviour/government_reports.toml",
    entries={"functionality": "group", "invariance": "change", "direction": "change", "cases": "case"},
)


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots, the labels that it carries, and the categories that it asks about: its labels where none is
    given, all where it has none either."""

    text: Text
    labels: tuple[Word, ...]
    about: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Templates that ask for one thing."""

    name: Text
    chinese: Text
    english: Text
    cases: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Invariance:
    """A change of text (one of `CHANGES`) that must leave tags as they were, tried on the groups named."""

    name: Text
    chinese: Text
    english: Text
    change: Text
    on: tuple[Word, ...]
    cleaned: Truth = False


@dataclass(frozen=True, slots=True)
class Directed:
    """A change of text that must add or remove labels, tried on the groups named."""

    name: Text
    chinese: Text
    english: Text
    change: Direction
    on: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases for one set of categories. `filler` is a long text without category, with `FILLED` in its middle."""

    name: Text
    categories: tuple[Word, ...]
    functionality: tuple[Group, ...]
    fills: Annotated[Whole, Field(ge=1, le=100)] = 1
    filler: str = ""
    slots: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)
    invariance: tuple[Invariance, ...] = ()
    direction: tuple[Directed, ...] = ()


def read_cases(path: Path | None, taxonomy: Taxonomy) -> CaseFile:
    """Read a file of cases; those of the shipped taxonomy where no path is given.

    Raises:
        BadData: it breaks its format; is for other categories than the taxonomy's; names a category, slot, change or
            group that there is not.
    """
    where = "evaluation/behaviour/government_reports.toml" if path is None else shown(path)
    value = read_toml(path or SHIPPED_CASES, _LIKE)
    found = checked(CaseFile, value, where, wording=_WORDING)
    if set(found.categories) != set(taxonomy.ids):
        raise BadData(
            f"{where}: the cases are for the categories {', '.join(found.categories)}, the bundle names "
            f"{', '.join(taxonomy.ids)}. Expected cases for the same categories; give a file of your own: --behaviour "
            "FILE.toml."
        )
    for group in found.functionality:
        _check_group(group, found, taxonomy, where)
    groups = [group.name for group in found.functionality]
    for name, on in [(one.name, one.on) for one in found.invariance] + [(one.name, one.on) for one in found.direction]:
        _check_known(on, groups, f"{where}, '{name}': the group")
    for one in found.invariance:
        _check_known([one.change], CHANGES, f"{where}, '{one.name}': the change")
        if slot := CHANGES[one.change].slot:
            _check_known([slot], found.slots, f"{where}, '{one.name}': the slot")
    if any(one.change == "buried" for one in found.direction) and found.filler.count(FILLED) != 1:
        raise BadData(f"{where}: filler has no {FILLED}, or several. Expected a long text with {FILLED} once; add it.")
    return found


def _check_group(group: Group, file: CaseFile, taxonomy: Taxonomy, where: str) -> None:
    for number, case in enumerate(group.cases, 1):
        here = f"{where}, group '{group.name}', case {number}"
        for label in (*case.labels, *case.about):
            taxonomy.check(label, here)
        _check_known(slots_of(case.text, here), file.slots, f"{here}: the slot")


def slots_of(text: str, where: str) -> list[str]:
    """Return the names in braces of a text.

    Raises:
        BadData: braces that do not close.
    """
    parts = [part.partition("}") for part in text.split("{")[1:]]
    if any(not (name.isidentifier() and closed) for name, closed, _ in parts):
        raise BadData(f"{where}: a {{ without a name and }}. Expected slots such as {{place}}; correct it.")
    return [name for name, _, _ in parts]


def _check_known(names: Sequence[str], known: Mapping[str, object] | Sequence[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise BadData(
                f"{what} '{name}' is not known.{did_you_mean(name, list(known))} Expected one of "
                f"{', '.join(known) or 'none'}; correct it."
            )
