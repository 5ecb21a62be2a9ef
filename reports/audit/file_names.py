"""What the name of a file and of the folders around it say of a report."""

import re
from pathlib import Path

from reports.cleaning.characters import HAN
from reports.metadata.divisions import named, provinces, short_name
from reports.numerals import YEAR, number_of
from reports.rows import Stated
from storage.shown import shown

_YEAR = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
_WORDS = re.compile(f"[{HAN}]+")
_SAYS_NOTHING = re.compile("年|政府|工作|报告|人民|全文|正文|关于|的")
_FOLDERS = 3


def stated_by_path(path: Path) -> Stated:
    """Read year and place from a name such as 河北省/保定市/唐县2031年政府工作报告.docx."""
    stem = Path(shown(path)).stem
    folders = [part for part in Path(shown(path)).parent.parts[-_FOLDERS:]]
    years = {number_of(one) for one in _YEAR.findall(stem)} or {
        number_of(one) for part in folders for one in _YEAR.findall(part)
    }
    names = _places_in(stem)
    above = [name for part in folders for name in _places_in(part)]
    if not names:
        names, above = above[-1:], above[:-1]
    if not names:
        return Stated(year=years.pop() if len(years) == 1 else None)
    place, around = names[-1], [*above, *names[:-1]]
    known = set(provinces().values())
    province = next((one for one in around if one in known or any(short_name(name) == one for name in known)), "")
    city = next((one for one in reversed(around) if one != province), "")
    return Stated(year=years.pop() if len(years) == 1 else None, county=place, city=city, province=province)


def _places_in(text: str) -> list[str]:
    """Return the names of divisions that stand in a name one behind the other, in full or in short."""
    found: list[str] = []
    for run in _WORDS.findall(_SAYS_NOTHING.sub(" ", text)):
        start = 0
        while start < len(run) - 1:
            end = next((end for end in range(len(run), start + 1, -1) if named(run[start:end])), 0)
            if not end:
                break
            found.append(run[start:end])
            start = end
    return found
