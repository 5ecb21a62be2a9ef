"""The figures of the sheet of shares: those of shares.json, or raw counts where there is none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.output.workbook.survey import Counts, Survey
from labels.sampling.groups import NOT_STATED
from models.manifest import Manifest
from reports.words import MEASURES
from storage.errors import BadData
from storage.parsing import read_json
from storage.shown import shown

FIGURES = "shares.json"
Key = tuple[str, ...]
"""What groups are told apart by, or the values of a group; empty for all reports together."""
_LARGEST = 512_000_000
_MOST = 2**53
"""Beyond it a number is no figure of shares.json, and no cell holds it."""
_CLOSE = 1e-9
"""A share that was counted twice differs by rounding only."""
_KEYS = frozenset(("measure", "model", "categories", "by", "reports", "paragraphs", "reports_labelled", "shares"))


@dataclass(frozen=True, slots=True)
class ShareRow:
    """The share of a category in a group. `by` and `group` are empty for all reports together; `labelled` and the
    corrected figures are None where nothing was labelled, `tagged` where nothing but a share is known."""

    by: Key
    group: Key
    category: str
    reports: int
    labelled: int | None
    paragraphs: int
    raw: float
    share: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    tagged: int | None = None


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """By how much the share of a category in `second` is above that in `first`. The p value, corrected for all
    questions of the table (Holm), is None where there is only an interval of its own."""

    by: Key
    first: Key
    second: Key
    category: str
    raw: float
    difference: float | None
    low: float | None
    high: float | None
    trend: bool = False
    p_holm: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares by group, category by category, and differences. `found` is the object of shares.json, None where shares
    are raw counts."""

    rows: tuple[ShareRow, ...]
    differences: tuple[DifferenceRow, ...] = ()
    found: Mapping[str, Any] | None = None

    @property
    def measure(self) -> str:
        """What shares are shares of."""
        return "paragraphs" if self.found is None else str(self.found["measure"])

    def tables(self) -> dict[tuple[Key, str], list[ShareRow]]:
        """Return the rows of each grouping and category, in the order of the rows; what is not stated comes last."""
        found: dict[tuple[Key, str], list[ShareRow]] = {}
        for row in sorted(self.rows, key=lambda one: one.group == (NOT_STATED,)):
            found.setdefault((row.by, row.category), []).append(row)
        return found


def raw_figures(survey: Survey, ids: Sequence[str]) -> Figures:
    """Count tags: the shares of paragraphs that carry them, in all reports and by year, province, region, level and
    part."""
    groupings: dict[Key, dict[Key, Counts]] = {(): {(): survey.total}}
    groupings |= {(by,): {(group,): own for group, own in groups.items()} for by, groups in survey.groupings().items()}
    return Figures(
        tuple(
            ShareRow(
                by=by,
                group=group,
                category=key,
                reports=len(own.reports),
                labelled=None,
                paragraphs=own.paragraphs,
                raw=own.tagged[key] / own.paragraphs,
                tagged=own.tagged[key],
            )
            for by, groups in groupings.items()
            for key in ids
            for group, own in groups.items()
        )
    )


def read_figures(path: Path, manifest: Manifest, survey: Survey) -> Figures:
    """Read what shares.py wrote of this very folder.

    Args:
        path: its folder, or shares.json itself.

    Raises:
        BadData: it is another file, or of another bundle's tags or of other reports.
    """
    path = path / FIGURES if path.is_dir() else path
    found = read_json(path, _LARGEST, "shares.json of shares.py")
    try:
        if not found.keys() >= _KEYS or found["measure"] not in MEASURES:
            raise KeyError
        _count(found["reports_labelled"])
        _check_same(found, manifest, survey, shown(path))
        rows = tuple(_share_rows(found, manifest.taxonomy.ids))
        differences = tuple(_difference_rows(found, manifest.taxonomy.ids))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadData(f"{shown(path)}: holds no shares. Expected shares.json of shares.py; give that file.") from error
    return Figures(rows, differences, found)


def _check_same(found: Mapping[str, Any], manifest: Manifest, survey: Survey, name: str) -> None:
    if found["model"] != manifest.id or list(found["categories"]) != list(manifest.taxonomy.ids):
        raise BadData(
            f"{name}: its tags are those of {found['model']}, the folder's are those of {manifest.id}. Expected the "
            "shares of this folder; run shares.py on it, or give its own."
        )
    there = len(survey.reports), survey.total.paragraphs
    if (found["reports"], found["paragraphs"]) != there or not _same_counts(found, survey):
        raise BadData(
            f"{name}: is of {found['reports']} reports with {found['paragraphs']} paragraphs, the folder holds "
            f"{there[0]} with {there[1]}, or others. Expected the shares of this folder; run shares.py on it, or give "
            "its own."
        )


def _same_counts(found: Mapping[str, Any], survey: Survey) -> bool:
    """Say whether the same paragraphs were counted: the number of each group, and where paragraphs are the measure,
    each category's too."""
    total = {one["category"]: one["raw"] for one in found["shares"] if not one["group"]}
    if found["measure"] == "paragraphs" and not all(
        abs(raw - survey.total.tagged[key] / survey.total.paragraphs) < _CLOSE for key, raw in total.items()
    ):
        return False
    return all(
        {one["group"]: one["paragraphs"] for one in grouping["groups"]}
        == {name: own.paragraphs for name, own in survey.groups[grouping["by"]].items()}
        for grouping in found.get("groupings", ())
        if grouping["by"] in survey.groups
    )


def _share_rows(found: Mapping[str, Any], ids: Sequence[str]) -> Iterator[ShareRow]:
    """Yield the rows of all reports, then of each grouping by category; those that were asked for (--by) come as they
    are where no grouping has them."""
    given = found["shares"]
    grouped = {one["by"] for one in found.get("groupings", ())}
    for key in ids:
        yield from (_row((), (), key, one, one) for one in given if not one["group"] and one["category"] == key)
    for grouping in found.get("groupings", ()):
        for key in ids:
            for group in grouping["groups"]:
                yield _row((grouping["by"],), (group["group"],), key, group, group["shares"][key])
    if len(found["by"]) != 1 or found["by"][0] not in grouped:
        for key in ids:
            for one in given:
                if one["group"] and one["category"] == key:
                    yield _row(tuple(one["group"]), tuple(one["group"].values()), key, one, one)


def _row(by: Key, group: Key, key: str, counts: Mapping[str, Any], own: Mapping[str, Any]) -> ShareRow:
    return ShareRow(
        by=by,
        group=_named(group, by),
        category=key,
        reports=_count(counts["reports"]),
        labelled=_count(counts["reports_labelled"]),
        paragraphs=_count(counts["paragraphs"]),
        raw=_number(own["raw"]),
        share=_maybe(own["share"]),
        low=_maybe(own["low"]),
        high=_maybe(own["high"]),
        note=str(own["note"]),
    )


def _difference_rows(found: Mapping[str, Any], ids: Sequence[str]) -> Iterator[DifferenceRow]:
    by = tuple(found["by"])
    for one in found.get("differences", ()):
        yield DifferenceRow(
            by=by,
            first=_named(one["first"], by),
            second=_named(one["last"], by),
            category=ids[ids.index(one["category"])],
            raw=_number(one["raw"]),
            difference=_maybe(one["value"]),
            low=_maybe(one["low"]),
            high=_maybe(one["high"]),
            trend=one["kind"] == "trend",
            p_holm=_maybe(one["p_holm"]),
        )
    for grouping in found.get("groupings", ()):
        for pair in grouping["differences"]:
            own_by = (grouping["by"],)
            named = own_by, _named((pair["first"],), own_by), _named((pair["second"],), own_by)
            for key, own in pair["categories"].items():
                corrected = _maybe(own["difference"]), _maybe(own["low"]), _maybe(own["high"])
                yield DifferenceRow(*named, ids[ids.index(key)], _number(own["raw"]), *corrected)


def _named(group: Sequence[Any], by: Key) -> Key:
    """Return a group whose names and values are text, a value for each name."""
    if len(group) != len(by) or not all(isinstance(one, str) for one in (*by, *group)):
        raise TypeError
    return tuple(group)


def _count(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= _MOST:
        raise TypeError
    return value


def _maybe(value: Any) -> float | None:
    return None if value is None else _number(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _MOST:
        raise TypeError
    return value
