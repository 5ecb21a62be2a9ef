"""The session at which a report was given: where, when, by whom, at which meeting."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from reports.cleaning.characters import HAN
from reports.metadata.places import ENDINGS, NATION
from reports.metadata.speakers import BYLINE, LONGEST_BYLINE, name_alone_in, place_in, region_of_office, speaker_in
from reports.metadata.titles import looks_like_title
from reports.numerals import COUNTING, DIGITS, YEAR, number_of

_NUMBER = rf"[{COUNTING}百\d]{{1,4}}"
_CONGRESS = "(?:人民代表大会|人大|人代会)"
_SESSION = re.compile(
    rf"(?:(?P<region>[{HAN}]{{1,24}}?(?:{ENDINGS}))(?:第?(?P<congress>{_NUMBER})届(?:各族|各界)?{_CONGRESS}"
    rf"|{_CONGRESS}第?(?P<behind>{_NUMBER})届)"  # 县人大十四届三次会议
    rf"|第?(?P<national>{_NUMBER})届全国{_CONGRESS})(?:第?(?P<meeting>{_NUMBER})次(?:全体)?会议)?"
)
_SMALL = rf"(?:\d{{1,2}}|[二三]?十[{DIGITS}]?|[{DIGITS}])"
_DATE = re.compile(rf"(?:(?P<year>{YEAR})年)?(?P<month>{_SMALL})月(?:(?P<day>{_SMALL})日)?")
_DOTTED = re.compile(r"((?:19|20)\d\d)[.．/-](\d{1,2})[.．/-](\d{1,2})")  # on a line of its own
_GENERIC = "政府工作报告"
_LONGEST_SENTENCE = 150
_LINES_BEHIND = 4  # the speaker is named so many lines behind the session at most
_LONGEST_LINE = 120
_LINES_OF_HEAD = 8
_LINES_OF_NAME = 3  # a name without an office stands so near to the speech
_MET = re.compile(r"在?[^。！？]{0,40}(?:会议|大会|全会)上?(?:的|所作的?|作的)?(?:政府工作)?(?:报告)?|报告|讲话")


@dataclass(frozen=True, slots=True)
class Session:
    """What is stated of a session. `meeting` reads 第四届人民代表大会第二次会议 however the text shortens it; numbers
    are 0 where missing."""

    region: str = ""
    meeting: str = ""
    speaker: str = ""
    year: int = 0
    month: int = 0
    day: int = 0

    def on(self, year: int | None) -> str:
        """Return the date as ISO 8601, as far as it is known: 2031-01-09, 2031-01, or ""; `year` stands in where none
        is stated.

        Raises:
            ValueError: there is no such day.
        """
        known = self.year or year
        if not known or not self.month:
            return ""
        if not self.day:
            return date(known, self.month, 1).isoformat()[:7]
        return date(known, self.month, self.day).isoformat()


def names_session(line: str) -> bool:
    """Tell the line of a head that says at which congress a report was given."""
    return "届" in line and bool(_SESSION.search(line.replace(" ", "")))


def read_session(head: Sequence[str], body: Sequence[str]) -> Session:
    """Read the session from the lines of a head, blanks removed, else from the sentence in which a digest tells of
    it; without one, the day and the speaker from lines that hold nothing else."""
    lines = [*enumerate(head), *((number, one + other) for number, (one, other) in enumerate(pairwise(head)))]
    found = [(number, line) for number, line in lines if "届" in line and _SESSION.search(line)]
    if not found:
        alone, told = _alone(head), next(_sessions_in_text(body), None)
        if told is None:
            return alone
        dated = told if told.month else replace(told, year=alone.year, month=alone.month, day=alone.day)
        return replace(dated, speaker=told.speaker or alone.speaker)
    number, line = next((one for one in found if _stated_date(one[1])), found[0])
    behind = [one for one in head[number + 1 : number + 1 + _LINES_BEHIND] if len(one) <= _LONGEST_LINE]
    session = _session_in(line)
    if not session.month:
        session = _on_day(session, [*behind, *head[max(0, number - 2) : number]])
    pieces = ["".join(behind[:size]) for size in range(2, len(behind) + 1)]  # links may have cut an office
    before = [*reversed(head[max(0, number - 2) : number])]
    speaker = speaker_in([line, *behind, *pieces, *before]) or name_alone_in([*behind, *before])
    return replace(session, speaker=speaker, region=session.region or region_of_office([*behind, *before]))


def _alone(head: Sequence[str]) -> Session:
    """Read the lines of a head that names no congress: 2031年1月9日, 云溪县县长 方知远."""
    last = [line for line in head[-_LINES_OF_HEAD:] if len(line) <= LONGEST_BYLINE]
    session = _on_day(Session(), last[::-1])
    bylines = [line for line in reversed(last) if BYLINE.fullmatch(line)]
    speaker = speaker_in(bylines)
    if not speaker and (session.month or any(map(looks_like_title, last))):
        speaker = name_alone_in(last[-_LINES_OF_NAME:])
    return replace(session, speaker=speaker, region=region_of_office(bylines))


def _on_day(session: Session, lines: Sequence[str]) -> Session:
    """Return the session with the day that a line of its own tells, or one that names no more than a meeting."""
    for line in lines:
        match = _DATE.search(line)
        if not (match and match["year"] and match["day"]):
            continue
        rest = line.replace(match[0], "").strip("（）()—-─ ")
        if not rest or (line.strip("（()—-─ ").startswith(match[0]) and _MET.fullmatch(rest)):
            year, month, day = (number_of(match[key]) for key in ("year", "month", "day"))
            return replace(session, year=year, month=month, day=day)
    for line in lines:
        if len(line) <= LONGEST_BYLINE and (dotted := _DOTTED.fullmatch(line.strip("（）()—-─ "))):
            return replace(session, year=int(dotted[1]), month=int(dotted[2]), day=int(dotted[3]))
    return session


def _sessions_in_text(body: Sequence[str]) -> Iterator[Session]:
    for line in body:
        for sentence in line.split("。"):
            if _GENERIC in sentence and len(sentence) < _LONGEST_SENTENCE and _SESSION.search(sentence):
                yield replace(_session_in(sentence), speaker=speaker_in([sentence]))


def _session_in(line: str) -> Session:
    match = _SESSION.search(line)
    assert match is not None  # the caller looked
    national = match["national"]
    congress = match["congress"] or match["behind"]
    meeting = f"第{national}届全国人民代表大会" if national else f"第{congress}届人民代表大会"
    if match["meeting"]:
        meeting += f"第{match['meeting']}次会议"
    stated = _stated_date(line) or _DATE.search(line[: match.end()])
    year, month, day = (number_of(stated[key]) if stated and stated[key] else 0 for key in ("year", "month", "day"))
    return Session(NATION if national else place_in(match["region"]), meeting, "", year, month, day)


def _stated_date(line: str) -> re.Match[str] | None:
    return next((match for match in _DATE.finditer(line) if match["year"]), None)
