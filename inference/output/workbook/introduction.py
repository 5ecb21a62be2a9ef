"""What the first sheet says of the reports, the model and its scores."""

from collections.abc import Iterator
from dataclasses import dataclass

from inference.output.workbook.book import Form
from inference.output.workbook.scores import Judged
from inference.output.workbook.survey import Survey
from inference.pages.held_out import imitated, in_chinese
from labels.taxonomy import Taxonomy
from models.manifest import Manifest
from reports.words import Language, Phrase

_COUNTS = Phrase(
    "一个段落可以有几个类别，也可以没有，所以各类占比相加不等于 100%。",
    "A paragraph may carry several categories or none, so shares do not add up to 100 %.",
)
_ONE_EACH = Phrase("每个段落恰有一个类别。", "Every paragraph carries exactly one category.")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the first sheet: a head alone, or a label and what stands beside it."""

    label: str
    content: str | int | float | None = None
    form: Form = "wrapped"


def what(survey: Survey, taxonomy: Taxonomy, language: Language) -> Iterator[Row]:
    """Say what was tagged with what."""
    zh = language == "zh"
    categories = taxonomy.categories
    names = "、".join(one.chinese for one in categories) if zh else ", ".join(one.english for one in categories)
    reports, paragraphs = len(survey.reports), survey.total.paragraphs
    yield Row("这是什么" if zh else "What this is")
    yield Row(
        "内容" if zh else "Content",
        f"{reports} 份政府工作报告的 {paragraphs} 个段落。政标（Zhengbiao）的模型逐段标出类别：{names}；"
        "每个标签都附上支持它的句子。"
        if zh
        else f"{paragraphs} paragraphs of {reports} Chinese government work reports (政府工作报告). The model of "
        f"Zhengbiao tagged each with categories: {names}; every tag comes with the sentences that carry it.",
    )
    yield Row("待复核" if zh else "To review", survey.total.review, "whole")
    yield Row(
        "类别的数目" if zh else "How many categories", (_ONE_EACH if taxonomy.exclusive else _COUNTS).said(language)
    )


def model(manifest: Manifest, language: Language) -> Iterator[Row]:
    """Say which bundle tagged, by which rule, from which scores on."""
    zh = language == "zh"
    taxonomy = manifest.taxonomy
    yield Row("模型和类别" if zh else "Model and categories")
    yield Row("模型编号" if zh else "Model", manifest.id)
    yield Row("类别体系" if zh else "Taxonomy", f"{taxonomy.name} {taxonomy.version}")
    yield Row("标注规则" if zh else "Rule", taxonomy.rule_chinese if zh else taxonomy.rule_english)
    for one in taxonomy.categories:
        name = one.chinese if zh else one.english
        yield Row(name, (one.definition_chinese if zh else one.definition_english).strip())
        yield Row(
            f"{name}：得分不低于此数即标" if zh else f"{name}: tagged from", manifest.thresholds[one.id], "number"
        )


def scores(judged: Judged | None, language: Language) -> Iterator[Row]:
    """Say how good it is, and how that was measured."""
    zh = language == "zh"
    yield Row("模型有多准" if zh else "How good the model is")
    if judged is None:
        none = "没有评分。请用 evaluate.py 在模型没有学过的标注上评分，再用 --scores 给出。"
        other = "There are no scores. Judge the model on labels it has not seen (evaluate.py) and give --scores."
        yield Row("评分" if zh else "Scores", none if zh else other)
        return
    yield Row("依据" if zh else "Measured on", _judged_on(judged, language))
    if judged.by_models:
        yield Row("注意" if zh else "Mind", imitated(judged.by_models).said(language))
    macro = judged.macro
    if macro is not None:
        yield Row("宏平均 F1" if zh else "Macro-F1", macro.value, "number")
        if macro.low is not None:
            yield Row("95% 区间下限" if zh else "95 % interval, low", macro.low, "number")
            yield Row("95% 区间上限" if zh else "95 % interval, high", macro.high, "number")


def _judged_on(judged: Judged, language: Language) -> str:
    if judged.data:
        reports = "" if judged.reports is None else f" {judged.reports} 份报告的"
        of = "" if judged.reports is None else f" of {judged.reports} reports"
        return Phrase(
            f"留出的标注 {judged.data}：模型没有学过的{reports} {judged.paragraphs} 个段落。每一类见评分表。",
            f"Held-out labels, {judged.data}: {judged.paragraphs} paragraphs{of} that the model had not learnt from. "
            "The sheet of scores has each category.",
        ).said(language)
    return Phrase(
        f"没有给出留出评分。这是模型训练时的自评（{in_chinese(judged.method)}，{judged.paragraphs} 个段落）；"
        "用 evaluate.py 评分后以 --scores 给出。",
        f"No held-out scores were given. These are the bundle's own, of its training ({judged.method}, "
        f"{judged.paragraphs} paragraphs); judge it with evaluate.py and give --scores.",
    ).said(language)
