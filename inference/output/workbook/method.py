"""The first sheet: what the workbook is, which model tagged and how good it is, how figures came about, and what every
sheet and column says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inference.output.wording import Language, Wording
from inference.output.workbook.book import Book, Form, Head
from inference.output.workbook.scores import Judged
from inference.output.workbook.shares import Figures
from inference.output.workbook.survey import Survey
from models.manifest import Manifest

_LABEL_WIDTH, _TEXT_WIDTH = 24, 110
_TITLE = Wording("政标 Zhengbiao 工作簿", "Zhengbiao 政标 workbook")
_MEASURES = {
    "paragraphs": Wording("段落数占比", "share of the paragraphs"),
    "sentences": Wording("句数占比", "share of the sentences"),
    "characters": Wording("所在句字数占比", "share of the characters of sentences"),
}
_RAW = Wording(
    "全部占比都是模型的直接计数，没有校正，也没有区间。模型会有误差，误差不会互相抵消："
    "要发表数字，请随机抽取报告标注，用 shares.py 校正。",
    "All shares are raw counts of what the model tagged, not corrected and without intervals. A model errs, and its "
    "errors do not cancel out: before figures are published, label reports drawn at random and correct with shares.py.",
)
_CORRECTED = Wording(
    "占比表里“校正后占比”用人工标注的随机样本校正了模型误差，带 95% 置信区间；“直接计数占比”是模型数出的，未校正。"
    "报告表里的占比都是直接计数。逐组的区间没有按比较次数校正；差异表里有 p（Holm）的一行已按本表所问之数校正。",
    "On the sheet of shares, “Share” is corrected for the model's errors by a random sample that people labelled, with "
    "a 95 % interval; “Raw share” is what the model counted. Shares on the sheet of reports are raw counts. Intervals "
    "of single groups are not corrected for their number; rows of differences with a p (Holm) are, for all that was "
    "asked.",
)
_COUNTS = Wording(
    "一个段落可以有几个类别，也可以没有，所以各类占比相加不等于 100%。",
    "A paragraph may carry several categories or none, so shares do not add up to 100 %.",
)
_ONE_EACH = Wording("每个段落恰有一个类别。", "Every paragraph carries exactly one category.")


@dataclass(frozen=True, slots=True)
class About:
    """What the method sheet tells: `sheets` are those that follow, with what is on them and their columns; `methods`
    the paragraphs that shares.py wrote for a paper, and its sources."""

    manifest: Manifest
    survey: Survey
    figures: Figures
    judged: Judged | None
    methods: Sequence[str]
    sheets: Mapping[str, tuple[Wording, Sequence[Head]]]


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    content: str | int | float | None = None
    form: Form = "wrapped"


def write_method(book: Book, sheet: Any, about: About) -> None:
    """Fill the first sheet. It is written last, when it is known how many cells were cut."""
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    rows = [
        _Row(_TITLE.said(book.language), form="title"),
        *_what(about, book.language),
        *_model(about.manifest, book.language),
        *_scores(about.judged, book.language),
        *_figures(about, book.language),
        *_columns(about, book.language, book.cut),
        *_citation(about, book.language),
    ]
    left = book.workbook.add_format({"align": "left", "valign": "top", "num_format": "0.000"})
    for number, row in enumerate(rows):
        if row.content is None:
            book.write(sheet, number, [row.label], [book.format("title" if row.form == "title" else "bold")])
        else:
            look = left if row.form == "number" else book.format(row.form)
            book.write(sheet, number, [row.label, row.content], [book.format("wrapped"), look])


def _what(about: About, language: Language) -> Iterator[_Row]:
    zh = language == "zh"
    survey, categories = about.survey, about.manifest.taxonomy.categories
    names = "、".join(one.chinese for one in categories) if zh else ", ".join(one.english for one in categories)
    reports, paragraphs = len(survey.reports), survey.total.paragraphs
    yield _Row("这是什么" if zh else "What this is")
    yield _Row(
        "内容" if zh else "Content",
        f"{reports} 份政府工作报告的 {paragraphs} 个段落。政标（Zhengbiao）的模型逐段标出类别：{names}；"
        "每个标签都附上支持它的句子。"
        if zh
        else f"{paragraphs} paragraphs of {reports} Chinese government work reports (政府工作报告). The model of "
        f"Zhengbiao tagged each with categories: {names}; every tag comes with the sentences that carry it.",
    )
    yield _Row("待复核" if zh else "To review", survey.total.review, "whole")
    exclusive = about.manifest.taxonomy.exclusive
    yield _Row("类别的数目" if zh else "How many categories", (_ONE_EACH if exclusive else _COUNTS).said(language))


def _model(manifest: Manifest, language: Language) -> Iterator[_Row]:
    zh = language == "zh"
    taxonomy = manifest.taxonomy
    yield _Row("模型和类别" if zh else "Model and categories")
    yield _Row("模型编号" if zh else "Model", manifest.id)
    yield _Row("类别体系" if zh else "Taxonomy", f"{taxonomy.name} {taxonomy.version}")
    yield _Row("标注规则" if zh else "Rule", taxonomy.rule_chinese if zh else taxonomy.rule_english)
    for one in taxonomy.categories:
        name = one.chinese if zh else one.english
        yield _Row(name, (one.definition_chinese if zh else one.definition_english).strip())
        yield _Row(
            f"{name}：得分不低于此数即标" if zh else f"{name}: tagged from", manifest.thresholds[one.id], "number"
        )


def _scores(judged: Judged | None, language: Language) -> Iterator[_Row]:
    zh = language == "zh"
    yield _Row("模型有多准" if zh else "How good the model is")
    if judged is None:
        none = "没有评分。请用 evaluate.py 在模型没有学过的标注上评分，再用 --scores 给出。"
        other = "There are no scores. Judge the model on labels it has not seen (evaluate.py) and give --scores."
        yield _Row("评分" if zh else "Scores", none if zh else other)
        return
    yield _Row("依据" if zh else "Measured on", _judged_on(judged, language))
    macro = judged.macro
    if macro is not None:
        yield _Row("宏平均 F1" if zh else "Macro-F1", macro.value, "number")
        if macro.low is not None:
            yield _Row("95% 区间下限" if zh else "95 % interval, low", macro.low, "number")
            yield _Row("95% 区间上限" if zh else "95 % interval, high", macro.high, "number")


def _judged_on(judged: Judged, language: Language) -> str:
    if judged.data:
        reports = "" if judged.reports is None else f" {judged.reports} 份报告的"
        of = "" if judged.reports is None else f" of {judged.reports} reports"
        return Wording(
            f"留出的标注 {judged.data}：模型没有学过的{reports} {judged.paragraphs} 个段落。每一类见评分表。",
            f"Held-out labels, {judged.data}: {judged.paragraphs} paragraphs{of} that the model had not learnt from. "
            "The sheet of scores has each category.",
        ).said(language)
    return Wording(
        f"没有给出留出评分。这是模型训练时的自评（{judged.method}，{judged.paragraphs} 个段落）；"
        "用 evaluate.py 评分后以 --scores 给出。",
        f"No held-out scores were given. These are the bundle's own, of its training ({judged.method}, "
        f"{judged.paragraphs} paragraphs); judge it with evaluate.py and give --scores.",
    ).said(language)


def _figures(about: About, language: Language) -> Iterator[_Row]:
    zh = language == "zh"
    found = about.figures.found
    yield _Row("数字如何得来" if zh else "How figures came about")
    yield _Row("校正与否" if zh else "Corrected or raw", (_RAW if found is None else _CORRECTED).said(language))
    yield _Row("衡量" if zh else "Measure", _MEASURES[about.figures.measure].said(language))
    if found is not None:
        yield _Row("人工标注的报告" if zh else "Reports labelled", found["reports_labelled"], "whole")
        for text in about.methods:
            yield _Row("方法" if zh else "Method", text)


def _columns(about: About, language: Language, cut: int) -> Iterator[_Row]:
    zh = language == "zh"
    yield _Row("工作表和列" if zh else "Sheets and columns")
    for name, (words, columns) in about.sheets.items():
        yield _Row(name, words.said(language))
        for head in columns:
            yield _Row(f"　{head.label.said(language)}", head.about.said(language))
    if cut:
        yield _Row(
            "截断" if zh else "Cut",
            f"{cut} 个单元格的文字超过 Excel 的上限，末尾有“（已截断）”；全文在 paragraphs.csv 等文件里。"
            if zh
            else f"{cut} cells held more than Excel takes and end with (cut); paragraphs.csv and the others have all.",
        )


def _citation(about: About, language: Language) -> Iterator[_Row]:
    zh = language == "zh"
    macro = about.judged.macro if about.judged else None
    yield _Row("引用" if zh else "Citation")
    score = "" if macro is None or macro.value is None else f"{macro.value:.3f}"
    held_out = bool(about.judged and about.judged.data)
    basis = Wording("留出集" if held_out else "训练时自评", "held-out" if held_out else "own cross-validated")
    chinese = f"政标 Zhengbiao，模型 {about.manifest.id}" + (f"（{basis.chinese}宏平均 F1 {score}）" if score else "")
    english = f"Zhengbiao 政标, model {about.manifest.id}" + (f" ({basis.english} macro-F1 {score})" if score else "")
    shares = Wording("占比为直接计数，未校正", "shares are raw counts, not corrected")
    if about.figures.found is not None:
        shares = Wording("占比经人工标注的随机样本校正", "shares corrected by a random sample that people labelled")
    yield _Row(
        "请写明" if zh else "Please state", f"{chinese}；{shares.chinese}。" if zh else f"{english}; {shares.english}."
    )
