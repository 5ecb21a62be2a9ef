"""Find where a report begins: the lines of a file become a head and a body for each report in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.cleaning.furniture import is_body, is_closing, is_sentence
from reports.marks import SENTENCE_END
from reports.metadata.session import names_session
from reports.metadata.titles import looks_like_title
from reports.structure.openings import (
    IN_EVERY_ADDRESS,
    OPENING,
    address_in,
    asks_without_address,
    opens_at,
    with_whole_addresses,
)
from reports.structure.parted import telling_words

# The lines between the end of one report and the opening of the next: date, title, session, speaker, page furniture.
_LONGEST_HEAD_LINE = 120
_MOST_HEAD_LINES = 30
_FEWEST_BODY_CHARACTERS = 400
_SHORTEST_TELLING_LINE = 40  # shorter ones (headings, 各位代表！) come again in any report
_FEWEST_COPIED_LINES = 3
_FEWEST_COPIED = 2_000  # characters: a whole report on one line, twice


@dataclass(frozen=True, slots=True)
class RawReport:
    """One report: what stands before the speech, and the speech with all that follows it."""

    head: list[str]
    body: list[str]


def split_reports(lines: Sequence[str]) -> list[RawReport]:
    """Cut the cleaned lines of a file into its reports; one without an opening is one report, its head what precedes
    it.

    A report begins where a speaker addresses the congress and asks it to consider the report. An opening that is
    followed by less than 400 characters is a teaser, not a report.
    """
    lines = _with_openings_apart(lines)
    openings = _openings(lines)
    if not openings:
        return [_without_opening(lines)]
    starts = [0, *(_start_of_head(lines, number) for number in openings[1:])]
    ends = [*starts[1:], len(lines)]
    return [
        RawReport(lines[start:opening], lines[opening:end])
        for start, opening, end in zip(starts, openings, ends, strict=True)
    ]


def _openings(lines: Sequence[str]) -> list[int]:
    """Return the numbers of the lines with which a report opens."""
    openings = [number for number, line in enumerate(lines) if opens_at(lines, number)]
    found = [
        number
        for number, following in pairwise([*openings, len(lines)])
        if sum(len(line) for line in lines[number:following]) >= _FEWEST_BODY_CHARACTERS
    ]
    headed = {number for number in found if _follows_a_head(lines, number)}
    seen: set[tuple[int, str]] = set()
    kept: list[int] = []
    for number in found:
        told = telling_words(lines[number : number + _MOST_HEAD_LINES]) if len(found) > len(headed) else set()
        if number in headed or (_follows_a_closing(lines, number) and not told & seen):
            kept.append(number)
            seen |= told
    return kept


def without_repeats(lines: Sequence[str]) -> list[str]:
    """Return the lines without later copies of the same text: saved pages may hold their article several times over.

    A copy is a run of long lines that came before in the same order, so that two reports may share a sentence. The
    short lines before and between the lines of a copy go with them where they came before too, or can only stand in the
    head of a report.
    """
    copied = _copied(lines)
    if not copied:
        return list(lines)
    seen: set[str] = set()
    kept: list[str] = []
    in_copy = False
    for short, number in _with_short_before(lines):
        in_copy = in_copy if number is None else number in copied
        kept.extend(one for one in short if not (in_copy and (one in seen or _is_of_a_head(one))))
        seen.update(short)
        if number is not None and not in_copy:
            kept.append(lines[number])
    return kept


def _is_of_a_head(line: str) -> bool:
    return names_session(line) or looks_like_title(line) or OPENING.fullmatch(line) is not None


def _with_short_before(lines: Sequence[str]) -> Iterator[tuple[list[str], int | None]]:
    """Yield the number of each long line, with the short lines before it; at the end None, with those behind them."""
    short: list[str] = []
    for number, line in enumerate(lines):
        if len(line) < _SHORTEST_TELLING_LINE:
            short.append(line)
        else:
            yield short, number
            short = []
    yield short, None


def _copied(lines: Sequence[str]) -> set[int]:
    """Return the numbers of the long lines that belong to a copy."""
    telling = [number for number, line in enumerate(lines) if len(line) >= _SHORTEST_TELLING_LINE]
    first: dict[str, int] = {}
    origins = [first.setdefault(lines[number], position) for position, number in enumerate(telling)]
    copied: set[int] = set()
    start = 0
    for end in range(1, len(telling) + 1):
        if end < len(telling) and origins[end] == origins[end - 1] + 1:
            continue
        run = telling[start:end]
        if origins[start] != start and (
            len(run) >= _FEWEST_COPIED_LINES or sum(len(lines[one]) for one in run) >= _FEWEST_COPIED
        ):
            copied.update(run)
        start = end
    return copied


def opens(lines: Sequence[str], head: Sequence[str] = ()) -> bool:
    """Tell whether the first line is the speaker turning to the congress, so that nothing between it and the head is
    missing."""
    return bool(lines) and opens_at([*head, *lines[:3]], len(head))


def _with_openings_apart(lines: Sequence[str]) -> list[str]:
    """Break lines before an opening inside them, and before the title that runs into it."""
    broken: list[str] = []
    for line in with_whole_addresses(lines):
        start = 0
        for match in _addresses(line):
            if match.start() == start:
                continue
            before = line[start : match.start()]
            if len(before) > _LONGEST_HEAD_LINE:  # the end of one report and the head of the next in one line
                ends = [end.end() for end in SENTENCE_END.finditer(before)]
                if not ends or len(before) - ends[-1] > _LONGEST_HEAD_LINE:
                    continue
                broken.append(before[: ends[-1]])
                before = before[ends[-1] :]
            broken.append(before)
            start = match.start()
        broken.append(line[start:])
    return [line for raw in broken if (line := raw.strip())]


def _addresses(line: str) -> Iterator[re.Match[str]]:
    if not any(word in line for word in IN_EVERY_ADDRESS):
        return
    glued = address_in(line)
    if glued is not None:
        yield glued
    yield from (match for match in OPENING.finditer(line) if glued is None or match.start() > glued.start())


def _follows_a_head(lines: Sequence[str], opening: int) -> bool:
    """Tell an opening from the same words within a speech: little text, or a title or session, stands before it."""
    if sum(len(line) for line in lines[:opening] if is_sentence(line)) < _FEWEST_BODY_CHARACTERS:
        return True
    head = lines[_start_of_head(lines, opening) : opening]
    return any(looks_like_title(line) or names_session(line) for line in head)


def _follows_a_closing(lines: Sequence[str], opening: int) -> bool:
    start = _start_of_head(lines, opening)
    return start > 0 and is_closing(lines[start - 1])


def _start_of_head(lines: Sequence[str], opening: int) -> int:
    """Walk back from an opening over the lines that can only be a head."""
    start = opening
    while start > 0 and opening - start < _MOST_HEAD_LINES and len(lines[start - 1]) <= _LONGEST_HEAD_LINE:
        if lines[start - 1].endswith(("。", "！")) and not looks_like_title(lines[start - 1]):
            break
        start -= 1
    return start


def _without_opening(lines: Sequence[str]) -> RawReport:
    body = (number for number, line in enumerate(lines) if is_body(line) and not looks_like_title(line))
    first = next((number for number, line in enumerate(lines) if asks_without_address(line)), next(body, 0))
    return RawReport(list(lines[:first]), list(lines[first:]))
