"""Whether a text is a whole report at all: cut off, a notice, news, a glossary, another language, mostly furniture."""

import re

from reports.audit.finding import Finding, Flat
from reports.cleaning.characters import HAN
from reports.report import Report

_HAN = re.compile(f"[{HAN}]")
_OPENS = re.compile(
    r"(?:我(?:谨|受)?[^。]{0,20}(?:代表|委托)[^。]{0,30}(?:报告|审议))|向大会(?:报告|作|做)[^。]{0,12}工作|请予?(?:一并)?审议"
)
_CLOSES = re.compile(r"让我们[^。！]{0,200}[。！!]|团结在以|(?:奋斗|努力|前进|贡献|篇章)[！!]")
_ADDRESS = re.compile("各位(?:代表|委员)|同志们")
_GLOSSARY = re.compile(
    r"^.{0,40}?(?:名词|用语|术语|词语|词汇|缩略语)(?:解释|注释|说明|释义|注解)|^(?:注释|名词解释|注)[：:]"
)
_ENTRY = re.compile(
    r"^\s*(?:[\[【（(]?\d{1,3}[\]】）).．、：]|[①-⑳㉑-㊿])?\s*[“\"]?[^。：]{1,30}[”\"]?\s*(?:[：:]|是指|指的?是)"
)
_NOTICE = re.compile(
    r"^.{0,150}?(?:关于.{2,80}?的?(?:通知|公告|通告|函|批复|意见|决定|决议)(?!精神)"
    r"|各(?:乡镇|镇乡|街道|乡（镇）|县|市|区)[^。]{0,40}(?:人民政府|各部门|单位)[^。]{0,20}：)"
)
_NOTICE_END = re.compile(r"特此(?:通知|公告|函复|批复)|请(?:认真)?(?:遵照|贯彻)执行")
_NEWS = re.compile(
    r"本报讯|本网讯|讯[（(]|[（(](?:通讯员|记者)|(?:通讯员|记者)[^。]{2,12}(?:报道|摄)|\d日电|应到代表|实到代表"
    r"|会议听取(?:了|并)|大会(?:开幕|闭幕|听取)|隆重(?:开幕|召开)|主持(?:了)?(?:会议|大会)|作(?:了)?(?:《)?政府工作报告(?:》)?。"
)
_OTHER = re.compile(
    r"预算执行情况|预算草案[^）)]{0,12}的?报告|国民经济和社会发展计划(?:执行情况)?|(?:人大|人民代表大会)常务?委?员?会工作报告|人民法院工作报告"
    r"|人民检察院工作报告|政协[^。]{0,20}常务委员会工作报告|统计公报|年鉴"
    r"|任务分解|责任分工|重点工作分工|图解|解读"
)
_GENERIC = re.compile(r"政府工作报告|政府(?:向|作|的)?[^。]{0,6}工作报告|报告(?:政府)?工作")
_STOPS = re.compile(r"[。！？!?…”』」）)；;：:]$")
_ELSEWHERE = re.compile(
    r"(?:详见|全文(?:见|请见|下载)|查看(?:更多|全文)|阅读(?:全文|原文)|未完待续|下转第?|（未完|剩余\d+%?)[^。]{0,40}$"
)
_PLAIN_NAMES = {"glossary": "名词解释", "notice": "通知、公文", "news": "新闻报道", "other": "另一种报告或文件"}
_ENGLISH_NAMES = {"glossary": "a glossary", "notice": "a notice", "news": "news", "other": "another report or paper"}
_HARDLY_ANY = 500  # ideographs
_HEAD = 300
_SHORT = 6_000
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
    if kind := _kind(flat.text, report):
        start, end = kind[1]
        quote, position = flat.quoted(start, end)
        english = f"no government work report: {_ENGLISH_NAMES[kind[0]]}"
        return [
            Finding("not_a_report", "wrong", english, f"不是政府工作报告，是{_PLAIN_NAMES[kind[0]]}", quote, position)
        ]
    return [*_cut(flat, report), *_furniture(flat, report), *_remarks(flat)]


def _kind(text: str, report: Report) -> tuple[str, tuple[int, int]] | None:
    head = text[:_HEAD]
    opening = _OPENS.search(text[:3_000])
    speaks = bool(opening) and bool(_ADDRESS.search(text[:3_000]))
    other = _OTHER.search(head[:120])
    if other and not _GENERIC.search(head[: other.end() + 40]) and not (speaks and _GENERIC.search(text[:600])):
        return "other", other.span()
    if speaks:
        return None
    if match := _GLOSSARY.search(head[:80]):
        return "glossary", match.span()
    if _is_glossary(report):
        return "glossary", (0, 20)
    if match := _NOTICE.search(head):
        return "notice", match.span()
    if match := _NOTICE_END.search(text[-_HEAD:]):
        return "notice", (len(text) - len(text[-_HEAD:]) + match.start(), len(text) - len(text[-_HEAD:]) + match.end())
    if (match := _NEWS.search(text[:1_500])) and not opening:
        return "news", match.span()
    return ("other", other.span()) if other else None


def _is_glossary(report: Report) -> bool:
    """Tell a text most of whose lines explain a word."""
    noted = sum(map(len, report.notes))
    if noted > 3 * len(report.text):
        return True
    lines = [one.text for one in report.paragraphs]
    return len(lines) >= 5 and sum(bool(_ENTRY.match(line)) for line in lines) >= 0.7 * len(lines)


def _cut(flat: Flat, report: Report) -> list[Finding]:
    text = flat.text.rstrip("?？ ")
    last = report.paragraphs[-1].text if report.paragraphs else ""
    tail, position = flat.quoted(len(text) - 24, len(text))
    if "cell_cut" in report.flags:
        english = "the cell is full (32,767 characters): Excel cut off the rest"
        return [Finding("cut_off", "wrong", english, "单元格已满（32,767 字），其余被 Excel 截去", tail, position)]
    closed = "closing_missing" not in report.flags or bool(_CLOSES.search(text[-600:]))
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
    if not any(one.part == "planned" for one in report.paragraphs) and len(text) < _SHORT:
        english = "cut off: neither a plan nor closing words"
        return [Finding("cut_off", "wrong", english, "正文不全：没有工作部署，也没有结束语", tail, position)]
    weight = "look at" if len(text) < _SHORT else "remark"
    return [Finding("cut_off", weight, "no closing words", "没有结束语", tail, position)]  # type: ignore[arg-type]


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
    return [Finding("furniture", "look at", english, f"正文有 {share:.0%} 不是报告内容（网页杂项）")]


def _remarks(flat: Flat) -> list[Finding]:
    found = []
    if match := re.search("政治?协商?稿|征求意见稿|讨论稿|送审稿|（草案）$", flat.text[:60]):
        quote, position = flat.quoted(*match.span())
        found.append(
            Finding("draft", "remark", "a draft, not the report as given", "是征求意见的稿本", quote, position)
        )
    return found
