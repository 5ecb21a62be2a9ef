"""Tell what is annexed to a report: the heading of a glossary or an annex, and where an entry of a glossary begins."""

import re
from dataclasses import dataclass

from reports.cleaning.characters import HAN
from reports.numerals import CIRCLED, NUMERAL, number_of

_LONGEST_HEADING = 45
_DECORATION = re.compile(r"[\s※*★☆●◆◇■□▲△#_=~·•《》【】〈〉\[\]（）()“”\"：:。—–-]+")
# 附件1, 附表二, 附录, 附: what annexes are called; the number goes with it.
_ANNEXED = rf"附[件表录]?(?:{NUMERAL}|\d{{1,2}}|[{CIRCLED}])?[、.．]?"
_TERMS = "名词|用语|术语|短语|词语|词组|词条|词汇|名称|概念|提法|缩略语|缩写|专有名词|专业词"
_EXPLAINED = "解释|注释|注解|说明|释义|简释|浅释|诠释|释读|解读|解析|简介|简注|附注|备注|一览表?|对照表?|表"
_GLOSSARY = re.compile(
    rf"(?:{_ANNEXED})?(?:[{HAN}]{{0,20}}(?:{_TERMS})(?:和|及|与|、)?(?:[{HAN}]{{0,4}}(?:{_TERMS}))?(?:的|之)?"
    rf"(?:{_EXPLAINED})(?:附后|见后|如下)?|[{HAN}]{{0,8}}(?:名词|用语|术语|短语|词条)"
    rf"|(?:政府工作)?(?:报告)?(?:中|文中)?(?:有关|相关)?(?:注释|注解|尾注|脚注|附注|释义)(?:说明)?|注|备注)"
)
_YEAR = re.compile(r"\d{4}年")
_NAMES_GLOSSARY = re.compile("注|词|语|释|名称|概念|提法|缩写")  # much faster to look for
_BEGINS_ANNEX = re.compile(
    rf"[【〔\[（(]?附\s?[件表录]?\s?(?:{NUMERAL}|\d{{1,2}})?(?:[：:】〕\]）)]+.{{0,40}}|\s.{{2,40}})?$|附[件表录]\S{{2,30}}$"
)
# What is annexed without being called so; told from a heading of the speech only by where it stands.
_NAMES_ANNEX = re.compile(
    r"[^。；，！？]{0,30}(?:实事|清单|一览表|指标表?|项目表|任务表|分工表|计划表|名单|目录)"
    r"(?:项目|工程|任务|内容|安排)?(?:清单|计划|表|分解表?)?[）)》]?：?$"
)
# How an entry is numbered. Within a glossary all entries are numbered in one of these ways, or none.
_HEADS = {
    "square": r"[\[［【〔〖]\s?(?:注\s?)?(?P<square>\d{1,3})\s?[\]］】〕〗]\s?[.、：:]?",
    "round": r"[（(]\s?(?:注\s?)?(?P<round>\d{1,3})\s?[）)]\s?[.、：:]?",
    "circled": f"(?P<circled>[{CIRCLED}])[.、：:]?",
    "named": r"注\s?(?P<named>\d{1,3})\s?[.、：:]?",
    "point": r"(?P<point>\d{1,3})\s?(?:[、．.)）]|[：:]|\s(?=\D))",
    "raised": "(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)",
    "hanzi": rf"(?P<hanzi>{NUMERAL})[、.．]|[（(](?P<hanzi_>{NUMERAL})[）)]",
    "star": r"(?P<star>[*＊※●◆■▲·•▪◇□★☆]\s?)",
}
_HEAD = re.compile(r"\s*(?:" + "|".join(_HEADS.values()) + ")")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Numbers in brackets or of their own shape stand nowhere but before an entry; 1. and （1） count anything.
SURE = ("square", "circled", "named", "raised", "star")
# 双减：…; “双减”，是指…; 【双减】…: what is explained, and the word or mark with which that begins.
_DEFINES = re.compile(
    r"(?:[^。；！？：:]{1,60}(?:[。，]?[：:]|[，、。]?\s?(?:(?:均|主要|就|也|又)?是指|又称|简称|全称|系指|指的?是?|意为|意指)"
    r"|[”》」]?，?(?:即|就是|是)|\s[^，。]{2,}))|[【\[［〔《][^】\]］〕》]{1,40}[】\]］〕》]"
)
_STRICTLY_DEFINES = re.compile(r"[^。；！？：:，]{1,40}(?:[：:]|—|[，。]?(?:是|系|即|特|均|主要)?指)")


@dataclass(frozen=True, slots=True)
class EntryHead:
    """How an entry of a glossary begins: the kind of its number, the number, and where its text begins."""

    kind: str
    number: int
    end: int


def begins_notes(line: str) -> bool:
    """Tell the heading above a glossary or an annex: 名词解释, 注释, 附件."""
    return begins_glossary(line) or begins_annex(line)


def begins_annex(line: str) -> bool:
    """Tell the heading above an annex, or the line that only numbers it: 附件1, 附表：主要指标, 附录."""
    return "附" in line[:3] and not line.endswith(("。", "；")) and bool(_BEGINS_ANNEX.match(line))


def names_annex(line: str) -> bool:
    """Tell the heading of an annex that is not called one, behind the closing words: 2031年十件民生实事."""
    return bool(_NAMES_ANNEX.match(line))


def begins_glossary(line: str) -> bool:
    """Tell the heading above a glossary, whatever stands around it: 名词解释, ※注 释※, 附件2：有关用语说明."""
    if len(line) > _LONGEST_HEADING or not _NAMES_GLOSSARY.search(line):
        return False
    bare = _YEAR.sub("", _DECORATION.sub("", line))
    return bool(bare) and not line.endswith(("。", "；", "，")) and bool(_GLOSSARY.fullmatch(bare))


def head_of(line: str) -> EntryHead | None:
    """Return how an entry begins that is numbered or has a bullet, None for another line."""
    match = _HEAD.match(line)
    if match is None:
        return None
    kind = match.lastgroup or ""
    if kind == "star":
        return EntryHead(kind, 0, match.end())
    number = number_of(match[kind].translate(_RAISED))
    return EntryHead(kind.rstrip("_"), number, match.end()) if number else None


def defines(text: str) -> bool:
    """Tell whether text reads as an entry does behind its number: a term, and what it means."""
    return bool(_DEFINES.match(text.strip()))


def strictly_defines(text: str) -> bool:
    """Tell an entry where nothing else says that one stands there: 双减：…, 双减是指…."""
    return bool(_STRICTLY_DEFINES.match(text.strip()))


def is_entry(line: str) -> bool:
    """Tell a line that can only be an entry of a glossary, wherever it stands: 〔3〕双减：…, 3.双减：…."""
    head = head_of(line)
    if head is None or head.kind in ("hanzi", "star"):
        return False
    return head.kind in SURE or strictly_defines(line[head.end :]) or begins_with_bracket(line[head.end :])


def begins_with_bracket(text: str) -> bool:
    """Tell an entry whose term stands in brackets: 【双减】减轻…."""
    return text[:1] in tuple("【[［〔") and defines(text)


def is_note(line: str) -> bool:
    """Tell a line that is numbered as the entries of a glossary or an annex are."""
    if line.startswith("注："):
        return True
    head = head_of(line)
    if head is None or head.kind in ("hanzi", "star"):
        return False
    return head.kind != "point" or (line[head.end - 1] in "、.．)）" and not is_decimal(line, head))


def is_decimal(line: str, head: EntryHead) -> bool:
    """Tell 2.5亿元, which may stand at the start of a line that was broken, from 2.双减."""
    return head.kind == "point" and line[head.end - 1] == "." and line[head.end : head.end + 1].isdigit()
