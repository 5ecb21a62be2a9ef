"""Where the layout of a text shows its author's breaks, they are taken as they stand; no model is asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reports.cleaning.characters import HAN
from reports.marks import ADDRESS, BRACKETED, CLOSING, ENDS_OR_HALTS, PART, SECTION
from reports.numerals import NUMERAL
from reports.structure.cutting import LONGEST_LINE
from reports.structure.lines.page_numbers import without_page_numbers
from reports.structure.lines.quoting import without_quote_marks
from reports.structure.lines.wrapping import unwrap

# What may stand between two paragraphs of one line: an indent of two ideographs, TAB, or as many narrow blanks.
_RUN = re.compile(r"(?<=\S)(?:[ \xa0]{0,3}(?:\t|\u3000[\u3000 \xa0]|[ \xa0]{4})|[ \xa0]{2,3})[ \t\xa0\u3000]*(?=\S)")
_NARROW = re.compile(r"[ \xa0]{2,3}")
_ENDS_BEFORE = re.compile(rf"[{ENDS_OR_HALTS}!?;:][{CLOSING})\"]*$")
_FEWEST_RUNS = 3
_FEWEST_NARROW_RUNS = 5  # two or three narrow blanks are oftener a slip
_SHARE_BEHIND_ENDS = 0.5
_SHARE_OF_ENDS = 0.6  # two blanks behind nearly every sentence are a habit of typing
_SENTENCE_END = re.compile("[。！？!?]")
_FEWEST_BETWEEN = 30  # characters between runs: closer ones are columns of a table
_LONGEST_HEADING = 60
_BEGINS = re.compile(rf"(?:{ADDRESS}|{SECTION}|{BRACKETED}|\({NUMERAL}\)|{PART}|——|[（《]?\d{{4}}年)")
_NAME = re.compile(rf"[{HAN}]{{1,4}}(?=[ \t\xa0\u3000]|$|各位)")
_OFFICE = re.compile("(?:长|主席|总理|主任|书记|代表)$")
_HALTS = re.compile("[，；。！？,;!?]")
# Lines by which a text shows where its author broke it, though some are very long.
_FEWEST_LINES = 20
_TELLING_LINE = 40
_SHARE_LONG = 0.25


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Lines as their author set them. `shown`: the layout tells where they begin; `indented`: by their indents."""

    lines: list[str]
    shown: bool
    indented: bool
    counts: Mapping[str, int] = field(default_factory=dict)


def lay_out(lines: Sequence[str]) -> LaidOut:
    """Bring the lines of a text to what its author set: cut where an indent recurs within lines, joined where a width
    broke them, without the numbers and running heads of pages and the marks of a quotation.

    Blanks must stand as they came: ideographic ones, TAB and form feeds tell most.
    """
    unquoted, quote_marks = without_quote_marks(lines)
    paged = without_page_numbers(unquoted)
    cut, shows_runs = _cut_at_runs(paged.lines)
    unwrapped = unwrap(cut, frozenset() if shows_runs else paged.seams)
    found = [line for line in unwrapped.lines if line.strip()]
    before = sum(1 for line in cut if line.strip())
    counts = {
        "quote_marks_removed": quote_marks,
        "page_numbers_removed": paged.removed,
        "running_heads_removed": paged.heads_removed,
        "breaks_shown": max(0, len(cut) - len(paged.lines)),
        "lines_joined": before - len(found),
    }
    return LaidOut(found, _shows_lines(found, 1 if shows_runs else _FEWEST_LINES), unwrapped.indented, counts)


def _shows_lines(lines: Sequence[str], fewest: int) -> bool:
    long = sum(len(line) for line in lines if len(line) > LONGEST_LINE)
    telling = sum(1 for line in lines if len(line) >= _TELLING_LINE)
    return telling >= fewest and long <= _SHARE_LONG * sum(map(len, lines))


def _cut_at_runs(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Cut lines at the runs of blanks that recur behind sentences, and tell whether they do."""
    runs = [match for line in lines for match in _runs(line)]
    narrow = [match for match in runs if _NARROW.fullmatch(match[0])]
    wide = [match for match in runs if not _NARROW.fullmatch(match[0])]
    takes_narrow = _recur(narrow, _FEWEST_NARROW_RUNS)
    takes_wide = _recur(wide, _FEWEST_RUNS)
    if not takes_narrow and not takes_wide:
        return list(lines), False
    return [part for line in lines for part in _parts(line, takes_wide, takes_narrow)], True


def _runs(line: str) -> Iterator[re.Match[str]]:
    within = line.strip()  # no run stands at an edge, and most blanks do
    may_hold = "  " in within or "\t" in within or "\u3000" in within or "\xa0" in within
    return _RUN.finditer(line) if may_hold else iter(())


def _recur(runs: Sequence[re.Match[str]], fewest: int) -> bool:
    """Tell whether runs of blanks are indents: most stand behind the end of a sentence, far from each other."""
    behind_ends = sum(_ends(match) for match in runs)
    if behind_ends < fewest or behind_ends < _SHARE_BEHIND_ENDS * len(runs):
        return False
    texts = {id(match.string): match.string for match in runs}.values()
    ends = sum(1 for text in texts for _ in _SENTENCE_END.finditer(text))
    return behind_ends < max(fewest + 1, _SHARE_OF_ENDS * ends) and sum(map(len, texts)) >= _FEWEST_BETWEEN * len(runs)


def _ends(match: re.Match[str]) -> bool:
    return bool(_ENDS_BEFORE.search(match.string, max(0, match.start() - 8), match.start()))


def _parts(line: str, takes_wide: bool, takes_narrow: bool) -> Iterator[str]:
    start = 0
    for match in _runs(line):
        taken = takes_narrow if _NARROW.fullmatch(match[0]) else takes_wide
        if taken and (_ends(match) or _parts_heading(match, start)):
            yield line[start : match.start()]
            start = match.end()
    yield line[start:]


def _parts_heading(match: re.Match[str], start: int) -> bool:
    """Tell the blanks behind a heading or a line of the head from those within a sentence or a name."""
    before = match.string[start : match.start()].strip()
    behind = match.string[match.end() : match.end() + 20]
    if _BEGINS.match(behind):
        return True
    if not 4 <= len(before) <= _LONGEST_HEADING or _HALTS.search(before):
        return False
    return not (_NAME.match(behind) and _OFFICE.search(before)) and not (before[-1].isdigit() and behind[:1].isdigit())
