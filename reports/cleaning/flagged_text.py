"""Text that knows where in it a person should look: flags beside the characters, none among them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple, SupportsIndex


class PlacedFlag(NamedTuple):
    """A flag and the offset of the character that it belongs to."""

    offset: int
    flag: str


class FlaggedText(str):
    """A text with flags, ascending by offset.

    It is a `str`, so that what looks at lines, or chooses among them, need not know of flags. Adding, slicing,
    stripping and replacing leave each flag at its character, as the functions of this module do. Every other method
    gives a plain `str`.
    """

    __slots__ = ("placed",)
    placed: tuple[PlacedFlag, ...]

    def __add__(self, other: str, /) -> str:
        """Put another text behind this one."""
        return _added(self, other)

    def __radd__(self, other: str, /) -> str:
        """Put this text behind a plain one."""
        return _added(other, self)

    def __getitem__(self, key: SupportsIndex | slice, /) -> str:
        """Return a slice with the flags of its characters; a single character, or a slice with steps, has none."""
        plain = str.__getitem__(self, key)
        if not isinstance(key, slice) or key.step not in (None, 1):
            return plain
        start, stop, _ = key.indices(len(self))
        within = self.placed[bisect_left(self.placed, (start,)) : bisect_left(self.placed, (stop,))]
        return with_flags(plain, _moved(within, -start))

    def strip(self, chars: str | None = None, /) -> str:
        """Take blanks, or `chars`, off both ends."""
        start = len(self) - len(self.lstrip(chars))
        return self[start : max(start, len(self.rstrip(chars)))]

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> str:
        """Put `new` for `old`, from the left."""
        most = int(count)
        found = [match.span() for match in re.finditer(re.escape(old), self)]
        return _edited(self, [(start, end, new) for start, end in (found if most < 0 else found[:most])])

    def splitlines(self, keepends: bool = False) -> list[str]:
        """Return the lines."""
        whole = str(self).splitlines(keepends=True)
        shown = str(self).splitlines(keepends)
        starts = accumulate(map(len, whole), initial=0)
        return [self[start : start + len(line)] for line, start in zip(shown, starts, strict=False)]


def with_flags(text: str, placed: Iterable[PlacedFlag]) -> str:
    """Return a text with flags, without any a plain one."""
    flags = tuple(placed)
    if not flags:
        return str(text)
    flagged = FlaggedText(text)
    flagged.placed = flags
    return flagged


def placed_flags(text: str) -> tuple[PlacedFlag, ...]:
    """Return the flags of a text, ascending; a plain one has none."""
    return text.placed if isinstance(text, FlaggedText) else ()


def joined(lines: Iterable[str], between: str = "\n") -> str:
    """Join lines by line feeds, or by what else is to stand between them."""
    held = list(lines)
    starts = accumulate((len(line) + len(between) for line in held), initial=0)
    moved = [_moved(placed_flags(line), start) for line, start in zip(held, starts, strict=False)]
    return with_flags(between.join(held), [one for flags in moved for one in flags])


def lines_of(text: str) -> list[str]:
    """Return what stands between the line feeds of a text; other signs of a line's end stay in it."""
    plain = str(text).split("\n")
    if not isinstance(text, FlaggedText):
        return plain
    starts = accumulate((len(line) + 1 for line in plain), initial=0)
    return [text[start : start + len(line)] for line, start in zip(plain, starts, strict=False)]


def substituted(pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], text: str) -> str:
    """Do as `pattern.sub(new, text)`."""
    if not isinstance(text, FlaggedText):
        return pattern.sub(new, text)
    put = new if callable(new) else lambda match: match.expand(new)
    return _edited(text, [(*match.span(), put(match)) for match in pattern.finditer(text)])


def between_flags(change: Callable[[str], str], text: str) -> str:
    """Change a text piece by piece, from each flag to the next."""
    offsets = [offset for offset, _ in placed_flags(text)]
    plain = str(text)
    pieces = [change(plain[start:end]) for start, end in zip([0, *offsets], [*offsets, len(plain)], strict=True)]
    starts = list(accumulate(map(len, pieces), initial=0))
    flags = [PlacedFlag(start, one.flag) for start, one in zip(starts[1:], placed_flags(text), strict=False)]
    return with_flags("".join(pieces), flags)


def _added(one: str, other: str) -> str:
    return with_flags(str.__add__(str(one), str(other)), [*placed_flags(one), *_moved(placed_flags(other), len(one))])


def _moved(flags: Iterable[PlacedFlag], by: int) -> list[PlacedFlag]:
    return [PlacedFlag(offset + by, flag) for offset, flag in flags]


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """Put new text for stretches of a text, given as (start, end, new), ascending; a flag within one stays as far
    behind its start, where the new text is so long."""
    plain = str(text)
    pieces: list[str] = []
    ends: list[tuple[int, int]] = [(0, 0)]  # of the stretches, in the old text and in the new one
    for start, end, new in edits:
        kept = plain[ends[-1][0] : start]
        pieces += [kept, new]
        ends.append((end, ends[-1][1] + len(kept) + len(new)))
    pieces.append(plain[ends[-1][0] :])
    starts = [start for start, _, _ in edits]
    return with_flags("".join(pieces), [_follow(one, edits, starts, ends) for one in placed_flags(text)])


def _follow(
    one: PlacedFlag, edits: Sequence[tuple[int, int, str]], starts: Sequence[int], ends: Sequence[tuple[int, int]]
) -> PlacedFlag:
    number = bisect_right(starts, one.offset)  # of the edits that begin before the flag or at it
    before, after = ends[number]
    if number and one.offset < before:
        start, _, new = edits[number - 1]
        return PlacedFlag(after - len(new) + min(one.offset - start, max(0, len(new) - 1)), one.flag)
    return PlacedFlag(after + one.offset - before, one.flag)
