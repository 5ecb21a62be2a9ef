"""Marks by which a mail or a forum quotes a text stand before its lines, and are none of its."""

import re
from collections.abc import Sequence

_MARK = re.compile(r"[ \t]{0,3}[>＞](?:[ ]?[>＞])*[ \xa0]?")
_FEWEST = 5
_SHARE = 0.5


def without_quote_marks(lines: Sequence[str]) -> tuple[list[str], int]:
    """Return lines without `> ` before them where most of a text stands behind such marks, and how many went.

    The indent behind a mark stays: it tells where paragraphs begin.
    """
    ends = [match.end() if (match := _MARK.match(line)) else 0 for line in lines]
    quoted = sum(map(bool, ends))
    if quoted < max(_FEWEST, _SHARE * sum(1 for line in lines if line.strip())):
        return list(lines), 0
    return [line[end:] if end else line for line, end in zip(lines, ends, strict=True)], quoted
