"""Whether a text is a whole report at all: cut off, another paper, another language, mostly furniture."""

import re

from reports.audit.finding import Finding, Flat
from reports.audit.papers import paper_in
from reports.cleaning.characters import HAN
from reports.report import Report

_HAN = re.compile(f"[{HAN}]")
_CLOSES = re.compile(r"让我们[^。！]{0,200}[。！!]|团结在以|(?:奋斗|努力|前进|贡献|篇章)[！!]")
_HOPES = re.compile("(?:只要|必将|一定会?)[^。]{0,120}(?:一定|就能|就会)?[^。]{0,60}[。！]")
_STOPS = re.compile(r"[。！？!?…”』」）)；;：:]$")
_ELSEWHERE = re.compile(
    r"(?:详见|全文(?:见|请见|下载)|查看(?:更多|全文)|阅读(?:全文|原文)|未完待续|下转第?|（未完|剩余\d+%?)[^。]{0,40}$"
)
_HARDLY_ANY = 500  # ideographs
_MIDDLE = re.compile("[，、；。：！？）”]")
_NUMBERED = re.compile("第?(?P<number>[一二三四五六])(?:[、.．]|部分)")
_RUNNING = 30  # characters of a line of text; words behind a page are shorter
_MOSTLY = 0.75


def text_findings(flat: Flat, report: Report) -> list[Finding]:
    """Return what is to be said of a text as a report."""
    ideographs = len(_HAN.findall(flat.text))
    if ideographs < 0.4 * len(flat.text) and len(flat.text) > _HARDLY_ANY:
        share = f"{ideographs / max(1, len(flat.text)):.0%}"
        english = f"only {share} of the text are Chinese characters"
        return [Finding("language", "wrong", english, f"正文中汉字仅占 {share}", *flat.quoted(0, 1))]
    if ideographs < _HARDLY_ANY:
        english = f"hardly any text ({ideographs} Chinese characters)"
        return [Finding("not_a_report", "wrong", english, f"几乎没有正文（{ideographs} 字）", *flat.quoted(0, 1))]
    if paper := paper_in(flat, report):
        quote, position = flat.quoted(paper.start, paper.end)
        english, chinese = f"no government work report: {paper.english}", f"不是政府工作报告，是{paper.chinese}"
        return [Finding("not_a_report", paper.weight, english, chinese, quote, position)]
    return [*(_begun_late(flat, report) or _cut(flat, report)), *_furniture(flat, report), *_remarks(flat)]


def _cut(flat: Flat, report: Report) -> list[Finding]:
    text = flat.text.rstrip("?？ ")
    last = report.paragraphs[-1].text if report.paragraphs else ""
    tail, position = flat.quoted(len(text) - 24, len(text))
    if "cell_cut" in report.flags:
        english = "the cell is full (32,767 characters): Excel cut off the rest"
        return [Finding("cut_off", "wrong", english, "单元格已满（32,767 字），其余被 Excel 截去", tail, position)]
    closed = "closing_missing" not in report.flags or bool(_CLOSES.search(text[-600:]) or _HOPES.search(text[-200:]))
    if match := None if closed else _ELSEWHERE.search(text[-100:]):
        start = len(text) - len(text[-100:]) + match.start()
        quote, place = flat.quoted(start - 12, len(text))
        return [Finding("cut_off", "wrong", "cut off: the rest is elsewhere", "正文不全，其余在别处", quote, place)]
    if closed:
        return []
    if not _STOPS.search(text) and (text[-10:] in re.sub(r"\s", "", report.text) or _ends_in_text(flat.raw)):
        return [Finding("cut_off", "wrong", "cut off in mid-sentence", "正文在句中截断", tail, position)]
    if last and not _STOPS.search(last.strip()):
        words = last.strip()[-24:]
        place = flat.text.rfind(words)
        where = flat.position(place) if place >= 0 else position
        return [Finding("cut_off", "wrong", "cut off in mid-sentence", "正文在句中截断", words, where)]
    if not any(one.part == "planned" for one in report.paragraphs):
        english = "cut off: neither a plan nor closing words"
        return [Finding("cut_off", "wrong", english, "正文不全：没有工作部署，也没有结束语", tail, position)]
    return [Finding("cut_off", "look at", "no closing words", "没有结束语", tail, position)]


def _begun_late(flat: Flat, report: Report) -> list[Finding]:
    """Find a text that begins in the middle: in mid-sentence, or with its second section."""
    if "opening_missing" not in report.flags or not report.paragraphs:
        return []
    quote, position = flat.quoted(0, 1)
    if _MIDDLE.match(flat.text):
        return [Finding("cut_off", "wrong", "begins in mid-sentence", "正文从句中开始，前文缺失", quote, position)]
    first = next(filter(None, map(_NUMBERED.match, _headings(report))), None)
    if first is None or first["number"] == "一":
        return []
    place = max(0, flat.text.find(re.sub(r"\s", "", first[0])))
    quote, position = flat.quoted(place, place + len(first[0]))
    english = f"begins in the middle: its first section is {first['number']}"
    chinese = f"正文从中间开始：第一个标题是“{first['number']}”，前文缺失"
    return [Finding("cut_off", "wrong", english, chinese, quote, position)]


def _headings(report: Report) -> list[str]:
    """Return the headings of the highest level, in order."""
    return list(dict.fromkeys(one.section[0] for one in report.paragraphs if one.section))


def _ends_in_text(raw: str) -> bool:
    """Tell a last line that is running text and stops short from words of a page behind it."""
    last = re.split(r"\n|\\n", raw.rstrip())[-1]
    return len(last) >= _RUNNING and "，" in last


def furniture_share(flat: Flat, report: Report) -> float:
    """Return the share of a text that is neither the report nor its notes."""
    kept = sum(len(re.sub(r"\s", "", one)) for one in (report.text, *report.notes))
    return max(0.0, 1 - kept / max(1, len(flat.text)))


def _furniture(flat: Flat, report: Report) -> list[Finding]:
    share = furniture_share(flat, report)
    if share < _MOSTLY:
        return []
    english = f"{share:.0%} of the text is not the report (page furniture)"
    return [Finding("furniture", "wrong", english, f"正文有 {share:.0%} 不是报告内容（网页杂项）")]


def _remarks(flat: Flat) -> list[Finding]:
    found = []
    if match := re.search("政治?协商?稿|征求意见稿|讨论稿|送审稿|（草案）$", flat.text[:60]):
        quote, position = flat.quoted(*match.span())
        found.append(
            Finding("draft", "remark", "a draft, not the report as given", "是征求意见的稿本", quote, position)
        )
    return found
