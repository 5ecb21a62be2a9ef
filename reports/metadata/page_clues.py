"""Find what a page gives away of a report that does not say what it is: whose newspaper it stands in, which congress it
awaits."""

import re
from collections.abc import Sequence

from reports.cleaning.characters import HAN
from reports.metadata.divisions import named, short_name
from reports.numerals import COUNTING, DIGITS, number_of

_PUBLISHERS = re.compile(rf"([{HAN}]{{2,12}}?)(?:日报|晚报|新闻网|人民政府网?)")
_FEWEST_MENTIONS = 3
_AWAITED = re.compile(
    rf"迎接[^。，]{{0,6}}(?:党|中国共产党)的?(?:第)?([一二三]?十[{DIGITS}]?)(?:次全国代表)?大[^。，]{{0,12}}召开"
)
_TWELFTH, _TWELFTH_HELD, _YEARS_BETWEEN = (
    12,
    1982,
    5,
)  # party congresses: the 12th in 1982, since then one every five years
_NATIONAL = re.compile(rf"第([{COUNTING}\d]{{1,3}})届全国人民代表大会第([{COUNTING}\d]{{1,2}})次会议")
# The years of the sessions of the first five National People's Congresses; the sixth met in 1983, and since then each
# five times, once a year.
_EARLY_SESSIONS = (
    (1954, 1955, 1956, 1957, 1958),
    (1959, 1960, 1962, 1963),
    (1964,),
    (1975,),
    (1978, 1979, 1980, 1981, 1982),
)
_YEARLY, _YEARLY_FROM = 6, 1983
_CONTINUES = re.compile(r"^[（(【\[]?\s?(?:上接|接上[页版期]|紧接)")
_CONTINUED = re.compile(r"^[（(【\[]?\s?(?:下转|转下[页版]|未完待续)")
# A page that shows one of several: its links to the others, or the number that its program puts there.
_NEXT_PAGE = re.compile(
    r"(?:^|[\s\d|\]】>])下一页(?:$|[\s|\[【<>»尾末])|"
    r"第\s?1\s?页\s?[/／,，]?\s?共\s?(?!1\s?页)\d{1,2}\s?页"
)
_PREVIOUS_PAGE = re.compile(r"(?:^|[\s|\]】>])上一页(?:$|[\s\d|\[【<>«])")
_LONGEST_LINK_LINE = 60
_SPEAKS_OF_REPORT = re.compile(r"(?:^|[。，])(?:政府工作)?报告(?:中)?(?:强调|指出|提出|认为)|作政府工作报告。")
_CLOSING_LINES = 3


def region_of_page(page: Sequence[str], body: Sequence[str]) -> str:
    """Return the place whose newspaper, site or government the page names and whose name the speech itself says at
    least three times."""
    text = "".join(body)
    counts: dict[str, int] = {}
    for line in page:
        for match in _PUBLISHERS.finditer(line):
            for start in range(len(match[1]) - 1):  # 版权均为德州新闻网: the name is what ends there
                name = match[1][start:]
                if found := named(name):
                    counts[found[0].name] = text.count(short_name(found[0].name))
                    break
    region = max(counts, key=counts.__getitem__, default="")
    return region if counts.get(region, 0) >= _FEWEST_MENTIONS else ""


def year_of_congress(body: Sequence[str]) -> int | None:
    """Return 2022 where the closing words await the party's 二十大: they plan for the year in which it meets."""
    for line in body[-_CLOSING_LINES:]:
        if match := _AWAITED.search(line):
            return _TWELFTH_HELD + _YEARS_BETWEEN * (number_of(match[1]) - _TWELFTH)
    return None


def year_of_session(meeting: str) -> int | None:
    """Return the year in which the National People's Congress met: 1957 for 第一届全国人民代表大会第四次会议."""
    match = _NATIONAL.fullmatch(meeting)
    if match is None:
        return None
    congress, session = number_of(match[1]), number_of(match[2])
    if congress < _YEARLY and congress > 0:
        years = _EARLY_SESSIONS[congress - 1]
        return years[session - 1] if 0 < session <= len(years) else None
    return _YEARLY_FROM + _YEARS_BETWEEN * (congress - _YEARLY) + session - 1


def piece_flags(page: Sequence[str], body: Sequence[str], opens: bool, closes: bool = True) -> tuple[str, ...]:
    """Tell a piece of a report from the whole.

    `second_part`: the page says that it goes on from another (上接A2版). `first_part`: that it goes on elsewhere
    (下转3版), or has a link to the next of its pages where the closing words are missing; so of the page before.
    `digest`: the text does not address the congress but speaks of the report.
    """
    flags = []
    links = [line for line in page if "页" in line and len(line) <= _LONGEST_LINK_LINE]
    if any(_CONTINUES.search(line) for line in page) or (not opens and any(map(_PREVIOUS_PAGE.search, links))):
        flags.append("second_part")
    if any(_CONTINUED.search(line) for line in page) or (not closes and any(map(_NEXT_PAGE.search, links))):
        flags.append("first_part")
    if not opens and any(_SPEAKS_OF_REPORT.search(line) for line in body):
        flags.append("digest")
    return tuple(flags)
