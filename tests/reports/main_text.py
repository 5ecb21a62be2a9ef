"""How much of a report a reader of pages kept, and what else it took along."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_GRAM = 8  # characters: long enough not to occur by chance in a page about the same matters
_FURNITURE = 0.5  # a line is furniture where less than this share of it stands in the report


@dataclass(frozen=True, slots=True)
class Measured:
    """One page against the truth; shares count Chinese characters, `breaks` is None where the truth has no breaks."""

    recall: float
    precision: float
    breaks: float | None
    furniture: int
    copied: float


def chinese(text: str) -> str:
    """Return the Chinese characters of a text; blanks, marks and digits are written in many ways."""
    return "".join(one for one in text if "一" <= one <= "鿿")


def measure(truth: Sequence[str], found: Sequence[str]) -> Measured:
    """Compare the lines of a report with the lines that came out of its page.

    A character is kept where eight in a row that hold it came out. What comes out a second time counts as not of the
    report in `precision` and its share is `copied`; `furniture` counts the lines that stand nowhere in the report.
    `breaks` is the F1 of the line breaks within the report, known by four characters on either side.
    """
    body, out = chinese("".join(truth)), chinese("".join(found))
    in_body, in_out = Counter(_grams(body)), set(_grams(out))
    anywhere = _covered(out, [gram in in_body for gram in _grams(out)])
    left = Counter(in_body)
    first = []
    for gram in _grams(out):
        first.append(left[gram] > 0)
        left[gram] -= 1
    once = _covered(out, first)
    kept = _covered(body, [gram in in_out for gram in _grams(body)])
    return Measured(
        recall=sum(kept) / len(body),
        precision=sum(once) / len(out) if out else 0.0,
        breaks=_f1(_breaks(truth), _breaks(found) & in_body.keys()),
        furniture=_furniture(found, anywhere),
        copied=(sum(anywhere) - sum(once)) / len(out) if out else 0.0,
    )


def _grams(text: str) -> list[str]:
    return [text[start : start + _GRAM] for start in range(len(text) - _GRAM + 1)]


def _covered(text: str, known: Sequence[bool]) -> list[bool]:
    """Mark the characters that stand in a known run."""
    covered = [False] * len(text)
    for start, yes in enumerate(known):
        if yes:
            covered[start : start + _GRAM] = [True] * _GRAM
    return covered


def _breaks(lines: Sequence[str]) -> set[str]:
    """Return the characters around each line break, half of them on either side."""
    text, position, around = chinese("".join(lines)), 0, set()
    for line in lines:
        position += len(chinese(line))
        if _GRAM // 2 <= position <= len(text) - _GRAM // 2:
            around.add(text[position - _GRAM // 2 : position + _GRAM // 2])
    return around


def _f1(truth: set[str], found: set[str]) -> float | None:
    if not truth:
        return None
    return 2 * len(truth & found) / (len(truth) + len(found))


def _furniture(lines: Sequence[str], of_report: Sequence[bool]) -> int:
    count = position = 0
    for line in lines:
        length = len(chinese(line))
        known = sum(of_report[position : position + length])
        position += length
        if any(one.isalnum() for one in line) and known <= _FURNITURE * length:
            count += 1
    return count
