"""Texts that no speaker opens, by their form: a glossary, a notice, news."""

import re

from reports.report import Report

_GLOSSARY = re.compile(
    "^.{0,40}?(?:名词|用语|术语|词语|词汇|缩略语)(?:解释|注释|说明|释义|注解)|^(?:注释|名词解释|注)[：:]"
)
_ENTRY = re.compile(
    r"^\s*(?:[\[【（(]?\d{1,3}[\]】）).．、：]|[①-⑳㉑-㊿])?\s*[“\"]?[^。：]{1,30}[”\"]?\s*(?:[：:]|是指|指的?是)"
)
_NOTICE = re.compile(
    r"^.{0,150}?(?:关于.{2,80}?的?(?:通知|公告|通告|函|批复|意见|决定|决议)(?!精神)"
    r"|各(?:乡镇|镇乡|街道|乡（镇）|县|市|区)[^。]{0,40}(?:人民政府|各部门|单位)[^。]{0,20}：)"
)
_NOTICE_END = re.compile("特此(?:通知|公告|函复|批复)|请(?:认真)?(?:遵照|贯彻)执行")
_NEWS = re.compile(
    r"本报讯|本网讯|讯[（(]|[（(](?:通讯员|记者)|(?:通讯员|记者)[^。]{2,12}(?:报道|摄)|\d日电|[应实]到代表|符合法定人数"
    r"|会议听取(?:了|并)|大会(?:开幕|闭幕|听取)|隆重(?:开幕|召开)|主持(?:了)?(?:会议|大会)|作(?:了)?《?政府工作报告》?。"
    r"|《?报告》?(?:指出|提出|强调|从)|作政府工作报告"
)
_WE_SPEAK = re.compile(
    "我(?:谨|现|们?受|受)?[^。]{0,20}(?:代表|委托)[^。]{0,30}(?:报告|审议)|向大会(?:报告|作|做)[^。]{0,12}工作|请予?(?:一并)?审议"
)
_HEAD = 3_000
_FEWEST_ENTRIES, _SHARE_OF_ENTRIES, _MANY_NOTES = 5, 0.7, 3
_FEW_NEWS, _MUCH_NEWS = 2_500, 3


def we_speak(text: str) -> bool:
    """Tell whether somebody speaks to the congress for a government, and not a reporter about it."""
    return bool(_WE_SPEAK.search(text[:_HEAD]))


def form_of(text: str, report: Report) -> tuple[str, tuple[int, int]] | None:
    """Tell a "glossary", a "notice" and "news" among texts that no speaker opens, and where the words are that tell."""
    head = text[:300]
    if match := _GLOSSARY.search(head[:80]):
        return "glossary", match.span()
    if _is_glossary(report):
        return "glossary", (0, 20)
    if (match := _NOTICE.search(head)) or (match := _NOTICE_END.search(text, max(0, len(text) - 300))):
        return "notice", match.span()
    news = list(_NEWS.finditer(text[:1_500]))
    if news and (len(text) < _FEW_NEWS or len(news) >= _MUCH_NEWS or not we_speak(text)):
        return "news", news[0].span()
    return None


def _is_glossary(report: Report) -> bool:
    """Tell a text most of whose lines explain a word."""
    if sum(map(len, report.notes)) > _MANY_NOTES * len(report.text):
        return True
    lines = [one.text for one in report.paragraphs]
    entries = sum(bool(_ENTRY.match(line)) for line in lines)
    return len(lines) >= _FEWEST_ENTRIES and entries >= _SHARE_OF_ENTRIES * len(lines)
