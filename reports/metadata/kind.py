"""Tell a document that is no government work report, and what it is instead."""

import re
from collections.abc import Callable, Sequence

from reports.cleaning.glossary import begins_notes, is_note
from reports.metadata.places import NATION
from reports.metadata.titles import looks_like_title, year_in
from reports.report import About

_GENERIC = "政府工作报告"
_LINES, _CHARACTERS = 8, 900
_GLOSSARY_SHARE = 0.6
# What the speaker asks the congress to consider, where it is not the work of the government.
_ASKS_OTHER: dict[str, re.Pattern[str]] = {
    "budget_report": re.compile(
        r"预算(?:（?草案）?)?(?:的|及|和|执行)[^。]{0,40}报告|[预决]算[^。]{0,24}(?:草案|报告)"
    ),
    "plan_document": re.compile(
        r"计划(?:的)?(?:执行情况|草案|安排)[^。]{0,40}报告|报告[^。，]{0,30}计划(?:的)?(?:执行情况|草案|安排)"
    ),
    "court_report": re.compile(
        r"代表[^，。]{0,20}(?:法院|检察院|人大常委会|代表大会常务委员会|人民政协|政协)[^。]{0,40}(?:报告|工作)"
    ),
}
_ASKING = re.compile("请|审议|委托|代表")
_OF_GOVERNMENT = re.compile("政府工作|报告(?:政府)?工作|工作报告，请(?:连同|予)")
_TITLES: dict[str, re.Pattern[str]] = {
    "budget_report": re.compile(r"[预决]算[^。，]{0,40}(?:报告|草案|说明)"),
    "court_report": re.compile(r"(?:法院|检察院|常委会|常务委员会|政协|监察委员会)[^。，]{0,12}工作(?:的)?报告"),
    "plan_document": re.compile(
        r"(?:规划|计划)(?:的)?(?:纲要|草案|执行情况|方案)?[^。，]{0,12}$|(?:执行情况|计划草案)的报告|实施(?:方案|意见)$"
    ),
    "statistical_bulletin": re.compile(r"统计公报"),
    "notice": re.compile(
        r"关于[^。]{2,60}(?:通知|公告|通报|决定|意见|决议|批复|函|公示|任务分解[^。]{0,12})$|^(?:通知|公告|公示)$"
    ),
    "news_item": re.compile(r"(?:热议|解读|审议|学习贯彻|宣传贯彻|一图读懂|速览|综述|侧记|社论|答记者问)[^。]{0,30}"),
}
_NOTICE = re.compile(r"特此(?:通知|公告|通报|函复)|^各[^。]{2,40}(?:人民政府|各部门|单位|办事处)[^。]{0,40}：$")
_CEREMONY = re.compile(
    r"主席台[前就]|在主席台|会议由[^。]{2,40}主持|符合法定人数|应到(?:代表|会)|应出席代表|宣布大会开幕|宣布[：，]?[^。]{0,40}开幕"
    r"|[会议大]{2}[^。]{0,30}(?:隆重|胜利)?(?:开幕|召开|闭幕)。|(?:上午|下午|昨日|今日|昨天|今天)[^。]{0,40}(?:召开|开幕|举行|闭幕)"
    r"|作《?政府工作报告|(?:全体)?起立[^。]{0,8}国歌|书面印发|(?:报告|他|她)(?:强调|指出|提出|表示|认为|最后说)|本报讯|记者从"
    r"|说，[^。]{0,40}"
)
_FEWEST_OF_NEWS = 3  # sentences of a kind that only reporters write


def counted_as_report(kinds: Sequence[str], about: About) -> tuple[str, ...]:
    """Return what a document is without `not_a_report` where the State Council's own list counts it: in some years the
    report on the plan is called that year's government work report."""
    is_counted = about.region == NATION and _GENERIC in about.title and year_in(about.title) is not None
    return tuple(one for one in kinds if not (is_counted and one == "not_a_report" and "plan_document" in kinds))


def what_else(title: str, head: Sequence[str], body: Sequence[str], is_opened: bool) -> tuple[str, ...]:
    """Return the flags `not_a_report` and what the document is, or nothing for a report.

    A speech that opens as a report does is one unless what it asks to be considered is a budget, the fulfilment of a
    plan or the work of another body. Without an opening the title tells, and what only reporters write.
    """
    first = "".join(body[:_LINES])[:_CHARACTERS]
    if is_opened:
        kind = next((name for name in _ASKS_OTHER if _asks(name, first)), "")
    else:
        kind = next((name for name, tells in _BY_FORM.items() if tells(body)), "") or _by_title(title, head, body)
    return ("not_a_report", kind) if kind else ()


def _asks(kind: str, first: str) -> bool:
    """Look into the sentence that asks; one that also asks for the government's work is a report's."""
    for sentence in re.split("[。！：]", first):
        if "报告" in sentence and _ASKING.search(sentence):
            if _ASKS_OTHER[kind].search(sentence):
                return kind == "court_report" or not _OF_GOVERNMENT.search(sentence)
            if "请" in sentence:
                return False
    return False


def _by_title(title: str, head: Sequence[str], body: Sequence[str]) -> str:
    if _GENERIC in title and not title.startswith("关于"):
        return ""
    lines = [line for line in (*head, *body[:3]) if len(line) <= 80 and line[-1:] not in "。；："]
    if any(looks_like_title(line) for line in lines):
        return ""
    return next((name for line in (title, *lines) if line for name, one in _TITLES.items() if one.search(line)), "")


def _is_news(body: Sequence[str]) -> bool:
    """Count what reporters write in the first half; the speech itself may speak of meetings too."""
    return (
        sum(bool(_CEREMONY.search(line[:_CHARACTERS])) for line in body[: max(12, len(body) // 2)]) >= _FEWEST_OF_NEWS
    )


def _is_notice(body: Sequence[str]) -> bool:
    return any(_NOTICE.search(line) for line in (*body[:3], *body[-3:]))


def _is_glossary(body: Sequence[str]) -> bool:
    notes = sum(len(line) for line in body if is_note(line) or begins_notes(line))
    return notes > _GLOSSARY_SHARE * sum(map(len, body))


_BY_FORM: dict[str, Callable[[Sequence[str]], bool]] = {
    "glossary_alone": _is_glossary,
    "news_item": _is_news,
    "notice": _is_notice,
}
