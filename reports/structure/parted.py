"""Part a file that holds several reports before anything is cleaned: each has a layout of its own, and may repeat words
of the others."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.cleaning.characters import HAN
from reports.metadata.titles import looks_like_title
from reports.structure.openings import OPENING, opens_at

_LONG_LINE = 1_000  # characters: a line that opens a report and is so long holds all of it
_WHOLE_LINE = 3_000  # a line that no paragraph is as long as, though its opening is not known
_OPENS_WITHIN = 500
_LONGEST_TITLE = 60
_LONGEST_HEAD_LINE = 120
_LINES_TO_OPENING = 30
_FEWEST_CHARACTERS = 400
_TELLING = (200, 300, 400)  # ideographs behind an opening: by then no two reports say the same
_PROBE = 60
_NOT_HAN = re.compile(rf"[^{HAN}\d]")
_BLANKS = re.compile(r"\s+|\\[rnt]|\\u3000|\\xa0|&nbsp;|<br ?/?>")
_SIGNS = r"[=＝\-－—–─━═*＊#＃~～_＿+·.…]"
_RULE = re.compile(rf"(?:({_SIGNS})(?:\s?\1){{2,199}})")
_NAMED_RULE = re.compile(rf"{_SIGNS}{{2,100}}+>?\s*+(?!{_SIGNS})(\S.{{0,80}}?)\s*<?{_SIGNS}{{2,100}}+")
_FILE_NAME = re.compile(r"(?:文件名?|[Ff]ile(?:name)?)\s?[:：].{1,120}|\S.{0,100}\.(?:txt|docx?|pdf|html?)")
_MAY_PART = frozenset("=＝-－—–─━═*＊#＃~～_＿+·.…\f文Ff")


def parted(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines of each report where they stand apart: a line a report, or separated by lines of signs
    (=====, --- name ---), names of files or form feeds. All lines are one part where fewer than two reports open so.

    What opens no report stays with the one before it.
    """
    for parts in (_a_line_each(lines), _separated(lines)):
        if len(parts) > 1 and not _are_copies(parts):
            return parts
    return [list(lines)]


def _plain(text: str) -> str:
    return _BLANKS.sub("", text).replace(":", "：").replace(",", "，").replace("!", "！")


def _a_line_each(lines: Sequence[str]) -> list[list[str]]:
    long = [number for number, line in enumerate(lines) if len(line) >= _LONG_LINE]
    if len(long) < 2:
        return []
    starts = [number for number in long if OPENING.search(_plain(lines[number][:_OPENS_WITHIN]))]
    if len(starts) < 2 and all(_is_titled_whole(line) for line in lines if line.strip()):
        starts = long
    if len(starts) < 2:
        return []
    starts = sorted({*starts, *_openings_between(lines)})
    cuts = [0, *(_above(lines, before, start) for before, start in pairwise(starts)), len(lines)]
    return [list(lines[start:end]) for start, end in pairwise(cuts)]


def _is_titled_whole(line: str) -> bool:
    """Tell a line that holds a whole report behind its title; sections of old reports are as long, and have none."""
    return len(line) >= _WHOLE_LINE and "工作报告" in line[:_LONGEST_TITLE]


def _openings_between(lines: Sequence[str]) -> list[int]:
    """Find the reports of many lines among those of one."""
    plain = [_plain(line[:_OPENS_WITHIN]) for line in lines]
    return [number for number, line in enumerate(lines) if len(line) < _LONG_LINE and opens_at(plain, number)]


def _above(lines: Sequence[str], before: int, start: int) -> int:
    """Walk back from a report to the short lines of its head, at most to the report before it."""
    while start - 1 > before and len(lines[start - 1]) <= _LONGEST_HEAD_LINE:
        if lines[start - 1].rstrip().endswith(("。", "！", "；")):
            break
        start -= 1
    return start


def _separated(lines: Sequence[str]) -> list[list[str]]:
    cuts = [(number, name) for number, line in enumerate(lines) if (name := _separates(lines, number)) is not None]
    if not cuts:
        return []
    found: list[list[str]] = []
    waiting: list[str] = []
    for (start, name), (end, _) in pairwise([(-1, ""), *cuts, (len(lines), "")]):
        is_feed = start >= 0 and "\f" in lines[start]
        below = list(lines[start if is_feed else start + 1 : end])
        if _opens_soon(below):
            found.append([*waiting, *([name] if name else []), *below])
            waiting = []
        elif found:
            found[-1] += [*([] if is_feed else lines[start : start + 1]), *below]
        else:
            waiting += [*([] if is_feed or start < 0 else lines[start : start + 1]), *below]
    return found


def _separates(lines: Sequence[str], number: int) -> str | None:
    """Return the name in a line that parts reports, "" where it has none, and None for any other line."""
    if lines[number][:1] == "\f":
        return ""
    line = lines[number].strip()
    if len(line) < 3 or len(line) > 300 or (line[0] not in _MAY_PART and "." not in line[-5:]):
        return None
    if _RULE.fullmatch(line):
        above = lines[number - 1].strip() if number else ""
        return None if above[:1] not in _MAY_PART and looks_like_title(above) else ""
    named = _NAMED_RULE.fullmatch(line)
    if named is not None:
        return named[1]
    return line if _FILE_NAME.fullmatch(line) else None


def _opens_soon(lines: Sequence[str]) -> bool:
    if sum(map(len, lines)) < _FEWEST_CHARACTERS:
        return False
    return _opening(lines) is not None


def _opening(lines: Sequence[str]) -> int | None:
    head = [plain for line in lines[: 3 * _LINES_TO_OPENING] if (plain := _plain(line[: 2 * _OPENS_WITHIN]))]
    places = range(min(_LINES_TO_OPENING, len(head)))
    return next((at for at in places if opens_at(head, at) or OPENING.search(head[at][:_OPENS_WITHIN])), None)


def _are_copies(parts: Sequence[Sequence[str]]) -> bool:
    """Tell a text that stands several times over, as on saved pages, from different reports."""
    seen: set[tuple[int, str]] = set()
    for told in map(telling_words, parts):
        if told & seen:
            return True
        seen |= told
    return False


def telling_words(lines: Sequence[str]) -> set[tuple[int, str]]:
    """Return what stands at a few places behind an opening: two reports have none of it in common, two copies most."""
    text = _plain("".join(_first(lines)))
    match = OPENING.search(text)
    words = _NOT_HAN.sub("", text[match.end() if match is not None else 0 :])
    return {(place, one) for place in _TELLING if len(one := words[place : place + _PROBE]) == _PROBE}


def _first(lines: Sequence[str]) -> Iterator[str]:
    size = 0
    for line in lines:
        size += len(line)
        yield line[:4_000]
        if size > 8_000:
            return
