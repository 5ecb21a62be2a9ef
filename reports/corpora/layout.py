"""Find in the first rows of a table where its header is, and which column says what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from reports.cleaning.characters import HAN
from reports.corpora.cells import text_of, year_of
from reports.corpora.columns import lacking, letter, listed, names_a_report, role_of, role_told_by, roles_in
from storage.errors import UnreadableReport

SAMPLE_ROWS = 60
_HEADER_ROWS = 20  # a title and notes may stand above the header
_LONGEST_NAME = 60
_SENTENCE = 200  # characters: cells that are mostly shorter are sentences or titles, no reports
_FEWEST_SENTENCES = 10
_REPORT = 800  # a cell this long, in Chinese, is taken for a report under whatever name
_COLUMN_OF_REPORT = 400  # characters of a report that fills a column, in the rows looked at
_HAN = re.compile(f"[{HAN}]")
# Columns that only tables of this program have together.
_OWN = (
    {"id", "report", "section", "index", "text"},
    {"file", "status", "reason", "report"},
    {"copy_file", "original_file"},
    {"file", "why", "reason"},
    {"verdict 结论", "reason 原因（英）"},
)

Sample = Sequence[tuple[int, Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out.

    `names` are those of its columns, `roles` tells which column says what, `first` is the number of the first row with
    data. Where each column is a report, `columns` are their places, and there are no roles.
    """

    names: Sequence[str]
    roles: Mapping[str, int]
    first: int = 1
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NoLayout:
    """Why a table is not read, and whether this program made it."""

    why: str
    made: bool = False


@dataclass(slots=True)
class _Header:
    names: list[str]
    first: int
    rows: Sample = field(default_factory=list)


def layout_of(sample: Sample, names: list[str] | None, asked: Mapping[str, str], where: str) -> Layout | NoLayout:
    """Return the layout that the first rows of a table show.

    Args:
        names: of the columns, where the format has them.
        asked: the columns that the user names, role → name.
        where: file and sheet, for messages.

    Raises:
        UnreadableReport: a column that was asked for is not there.
    """
    header = _Header(names, 1, sample) if names is not None else _header(sample, asked)
    plain = {one.strip().lower() for one in header.names}
    if not asked and any(own <= plain for own in _OWN):
        return NoLayout("was made by this program", made=True)
    if asked and (why := lacking(header.names, asked)):
        raise UnreadableReport(f"{where}: {why}. Expected one of these; name it as it is called there.")
    roles = roles_in(header.names, asked)
    if "text" not in asked and (columns := _columns_of_reports(header)):
        return Layout(header.names, {}, header.first, columns)
    text = _text_column(header, roles.pop("text", []), "text" in asked)
    if text is None:
        return NoLayout(
            f"is a table without a column of reports. Its columns are {listed(header.names)}. Expected one with their "
            "full texts; name it with --columns text=NAME"
        )
    if "text" not in asked and (why := _holds_sentences(header, text)):
        return NoLayout(why)
    return Layout(header.names, {"text": text, **_chosen(header, roles, text)}, header.first)


def _header(sample: Sample, asked: Mapping[str, str]) -> _Header:
    """Find the header: the row with the most names that are known or asked for, else the one before the first long
    text, else none."""
    best, most = None, 0
    for place, (_, cells) in enumerate(sample[:_HEADER_ROWS]):
        names = [text_of(cell).strip() for cell in cells]
        if any(len(name) > _LONGEST_NAME for name in names):
            break
        if not asked and _is_row_of_years(names):
            return _Header(names, sample[place][0] + 1, sample[place + 1 :])
        found = roles_in(names, asked)
        count = 2 * ("text" in found) + len(found) + 3 * (bool(asked) and not lacking(names, asked))
        if count > most:
            best, most = place, count
    if best is not None and (most > 1 or len(sample[best][1]) > 1):
        return _joined(sample, best)
    return _unnamed(sample)


def _is_row_of_years(names: Sequence[str]) -> bool:
    """Tell a header that has a year over each column, but perhaps the first."""
    told = [name for name in names[1:] if name]
    return len(told) >= 1 and all(year_of(name) for name in told) and len([n for n in names if year_of(n)]) >= 2


def _joined(sample: Sample, place: int) -> _Header:
    """Join a header of two rows: where names of the first stand over several columns, those below tell them apart."""
    names = [text_of(cell).strip() for cell in sample[place][1]]
    if place + 1 < len(sample):
        below = [text_of(cell).strip() for cell in sample[place + 1][1]]
        told = [name for name in below if name]
        known = sum(bool(role_of(name)) for name in told)
        if (
            told
            and known * 2 >= len(told)
            and all(len(name) <= _LONGEST_NAME for name in told)
            and _fills(names, below)
        ):
            names += [""] * (len(below) - len(names))
            below += [""] * (len(names) - len(below))
            joined = [under or over for over, under in zip(names, below, strict=True)]
            return _Header(joined, sample[place + 1][0] + 1, sample[place + 2 :])
    if place and not all(names):
        above = [text_of(cell).strip() for cell in sample[place - 1][1]]
        names += [""] * (len(above) - len(names))
        if sum(map(bool, above)) > 1:
            names = [name or over for name, over in zip(names, [*above, *[""] * len(names)], strict=False)]
    return _Header(names, sample[place][0] + 1, sample[place + 1 :])


def _fills(names: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a second row of a header names what the first leaves open."""
    return any(name and (place >= len(names) or not names[place]) for place, name in enumerate(below))


def _unnamed(sample: Sample) -> _Header:
    """Take the row before the first long text for the header where it looks like one, else give columns letters."""
    for place, (number, cells) in enumerate(sample):
        if any(len(text_of(cell)) >= _REPORT for cell in cells):
            if place:
                names = [text_of(cell).strip() for cell in sample[place - 1][1]]
                if names and all(len(name) <= _LONGEST_NAME for name in names):
                    return _Header(names, number, sample[place:])
            return _Header([letter(one) for one in range(len(cells))], number, sample[place:])
    names = [text_of(cell).strip() for cell in sample[0][1]] if sample else []
    return _Header(names, sample[0][0] + 1 if sample else 1, sample[1:])


def _texts(header: _Header, place: int) -> list[str]:
    found = (text_of(cells[place]) for number, cells in header.rows if number >= header.first and place < len(cells))
    return [text for text in found if text.strip()]


def _text_column(header: _Header, named: Sequence[int], asked: bool) -> int | None:
    """Return the column with the texts: of those named so the one that holds most, else one that holds reports."""
    if asked:
        return named[0]
    if named:
        return max(named, key=lambda place: (sum(map(len, _texts(header, place))), -place))
    width = max((len(cells) for _, cells in header.rows), default=0)
    sizes = {place: sum(len(text) for text in _texts(header, place) if _is_report(text)) for place in range(width)}
    best = max(sizes, key=sizes.__getitem__, default=0)
    if not sizes.get(best):
        return None
    header.names += [letter(place) for place in range(len(header.names), width)]
    return best


def _is_report(text: str) -> bool:
    return len(text) >= _REPORT and len(_HAN.findall(text[:_REPORT])) > _REPORT // 2


def _holds_sentences(header: _Header, place: int) -> str:
    sizes = [len(text) for text in _texts(header, place)]
    if len(sizes) < _FEWEST_SENTENCES or median(sizes) >= _SENTENCE or max(sizes) >= 4 * _REPORT:
        return ""
    return (
        f"holds sentences or paragraphs, not reports: of the texts in its column {header.names[place]!r} half have "
        f"fewer than {median(sizes) + 1:.0f} characters. Expected a row a report; join the rows of each report into one"
    )


def _chosen(header: _Header, roles: Mapping[str, Sequence[int]], text: int) -> dict[str, int]:
    """Choose one column for each role; in a table without names, find those with years, places and titles."""
    chosen = {role: places[0] for role, places in roles.items() if places and places[0] != text}
    if not chosen and header.rows:
        for place in range(len(header.rows[0][1])):
            cells = [text_of(row[place]).strip() for _, row in header.rows if place < len(row)]
            role = role_told_by(cells)
            if place != text and role:
                chosen.setdefault(role, place)
    return chosen


def _columns_of_reports(header: _Header) -> tuple[int, ...]:
    """Return the columns that hold a report each: years, places or titles stand over them, paragraphs below."""
    places = [place for place, name in enumerate(header.names) if names_a_report(name)]
    if len(places) < 2 or any(role_of(one) == "text" for one in header.names):
        return ()
    sizes = [sum(len(text) for text in _texts(header, place) if _HAN.search(text)) for place in places]
    return tuple(places) if sum(size >= _COLUMN_OF_REPORT for size in sizes) * 2 > len(places) else ()
