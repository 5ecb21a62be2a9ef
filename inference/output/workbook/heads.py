"""The names of the sheets, what heads their columns, and how groups are said in words."""

from collections.abc import Mapping, Sequence

from inference.output.statistics.columns import Column, Kind
from inference.output.workbook.book import Form, Head
from labels.sampling.groups import NOT_STATED
from labels.taxonomy import Taxonomy
from reports.words import KEYS, LEVELS, PARTS, UNSTATED, Language, Phrase

METHOD = Phrase("说明", "Method")
SHARES = Phrase("占比", "Shares")
RAW_SHARES = Phrase("占比（未校正）", "Shares (raw)")
CHARTS = Phrase("图表", "Charts")
DIFFERENCES = Phrase("差异", "Differences")
SCORES = Phrase("评分", "Scores")
REPORTS = Phrase("报告", "Reports")
PARAGRAPHS = Phrase("段落", "Paragraphs")
FLAGS = Phrase("标记", "Flags")

CORRECTED, RAW = Phrase("校正", "corrected"), Phrase("直接计数，未校正", "raw count, not corrected")
ALL = Phrase("全部报告", "All reports")
_WORDS: Mapping[str, Mapping[str, Phrase]] = {"level": LEVELS, "part": PARTS}
_FORMS: Mapping[Kind, Form] = {"text": "text", "long": "wrapped", "whole": "whole", "number": "number", "mark": "whole"}
_WIDTHS = {
    "id": 22,
    "report": 18,
    "title": 26,
    "meeting": 22,
    "section": 28,
    "text": 70,
    "tags": 14,
    "flags": 18,
    "source": 24,
}


def _head(label: tuple[str, str], about: tuple[str, str], form: Form = "text", width: float = 12) -> Head:
    return Head(Phrase(*label), Phrase(*about), form, width)


_PLACE = (
    _head(("分组", "Grouping"), ("报告按什么分组", "What reports are grouped by")),
    _head(("组", "Group"), ("哪一组", "Which group"), "group", 18),
    _head(("类别", "Category"), ("类别", "The category")),
    _head(("口径", "Basis"), ("校正，或直接计数", "Corrected, or a raw count"), "text", 18),
    _head(("报告数", "Reports"), ("组内有几份报告", "Reports of the group"), "count"),
)
_LABELLED = _head(
    ("已标注报告", "Labelled reports"), ("其中有几份由人标注", "How many of them people labelled"), "count"
)
_PARAGRAPHS = _head(("段落数", "Paragraphs"), ("组内有几个段落", "Paragraphs of the group"), "count")
_TAGGED = _head(("标出段落", "Tagged"), ("其中模型标出几个", "How many of them the model tagged"), "count")
_RAW = _head(("直接计数占比", "Raw share"), ("模型数出的占比，未校正", "Share that the model counted"), "share")
_CORRECTED = (
    _head(("校正后占比", "Share"), ("用人工标注校正后的占比", "Share corrected by people's labels"), "share"),
    _head(("区间下限", "Low"), ("95% 置信区间的下限", "Lower end of the 95 % interval"), "share"),
    _head(("区间上限", "High"), ("95% 置信区间的上限", "Upper end of the 95 % interval"), "share"),
    _head(("备注", "Note"), ("为何没有校正，等等", "Why it is not corrected, and the like"), "wrapped", 30),
    _head(("上限减占比", "High less share"), ("图表的误差线用", "For the error bars of the charts"), "share"),
    _head(("占比减下限", "Share less low"), ("图表的误差线用", "For the error bars of the charts"), "share"),
)
RAW_HEADS = (*_PLACE, _PARAGRAPHS, _TAGGED, _RAW)
SHARE_HEADS = (*_PLACE, _LABELLED, _PARAGRAPHS, _RAW, *_CORRECTED)
DIFFERENCE_HEADS = (
    _PLACE[0],
    _head(("前者", "First"), ("与哪一组比", "The group compared with"), "group", 18),
    _head(("后者", "Second"), ("哪一组", "The group"), "group", 18),
    _head(("比较", "Kind"), ("两组之差，或每年的趋势", "Difference of two groups, or a trend by the year"), "text", 16),
    _PLACE[2],
    _head(("直接计数之差", "Raw difference"), ("后者减前者，未校正", "Second less first, not corrected"), "change", 14),
    _head(("校正后之差", "Difference"), ("后者减前者", "Second less first"), "change"),
    _head(("区间下限", "Low"), ("95% 置信区间的下限", "Lower end of the 95 % interval"), "change"),
    _head(("区间上限", "High"), ("95% 置信区间的上限", "Upper end of the 95 % interval"), "change"),
    _head(
        ("p（Holm）", "p (Holm)"),
        ("按本表所问之数校正的 p 值；空则未作此校正", "Corrected for all that was asked; empty where it was not"),
        "p",
    ),
    _head(
        ("结论", "Reading"),
        ("区间不含 0（有 p 值的，p 小于 0.05）才说升降", "Rose or fell only where the interval leaves 0 (or p < 0.05)"),
        "text",
        14,
    ),
)
SCORE_HEADS = (
    _head(("对象", "Who"), ("model 是模型，其余是参照", "The model, or a reference beside it"), "text", 16),
    _head(("类别", "Category"), ("类别，或全部类别", "The category, or all together"), "text", 24),
    _head(("F1 或比例", "F1, or share"), ("0 到 1，1 最好", "0 to 1, 1 is best"), "number"),
    _head(("区间下限", "Low"), ("95% 置信区间的下限", "Lower end of the 95 % interval"), "number"),
    _head(("区间上限", "High"), ("95% 置信区间的上限", "Upper end of the 95 % interval"), "number"),
    _head(("查准率", "Precision"), ("标出的有多少是对的", "How many of those tagged are right"), "number"),
    _head(("查全率", "Recall"), ("该标的有多少标出了", "How many that should be tagged were"), "number"),
    _head(("人标段落", "Support"), ("人标为该类的段落", "Paragraphs that people labelled so"), "count"),
    _head(("模型标出", "Predicted"), ("模型标为该类的段落", "Paragraphs that were tagged so"), "count"),
)
FLAG_HEADS = (
    _head(("代码", "Code"), ("数据文件中的写法", "As data files have it"), "text", 26),
    _head(("标记", "Flag"), ("简称", "In a few words"), "text", 18),
    _head(("含义", "Meaning"), ("意思", "What it says"), "wrapped", 60),
    _head(("段落数", "Paragraphs"), ("有此标记的段落", "Paragraphs that carry it"), "count"),
    _head(("报告数", "Reports"), ("有此标记的报告", "Reports that carry it"), "count"),
)


def paragraph_heads(columns: Sequence[Column], taxonomy: Taxonomy) -> list[Head]:
    """Return the heads of the paragraphs: those of tagged.csv, in words."""
    colours = {one.id: one.colour for one in taxonomy.categories}
    return [
        Head(
            label=one.label,
            about=Phrase(f"{one.about.chinese}〔{one.name}〕", f"{one.about.english} [{one.name}]"),
            form=_FORMS[one.kind],
            width=40 if one.category and one.kind == "long" else _WIDTHS.get("" if one.category else one.key, 14),
            colour=colours.get(one.category, ""),
        )
        for one in columns
    ]


def report_heads(columns: Sequence[Column], taxonomy: Taxonomy) -> list[Head]:
    """Return the heads of the reports: what they are, then counts and shares of their paragraphs."""
    heads = zip(columns, paragraph_heads(columns, taxonomy), strict=True)
    named = {one.key: head for one, head in heads if not one.category}
    first = ("report", "title", "region", "level", "year", "province", "date", "speaker", "meeting")
    counts = [
        Head(
            Phrase(one.chinese, one.english),
            Phrase(f"标为{one.chinese}的段落", f"Paragraphs tagged {one.english}"),
            "count",
            colour=one.colour,
        )
        for one in taxonomy.categories
    ]
    shares = [
        Head(
            Phrase(f"{one.chinese}占比", f"{one.english}: share"),
            Phrase(f"标为{one.chinese}的段落占比，直接计数", f"Share of paragraphs tagged {one.english}, raw count"),
            "share",
            colour=one.colour,
        )
        for one in taxonomy.categories
    ]
    return [
        *(named[name] for name in first),
        _head(("段落数", "Paragraphs"), ("段落", "Its paragraphs"), "count"),
        _head(("回顾段落", "Done"), ("回顾的段落", "Paragraphs that look back"), "count"),
        _head(("部署段落", "Planned"), ("部署的段落", "Paragraphs that look ahead"), "count"),
        *counts,
        *shares,
        _head(("未标", "No category"), ("没有类别的段落", "Paragraphs without a category"), "count"),
        _head(("待复核", "Review"), ("应由人看一遍的段落", "Paragraphs that a person should look at"), "count"),
        named["flags"],
        named["source"],
    ]


def group_in_words(by: Sequence[str], group: Sequence[str], language: Language) -> str | int:
    """Return a group as a cell says it: a year as a number, levels and parts in words."""
    if tuple(by) == ("year",) and group[0].isdecimal():
        return int(group[0])
    if not by:
        return ALL.said(language)
    return " · ".join(_value(name, value, language) for name, value in zip(by, group, strict=True))


def grouping_in_words(by: Sequence[str], language: Language) -> str:
    """Return what groups are told apart by."""
    return " · ".join(KEYS.get(name, Phrase(name, name)).said(language) for name in by) or ALL.said(language)


def _value(name: str, value: str, language: Language) -> str:
    if value == NOT_STATED:
        return UNSTATED.said(language)
    return _WORDS.get(name, {}).get(value, Phrase(value, value)).said(language)
