"""Rows of tables among the lines of a report: they look like headings, and are none."""

import re
from collections.abc import Sequence
from itertools import groupby

from reports.marks import BRACKETED, SECTION

_FIGURE = re.compile(
    r"[-−+±≥≤]?\d[\d,.]*(?:[-—~]\d[\d,.]*)?\s?[%‰\u3400-\u9fff]{0,4}(?:/\S{0,4})?|(?:\d{1,4}[年月日])+\S{0,2}"
)
_CAPTION = re.compile(r"^表\s?[\d一二三四五六七八九十]|^[^，。；！？：]{0,40}表(?:[（(][^，。；]{0,20}[)）])?$")
_NUMBERED = re.compile(f"{SECTION}|{BRACKETED}")
_ENDS = re.compile("[。；！？：]")
_SHARE_WITH_FIGURES = 0.5
_FEWEST_OF_WORDS = 3  # cells in a row, and rows: two clauses may be a heading


def table_rows(lines: Sequence[str]) -> set[int]:
    """Return the numbers of lines that are rows of a table: next to each other, with as many entries each, parted by
    commas; figures among the entries, or three rows of three. The name of the table above them counts too."""
    counts = [0 if _ENDS.search(line) or _NUMBERED.match(line) else line.count("，") + 1 for line in lines]
    found: set[int] = set()
    for count, group in groupby(range(len(lines)), key=counts.__getitem__):
        rows = list(group)
        if count < 2:
            continue
        figures = sum(_has_figure(lines[row]) for row in rows)
        has_figures = figures >= _SHARE_WITH_FIGURES * len(rows) and figures
        is_of_words = min(count, len(rows)) >= _FEWEST_OF_WORDS
        if (has_figures and (len(rows) > 1 or count > 2)) or is_of_words:
            found.update(rows)
            if rows[0] and _CAPTION.search(lines[rows[0] - 1]):
                found.add(rows[0] - 1)
    beside = {row + step for row in found for step in (-1, 1)} & set(range(len(lines)))
    return found | {row for row in beside if counts[row] > 1 and _has_figure(lines[row])}


def _has_figure(line: str) -> bool:
    return any(_FIGURE.fullmatch(entry) for entry in line.split("，"))
