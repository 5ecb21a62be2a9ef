"""The words with which a speaker turns to the congress and a report opens, also where links or lost lines cut them."""

import re
from collections.abc import Sequence

from reports.cleaning.flagged_text import substituted
from reports.marks import ADDRESS
from reports.metadata.session import names_session
from reports.metadata.speakers import LONGEST_BYLINE, speaker_in
from reports.metadata.titles import looks_like_title

_ADDRESSED = "代表|委员|同志|来宾|朋友|领导|嘉宾"
# "各位代表：" and then, there or on the next line, the set words with which the speaker turns to the congress.
_ADDRESS = (
    rf"(?:(?:尊敬的|主席团[、，]?|主席[、，]|主任[、，]){{0,2}}(?:{ADDRESS}|各位(?:领导|来宾|朋友))"
    rf"|同志们(?=：)|^同志们|(?:全体|诸位)(?:代表|委员|同志)们?|^代表(?:同志)?们)(?:[，、！]\s?(?:各位|全体)?(?:{_ADDRESSED})们?)*"
)
_TURNS = (
    r"我(?:谨)?(?:代表|受)|受[^\s。]{2,12}委托|本届政府|根据(?:会议|大会)"
    r"|(?:下面|今天)，?(?:我|由我|让我|受)[^，。]{0,2}(?:代表|委托|向|作|就)|现在"
)
IN_EVERY_ADDRESS = ("各位", "同志们", "全体", "诸位")
"""Much faster to look for."""
OPENING = re.compile(rf"{_ADDRESS}\s?[：，！]?\s?(?={_TURNS})|^{_ADDRESS}\s?[：，！]?$")
# A speech that asks for nothing at its beginning, right behind its own head.
_COLON = re.compile(rf"{_ADDRESS}\s?[：！](?=\s?\S)|^{_ADDRESS}\s?[：！]$")
# The first words where the address is missing; the report is asked to be considered in the same sentence.
_UNADDRESSED = re.compile(r"(?:现在，|下面，)?(?:我谨?代表|我受|受\S{2,12}委托)\S{2,40}报告")
_ASKS = re.compile("审议|审查|报告.{0,12}工作|工作.{0,6}报告|作[^。]{0,30}报告|提出[^。]{0,40}报告")
LONGEST_OPENING = 500
_LONGEST_HEAD = 120  # characters of a line that holds a head and the address behind it
_LONGEST_ADDRESS = 60
_LINES_OF_HEAD = 4  # so many lines above an address name the session
_PIECES = 6  # an address that links cut stands on so many lines at most
_WHOLE = re.compile(rf"{_ADDRESS}\s?[：，！:]?")
_BEHIND_HEAD = re.compile(rf"{_ADDRESS}\s?[：！](?=\s?\S|$)")
_BLANK_WITHIN = re.compile(r"(?<=\S)\s(?=\S)")
_BEGINNINGS = frozenset(("各位", "同志", "尊敬", "主席", "全体", "代表"))
_BEGINS = ("各", "同志", "尊敬", "主席", "全体", "代表们")


def opens_at(lines: Sequence[str], number: int) -> bool:
    """Tell whether a report opens with a line: the speaker turns to the congress and asks it to consider what
    follows."""
    line = lines[number]
    match = OPENING.match(line)
    if match is not None:
        words = line[match.end() :].strip() or "".join(lines[number + 1 : number + 3])
        if _ASKS.search(words[:LONGEST_OPENING]):
            return True
    return _COLON.match(line) is not None and _names_report(lines[max(0, number - _LINES_OF_HEAD) : number])


def _names_report(above: Sequence[str]) -> bool:
    """Tell a head that names the session, with no sentence between it and the address."""
    for line in reversed(above):
        if len(line) > _LONGEST_HEAD or line.endswith(("。", "；", "！")):
            return False
        if names_session(line):
            return True
    return False


def address_in(line: str) -> re.Match[str] | None:
    """Return the address in a line that begins with the head of a report: …第三次会议上国务院总理某某各位代表：."""
    match = _BEHIND_HEAD.search(line, 0, _LONGEST_HEAD)
    if match is None or match.start() == 0:
        return None
    head = line[: match.start()]
    if "。" in head:
        return None
    return match if names_session(head) or looks_like_title(head) or _ends_in_a_name(head) else None


def _ends_in_a_name(head: str) -> bool:
    """Tell a byline: 云溪县人民政府县长？？ 方知远."""
    return len(head) <= LONGEST_BYLINE and bool(speaker_in([head.replace(" ", "").replace("？", "")]))


def asks_without_address(line: str) -> bool:
    """Tell the first words of a report whose address is missing."""
    match = _UNADDRESSED.match(line)
    return (
        match is not None
        and bool(_ASKS.search(line[match.start() : LONGEST_OPENING]))
        and "请" in line[:LONGEST_OPENING]
    )


def with_whole_addresses(lines: Sequence[str]) -> list[str]:
    """Join an address that links have cut in pieces: 各位 / 代表 / ：现在，我代表….

    Of the lines that begin like an address those are joined that make one and are none alone; what goes on behind it
    with 现在 stays on its own line, as it was.
    """
    joined: list[str] = []
    number = 0
    while number < len(lines):
        count = _pieces_at(lines, number) if lines[number].startswith(_BEGINS) else 1
        joined.append(_closed_up(lines[number]) if count == 1 else _whole("".join(lines[number : number + count])))
        number += count
    return joined


def _closed_up(line: str) -> str:
    """Return an address that was spaced out (各 位 代 表) without its blanks, any other line as it is."""
    if len(line) > _LONGEST_ADDRESS or line[1:2] != " ":
        return line
    closed = substituted(_BLANK_WITHIN, lambda _: "", line)
    return closed if _WHOLE.fullmatch(closed) else line


def _whole(address: str) -> str:
    """Write the colon of an address that was joined as text has it."""
    return address.replace(":", "：", 1) if _WHOLE.match(address) else address


def _pieces_at(lines: Sequence[str], number: int) -> int:
    if len(lines[number]) > _LONGEST_HEAD or (_WHOLE.fullmatch(lines[number]) and lines[number][-1] in "：！，:"):
        return 1
    text = lines[number]
    for count in range(2, _PIECES + 1):
        if number + count > len(lines) or len(text) > 12:  # 各位代表、各位委员、同志们： is all of an address in pieces
            return 1
        text += lines[number + count - 1]
        if text[:2] not in _BEGINNINGS:
            return 1
        match = _WHOLE.match(text)
        if match is not None and match[0][-1] in "：！，:":
            return count
    return 1
