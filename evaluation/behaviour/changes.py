"""Changes of a Chinese text that leave what it says of policy as it was."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import opencc

_NUMBER = re.compile(r"\d+(?:\.\d+)?(?!\d*年)")
_PIECE = re.compile(r"[^。！？；]*[。！？；]+")
_END = "。！？；"
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_NARROW = str.maketrans("，。；：！？（）", ",.;:!?()")

Values = Sequence[str]
Change = Callable[[str, Values], str]
"""A text and the values of the slot that the change needs → the changed text; the same where it does not apply."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A change, and the slot whose values it needs, "" for none."""

    change: Change
    slot: str = ""


def _numbers(text: str, _: Values) -> str:
    """Put another number of as many digits in the place of each; years stay."""
    return _NUMBER.sub(lambda found: re.sub(r"\d", lambda digit: str(1 + (int(digit[0]) + 2) % 9), found[0]), text)


def _places(text: str, places: Values) -> str:
    """Put the next place of the list in the place of each."""
    following = dict(zip(places, (*places[1:], places[0]), strict=True))
    pattern = "|".join(map(re.escape, sorted(places, key=len, reverse=True)))
    return re.sub(pattern, lambda found: following[found[0]], text)


def _order(text: str, _: Values) -> str:
    """Turn round the order of sentences, of clauses where there is one sentence; what is not closed by a mark stays."""
    if "".join(pieces := _PIECE.findall(text)) != text:
        return text
    if len(pieces) > 1:
        return "".join(reversed(pieces))
    body = text.rstrip(_END)
    return "，".join(reversed(body.split("，"))) + text[len(body) :]


def _traditional(text: str, _: Values) -> str:
    return str(_to_traditional().convert(text))


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _full_width(text: str, _: Values) -> str:
    return text.translate(_WIDE)


def _narrow_marks(text: str, _: Values) -> str:
    return text.translate(_NARROW)


def _spaces(text: str, _: Values) -> str:
    return re.sub(r"(?<=[^\d\s.，。；：！？、])(?=\d)|(?<=[\d%])(?=[^\d\s.%，。；！？、])", " ", text)


def _opening(text: str, openings: Values) -> str:
    return openings[len(text) % len(openings)] + text


def _no_end(text: str, _: Values) -> str:
    return text.rstrip(_END)


CHANGES: Mapping[str, Applied] = MappingProxyType(
    {
        "numbers": Applied(_numbers),
        "places": Applied(_places, "place"),
        "order": Applied(_order),
        "traditional": Applied(_traditional),
        "full_width": Applied(_full_width),
        "narrow_marks": Applied(_narrow_marks),
        "spaces": Applied(_spaces),
        "opening": Applied(_opening, "opening"),
        "no_end": Applied(_no_end),
    }
)
"""The changes that a file of cases may name."""
