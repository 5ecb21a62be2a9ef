"""Tell what a page puts around a report from the report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from reports.cleaning.boxes import begins_box
from reports.cleaning.characters import HAN
from reports.cleaning.glossary import begins_annex, begins_notes, is_note, names_annex
from reports.cleaning.page_words import is_of_page
from reports.marks import BRACKETED, ENDS_SENTENCE, ITEM, POINT, SECTION

_LONGEST_SHORT_LINE = 60
# Site notices are written in full sentences. Reports speak of 版权 too: only words about the site itself decide.
_LONGEST_NOTICE = 200
_SITES = ("本(?<![基成资]本)(?:网站|网(?![络格])|站)", "新闻网(?!络)")
_NOTICE = re.compile(
    r"免责声明|All Rights Reserved|ICP备案号"
    r"|未经.{0,8}授权.{0,20}(?:转载|下载)|ICP备.{0,6}\d|公网安备\s?\d|您需要登录后|违法和不良信息举报.{0,6}[：:\d]"
    r"|本文由[^。]{2,24}(?:整理|发布|编辑|收集|提供|上传)|小编(?:为大家|为您|给大家|整理|收集|寄语|推荐|精心)|的人还看了|如有侵权"
    r"|以上(?:就|便)?是[^。]{0,60}(?:全部内容|希望对)|版权归(?:原)?作者|猜你(?:喜欢|感兴趣)"
    + "".join(rf"|{site}.{{0,60}}(?:版权|著作权|转载|链接|内容修改|法律责任|第三方|原版)" for site in _SITES)
    + rf"|版权.{{0,30}}(?:{'|'.join(_SITES)}|(?:不得|请勿|谢绝|授权)(?:擅自)?转载|转载.{{0,4}}注明)"
)
_RELATED = re.compile(r"相关(?:链接|报道|新闻|阅读)[\s·：]")
_SECTION = re.compile(f"(?:{SECTION}|{BRACKETED}|{POINT})")
_LIST_ITEM = re.compile(rf"{ITEM}\s?[{HAN}]")
_MOST_DROPPED = 300  # characters of sentences; a page's own notes about an article stay below
_LONGEST_CLOSING = 600  # in a report on one line the closing words stand at its very end
_CLOSING = re.compile("团结在以|让我们.{0,200}[！。]$|胜利召开！|(?:奋斗|贡献|胜利|前进|辉煌|篇章|世纪)！$")
_NAME = re.compile(f"[{HAN}]{{2,4}}")
# What begins a text behind the speech that is none of it: news, another notice, a word of the editors.
_REPORTERS = re.compile(
    r"^(?:本报|本网|本刊|新华社|记者|据悉|据了解|昨日|今日|日前|近日|编者按|\S{2,12}[讯电]（|\S{2,12}(?:讯|日电) "
    r"|(?:20\d\d年)?\d{1,2}月\d{1,2}日[，上下]|会议(?:由|指出|强调|要求|认为|审议|表决)|大会(?:表决|通过|书面|执行主席))"
)
_LAST_WORDS = re.compile(
    r"(?:我们|一定|必将|就能|让|希望|同志们|各位代表|人民)[^。！]{0,200}(?:前进|胜利|贡献|成就|信心|明天|未来|辉煌|道路|奋斗|到来|大道|富强"
    r"|成绩|篇章|发展|方向|大业|目标|任务|美好|谢谢|强国|事业|保证)[^，。！]{0,12}[。！]$|万岁！$|谢谢(?:大家|各位[^，。]{0,6})?[。！]$"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """The lines of a report's body, and what to know about those that went."""

    lines: list[str]
    flags: tuple[str, ...] = ()


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to the report."""
    if len(line) > _LONGEST_NOTICE or _is_numbered(line):
        return False
    if len(line) <= _LONGEST_SHORT_LINE and not line.endswith(("。", "！")) and is_of_page(line):
        return True
    return bool(_NOTICE.search(line) or _RELATED.match(line)) and not is_closing(line)


def _is_numbered(line: str) -> bool:
    return bool(_SECTION.match(line) or _LIST_ITEM.match(line))


def is_sentence(line: str) -> bool:
    """Tell whether a line reads as running text, as against a menu entry or a heading."""
    return len(line) >= 20 and bool(ENDS_SENTENCE.search(line) or line.count("，") >= 2)


def is_closing(line: str) -> bool:
    """Tell whether a line holds the set phrases with which a report ends."""
    end = line[-_LONGEST_CLOSING:]
    may_hold = "！" in end or "让我们" in end or "团结在以" in end  # much faster to look for
    return may_hold and bool(_CLOSING.search(end))


def ends_as_speech(lines: Sequence[str]) -> bool:
    """Tell a last line that ends as speeches do, with other words than the set phrases: a call, a hope, a vow."""
    return bool(lines) and bool(_LAST_WORDS.search(lines[-1][-_LONGEST_CLOSING:]))


def is_body(line: str) -> bool:
    """Tell whether a line could be the first of a report whose opening is missing."""
    return not is_furniture(line) and (is_sentence(line) or _is_numbered(line))


def without_furniture(lines: Sequence[str]) -> Kept:
    """Return the lines of one report's body, without what the page put between and behind them.

    Behind the closing words only a glossary or annex, and exclamations of the speech, may follow; the first line that
    is neither ends the report. Without closing words (the first page of several, a digest) only lines known as
    furniture go, and a tail without a single sentence. Flag `text_dropped_after_closing`: so much running text went
    behind the closing words that it may belong to the report.
    """
    closing = last_closing(lines)
    if closing is None:
        return Kept(_without_tail(lines))
    after = lines[closing + 1 :]
    behind = _after_closing(after)
    dropped = sum(len(line) for line in after[len(behind) :] if is_sentence(line) and not is_furniture(line))
    flags = ("text_dropped_after_closing",) if dropped > _MOST_DROPPED else ()
    return Kept([line for line in lines[: closing + 1] if begins_box(line) or not is_furniture(line)] + behind, flags)


def last_closing(lines: Sequence[str]) -> int | None:
    """Return the position of the closing words, or None where they are missing or too much text follows them.

    Set phrases that come within a report close nothing: a numbered section, or as much text as stands before, follows
    them.
    """
    closing = next((number for number in range(len(lines) - 1, -1, -1) if is_closing(lines[number])), None)
    if closing is None:
        return None
    after = list(takewhile(lambda line: not (begins_notes(line) or names_annex(line)), lines[closing + 1 :]))
    if any(_SECTION.match(line) for line in after):
        return None
    length = sum(len(line) for line in after if not is_furniture(line) and not is_note(line))
    return closing if length < sum(len(line) for line in lines[: closing + 1]) else None


def _without_tail(lines: Sequence[str]) -> list[str]:
    last = max((number for number, line in enumerate(lines) if is_sentence(line)), default=0)
    kept = [line for number, line in enumerate(lines) if not is_furniture(line) or (number < last and begins_box(line))]
    while kept and len(kept[-1]) <= _LONGEST_NOTICE and not (is_sentence(kept[-1]) or _ends_as_text(kept[-1])):
        kept.pop()
    return kept


def _ends_as_text(line: str) -> bool:
    return bool(ENDS_SENTENCE.search(line)) or _is_numbered(line)


def _after_closing(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    in_notes = False
    for line in lines:
        if is_furniture(line):
            break
        in_notes = in_notes or begins_notes(line) or is_note(line) or names_annex(line)
        if not in_notes and (not (ENDS_SENTENCE.search(line) and len(line) > 10) or _REPORTERS.search(line)):
            break
        kept.append(line)
    is_annexed = any(begins_annex(line) or names_annex(line) for line in kept)  # rows of a table do not end sentences
    while kept and not ENDS_SENTENCE.search(kept[-1]) and not is_note(kept[-1]):
        if is_annexed and not _NAME.fullmatch(kept[-1]):
            break
        kept.pop()  # the editor's name under a glossary
    return kept
