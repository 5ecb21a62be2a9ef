"""A table of contents says nothing that the report does not say again: its lines are neither headings nor text."""

import re
from collections.abc import Sequence

_HEADING = re.compile(r"[【（(]?目\s*[录次][）)】]?：?$")
# 一、工作回顾…………3: dots or dashes lead from the heading to its page.
_LEADERS = re.compile(r"[^。；！？]{2,60}?(?:[.．…·‧・]{2,}|[-—_―]{4,})\s?[（(]?(?P<page>\d{1,3})[）)]?$")
_PAGE = re.compile(r"[\s.．…·‧・—_-]*[（(]?\d{1,3}[）)]?$")
_PAGED = re.compile(r"[\s.．…·‧—_-][（(]?\d{1,3}[）)]?$")
_LONGEST_LINE = 70


def without_contents(lines: Sequence[str]) -> list[str]:
    """Return the lines without a table of contents: lines with leaders and a page number, and below 目录 whatever
    comes again as a heading."""
    kept: list[str] = []
    counts = _counts(lines) if any(map(_HEADING.match, lines)) else {}
    in_contents = False
    for line in lines:
        if _HEADING.match(line):
            in_contents = True
        elif in_contents and _is_entry(line, counts):
            counts[_title(line)] -= 1
        elif not _has_leaders(line):
            in_contents = False
            kept.append(line)
    return kept


def _has_leaders(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and line[-1:] in "0123456789）)" and bool(_LEADERS.match(line))


def _counts(lines: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in lines:
        if len(line) <= _LONGEST_LINE:
            counts[_title(line)] = counts.get(_title(line), 0) + 1
    return counts


def _is_entry(line: str, counts: dict[str, int]) -> bool:
    """Tell a line below 目录: it has a page number, or stands again in what follows."""
    if len(line) > _LONGEST_LINE or line.endswith(("。", "；", "！")):
        return False
    return bool(_PAGED.search(line)) or counts.get(_title(line), 0) > 1


def _title(line: str) -> str:
    return re.sub(r"\s", "", _PAGE.sub("", line))
