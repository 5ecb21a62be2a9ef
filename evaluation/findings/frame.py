"""Everything that was tagged, counted by report and group: what shares are shares of."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.findings import Measure
from evaluation.findings.measures import size_of, tagged_amounts
from inference.output.tables import JSONL
from inference.output.tagged_lines import tagged_file
from labels.counting import Floats
from labels.sampling.groups import check_groups, group_of, names_in, stratum_of
from storage.errors import BadData
from storage.jsonl import read_objects
from storage.shown import shown

Key = tuple[str, ...]


@dataclass(slots=True)
class Counted:
    """What a report has of a group: its size, its paragraphs, its characters, how much each category has by the model,
    and how often the words of each list stand in it."""

    tagged: Floats
    words: Floats
    size: float = 0.0
    paragraphs: int = 0
    characters: int = 0

    def plus(self, other: "Counted") -> "Counted":
        """Return both together."""
        return Counted(
            self.tagged + other.tagged,
            self.words + other.words,
            self.size + other.size,
            self.paragraphs + other.paragraphs,
            self.characters + other.characters,
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """All tagged reports. `counted` holds by report and group what was counted; `lines` the tagged lines of the
    paragraphs that were asked for, by id, and `groups` the groups they are in; `strata` the stratum of each report, and
    `models` the bundles that tagged. `of_reports` are the places in a group's key that are the same throughout every
    report: seen, not declared, as a column of the user's own may be of either kind."""

    by: tuple[str, ...]
    of_reports: tuple[int, ...]
    counted: Mapping[str, Mapping[Key, Counted]]
    lines: Mapping[str, Mapping[str, Any]]
    groups: Mapping[str, Key]
    strata: Mapping[str, str]
    models: tuple[str, ...]

    def block(self, key: Key) -> Key:
        """Return the part of a group's key that is the same throughout a report."""
        return tuple(key[place] for place in self.of_reports)

    def grouped(self, by: Sequence[str]) -> "Frame":
        """Return the same counted by fewer names, those of `by`."""
        places = [self.by.index(name) for name in by]
        shorter = {key: tuple(key[n] for n in places) for own in self.counted.values() for key in own}
        counted: dict[str, dict[Key, Counted]] = {}
        for report, own in self.counted.items():
            found = counted.setdefault(report, {})
            for key, one in own.items():
                found[shorter[key]] = one.plus(found[shorter[key]]) if shorter[key] in found else one
        groups = {identifier: shorter[key] for identifier, key in self.groups.items()}
        return Frame(tuple(by), _of_reports(by, counted), counted, self.lines, groups, self.strata, self.models)

    @property
    def paragraphs(self) -> int:
        """How many paragraphs were tagged."""
        return sum(one.paragraphs for own in self.counted.values() for one in own.values())


def read_frame(
    tagged: Path,
    by: Sequence[str],
    measure: Measure,
    ids: Sequence[str],
    *,
    also: Sequence[str] = (),
    wanted: Collection[str] = (),
    strata: Sequence[str] = (),
    words: Callable[[str], Floats] = lambda text: np.zeros(0),
) -> Frame:
    """Count what was tagged.

    Args:
        tagged: the folder that tag.py wrote, or its tagged.jsonl.
        by: what groups are told apart by.
        also: names that are counted by too, behind those of `by`.
        wanted: ids of the paragraphs whose lines are kept.
        strata: what the strata of a sample are told apart by.
        words: what counts words in a text.

    Raises:
        BadData: there is no tagged file, a line is none, or an id stands twice.
        BadSettings: `by` names what no line has, or a name twice.
    """
    path = tagged_file(tagged)
    names = (*by, *(name for name in also if name not in by))
    counted: dict[str, dict[Key, Counted]] = {}
    lines: dict[str, Mapping[str, Any]] = {}
    groups: dict[str, Key] = {}
    stratum: dict[str, str] = {}
    models: set[str] = set()
    stated: set[str] = set()
    seen: set[str] = set()
    wanted = set(wanted)
    for number, line in read_objects(path):
        where = f"{shown(path)}, line {number}"
        identifier, report, text = (_text(line, key, where) for key in ("id", "report", "text"))
        if identifier in seen:
            raise BadData(f"{where}: the id '{identifier}' stands twice. Expected each once; tag the folder again.")
        seen.add(identifier)
        stated |= names_in(line)
        key = group_of(line, names)
        of_report = counted.setdefault(report, {})
        own = of_report.get(key) or of_report.setdefault(key, Counted(np.zeros(len(ids)), words("")))
        own.size += size_of(text, measure)
        own.paragraphs += 1
        own.characters += len(text)
        own.tagged += tagged_amounts(line, measure, ids, where)
        own.words += words(text)
        stratum.setdefault(report, stratum_of(line, strata))
        models.add(str(line.get("model", "")))
        if identifier in wanted:
            lines[identifier], groups[identifier] = line, key
    check_groups(by, stated, path.name)
    return Frame(names, _of_reports(names, counted), counted, lines, groups, stratum, tuple(sorted(models)))


def _of_reports(by: Sequence[str], counted: Mapping[str, Mapping[Key, Counted]]) -> tuple[int, ...]:
    return tuple(n for n, _ in enumerate(by) if all(len({key[n] for key in own}) == 1 for own in counted.values()))


def _text(line: Mapping[str, Any], key: str, where: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value:
        raise BadData(f"{where}: the key '{key}' is missing. Expected a line of {JSONL}; give the folder of tag.py.")
    return value
