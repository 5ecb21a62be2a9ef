"""What a text is that is no government work report: by its title, its speaker and its form."""

import re
from dataclasses import dataclass

from reports.audit.finding import Flat, Weight
from reports.audit.forms import form_of, we_speak
from reports.cleaning.characters import HAN
from reports.report import Report


@dataclass(frozen=True, slots=True)
class Paper:
    """What a text is instead of a report, in both languages, and where the words stand that tell."""

    english: str
    chinese: str
    start: int
    end: int
    weight: Weight = "wrong"


_NAMES: dict[str, tuple[str, str]] = {
    "resolution": ("a resolution on the report", "关于报告的决议"),
    "tasks": ("a division of tasks", "任务分解、工作方案"),
    "explanation": ("an explanation of the report", "报告的解读、说明"),
    "budget": ("a budget report", "预算报告"),
    "plan": ("a report on the plan of the year", "国民经济和社会发展计划报告"),
    "five_years": ("a plan of several years", "规划纲要"),
    "congress": ("the report of the congress's standing committee", "人大常委会工作报告"),
    "court": ("a court's report", "法院工作报告"),
    "procuratorate": ("a procuratorate's report", "检察院工作报告"),
    "consultative": ("a report of the political consultative conference", "政协工作报告"),
    "discipline": ("a report of the commission for discipline", "纪委、监委工作报告"),
    "party": ("a paper of the Party", "党委文件"),
    "statistics": ("a statistical bulletin", "统计公报"),
    "other": ("another report or paper", "另一种报告或文件"),
    "speech": ("a speech at another meeting", "会议讲话"),
    "glossary": ("a glossary", "名词解释"),
    "notice": ("a notice", "通知、公文"),
    "news": ("news", "新闻报道"),
}
_ADDRESS = re.compile("各位(?:代表|委员)|同志们[：:，！!]")
_HEAD, _TITLE, _LONGEST_LINE, _OPENING = 3_000, 160, 80, 260
# Whatever the opening says: these stand in no title of a report.
_TITLES: dict[str, re.Pattern[str]] = {
    "resolution": re.compile("关于[^。]{0,40}报告[》”]?的?(?:决议|决定)"),
    "tasks": re.compile("任务分解|责任分工|(?:重点)?工作分工|分解落实|任务清单|实施方案|工作方案|工作要点"),
    "explanation": re.compile(
        "图解|读懂|解读|热议|学习贯彻|心得|侧记|综述|述评|社论|评论员|答记者问|起草(?:情况的?)?说明|报告[》”]?的(?:起草)?说明"
    ),
    "budget": re.compile("[预决]算(?:的|及|和|执行|草案|（草案）)[^。]{0,40}报告"),
    "plan": re.compile("国民经济和社会发展计划|发展计划[^。]{0,30}报告|计划(?:执行情况|草案|（草案）)"),
    "statistics": re.compile("(?:统计|普查)公报"),
    "congress": re.compile("(?:人大|人民代表大会)常务?委?(?:员会)?[^。，]{0,8}工作(?:的)?报告"),
    "court": re.compile("法院[^。，]{0,8}工作(?:的)?报告"),
    "procuratorate": re.compile("检察院[^。，]{0,8}工作(?:的)?报告"),
    "discipline": re.compile("(?:纪律检查委员会|纪委|监察委员会)[^。，]{0,16}工作(?:的)?报告"),
    "consultative": re.compile(
        f"(?:政协|政治协商会议)[{HAN}]{{0,40}}(?:常委会|常务委员会|会议上的?)(?:关于)?[{HAN}]{{0,12}}(?:工作|提案)[^。，]{{0,12}}报告"
    ),
    "party": re.compile(
        f"中国共产党[{HAN}]{{2,40}}(?:全体会议公报|(?:代表大会|全体会议)上的报告)|全体会议(?:决议|公报)"
    ),
    "speech": re.compile(
        "(?:会议?|典礼|仪式|论坛|培训班)(?:[开闭]幕)?(?:上|时|式上)的?(?:讲话|致辞|主持词|发言|总结)|[开闭]幕词|主持词"
    ),
    "five_years": re.compile("五年(?:发展)?(?:规划|计划)(?!的)|“?十[一二三四五]?五”?(?:发展)?规划|远景目标(?:纲要)?"),
    "other": re.compile(
        "年度报告|情况的(?:报告|汇报|通报)|述职(?:述廉)?报告|调研报告|审计(?:工作)?报告|(?:环境|经济运行)(?:状况|情况)(?:公报|报告|分析)|年鉴|大事记|概况|简介"
        "|(?:局|委|办|厅|中心)(?:关于)?[^。，人]{0,10}(?:工作总结|工作计划|工作报告)|政府[^。，]{0,8}工作总结"
    ),
}
_OF_REPORTS = ("resolution", "tasks", "explanation")  # papers whose titles name the report
_OURS = re.compile("政府工作报告|政府(?:的|关于)?工作的?报告")
# 我代表…向大会报告 · 我受…委托. Who speaks decides what a speech is; what is asked for tells budgets and plans.
_SPEAKER = re.compile("(?:代表|受)(?P<body>[^，。；：]{1,40}?)(?:的?委托|(?=[，,、]|向|作|做|就|将|报告|汇报|提请))")
_BODIES: dict[str, re.Pattern[str]] = {
    "consultative": re.compile("政协|政治协商"),
    "party": re.compile("中国共产党|中共|[省市县区旗州]委(?:员会|常委会)?$"),
    "congress": re.compile("人大常|常务?委员?会$|代表大会常务"),
    "court": re.compile("法院"),
    "procuratorate": re.compile("检察院"),
    "discipline": re.compile("纪律检查|纪委|监委|监察"),
}
_GOVERNMENT = re.compile("政府|国务院|公署|行署|管委会|管理委员会|政务院")
_ASKED_FOR: dict[str, re.Pattern[str]] = {
    "budget": re.compile("[预决]算"),
    "plan": re.compile("计划(?:执行|草案|（草案）|的?安排)|发展计划"),
    "five_years": re.compile("规划|纲要"),
    "other": re.compile("审计|环境(?:状况|质量)|国有资产|专项工作"),
}
_OF_GOVERNMENT = re.compile("政府工作|(?:报告|汇报)(?:政府|工作)|工作报告|作报告|做报告")


def paper_in(flat: Flat, report: Report) -> Paper | None:
    """Tell what a text is, None for a government work report or what may be one."""
    text = flat.text
    head = text[:_HEAD]
    address = _ADDRESS.search(head)
    speaker = _SPEAKER.search(head, address.start(), address.start() + _OPENING) if address else None
    if speaker and (spoken := _speaks_as(head, speaker)):
        weight: Weight = "look at" if spoken == "five_years" else "wrong"  # some stood for the government's report
        return None if spoken == "government" else _named(spoken, speaker.span(), weight)
    title = head[: min(_title_length(flat.raw), address.start() if address else _TITLE)]
    ours = _OURS.search(title)
    for kind, pattern in _TITLES.items():
        match = pattern.search(title)
        if match and (ours is None or kind in _OF_REPORTS):
            return _named(kind, match.span())
    form = None if address is not None and we_speak(text) else form_of(text, report)
    return _named(*form) if form else None


def _title_length(raw: str) -> int:
    """Return how many characters, without blanks, the short lines make that a text begins with."""
    length = 0
    for line in re.split(r"\n|\\r\\n|\\n", raw[: 4 * _TITLE]):
        bare = len(re.sub(r"\s", "", line))
        if bare > _LONGEST_LINE:
            return min(_TITLE, length or _LONGEST_LINE)
        length += bare
    return min(_TITLE, length)


def _named(kind: str, span: tuple[int, int], weight: Weight = "wrong") -> Paper:
    return Paper(*_NAMES[kind], *span, weight)


def _speaks_as(head: str, speaker: re.Match[str]) -> str:
    """Tell from the opening whose report is given, and of what; "" where it does not say."""
    body = speaker["body"]
    if not _GOVERNMENT.search(body):
        return next((kind for kind, pattern in _BODIES.items() if pattern.search(body)), "")
    asked = head[speaker.end() : speaker.end() + 120].split("。")[0]
    if _OF_GOVERNMENT.search(asked):
        return "government"
    return next((kind for kind, pattern in _ASKED_FOR.items() if pattern.search(asked)), "government")
