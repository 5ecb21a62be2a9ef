"""The first sheet: what the workbook is, which model tagged and how good it is, how figures came about, and what every
sheet and column says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inference.output.workbook import introduction
from inference.output.workbook.book import Book, Head
from inference.output.workbook.cells import lines_of
from inference.output.workbook.introduction import Row
from inference.output.workbook.scores import Judged
from inference.output.workbook.shares import Figures
from inference.output.workbook.survey import Survey
from inference.pages.held_out import imitated
from models.manifest import Manifest
from reports.words import Language, Phrase

_LABEL_WIDTH, _TEXT_WIDTH = 30, 110
_POINTS_A_LINE, _POINTS_OF_HEADS = 16, 26
_TITLE = Phrase("政标 Zhengbiao 工作簿", "Zhengbiao 政标 workbook")
_MEASURES = {
    "paragraphs": Phrase("段落数占比", "share of the paragraphs"),
    "sentences": Phrase("句数占比", "share of the sentences"),
    "characters": Phrase("所在句字数占比", "share of the characters of sentences"),
}
_RAW = Phrase(
    "全部占比都是模型的直接计数，没有校正，也没有区间。模型会有误差，误差不会互相抵消："
    "要发表数字，请随机抽取报告标注，用 shares.py 校正。",
    "All shares are raw counts of what the model tagged, not corrected and without intervals. A model errs, and its "
    "errors do not cancel out: before figures are published, label reports drawn at random and correct with shares.py.",
)
_CORRECTED = Phrase(
    "占比表里“校正后占比”用人工标注的随机样本校正了模型误差，带 95% 置信区间；“直接计数占比”是模型数出的，未校正。"
    "报告表里的占比都是直接计数。逐组的区间没有按比较次数校正；差异表里有 p（Holm）的一行已按本表所问之数校正。",
    "On the sheet of shares, “Share” is corrected for the model's errors by a random sample that people labelled, with "
    "a 95 % interval; “Raw share” is what the model counted. Shares on the sheet of reports are raw counts. Intervals "
    "of single groups are not corrected for their number; rows of differences with a p (Holm) are, for all that was "
    "asked.",
)


@dataclass(frozen=True, slots=True)
class About:
    """What the method sheet tells: `sheets` are those that follow, with what is on them and their columns; `methods`
    is what shares.py wrote for a paper: a paragraph in Chinese, one in English, and sources; or nothing."""

    manifest: Manifest
    survey: Survey
    figures: Figures
    judged: Judged | None
    methods: Sequence[str]
    sheets: Mapping[str, tuple[Phrase, Sequence[Head]]]


def write_method(book: Book, sheet: Any, about: About) -> None:
    """Fill the first sheet. It is written last, when it is known how many cells were cut."""
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    rows = [
        Row(_TITLE.said(book.language), form="title"),
        *introduction.what(about.survey, about.manifest.taxonomy, book.language),
        *introduction.model(about.manifest, book.language),
        *introduction.scores(about.judged, book.language),
        *_figures(about, book.language),
        *_columns(about, book.language, book.cut),
        *_citation(about, book.language),
    ]
    number = book.workbook.add_format({"align": "left", "valign": "top", "num_format": "0.000"})
    looks = {"number": number, "whole": book.format("group")}
    for place, row in enumerate(rows):
        if row.content is None:
            sheet.set_row(place, _POINTS_OF_HEADS)
            book.write(sheet, place, [row.label], [book.format("title" if row.form == "title" else "bold")])
        else:
            look = looks.get(row.form) or book.format(row.form)
            sheet.set_row(place, _POINTS_A_LINE * lines_of(str(row.content), _TEXT_WIDTH))
            book.write(sheet, place, [row.label, row.content], [book.format("wrapped"), look])


def _figures(about: About, language: Language) -> Iterator[Row]:
    zh = language == "zh"
    found = about.figures.found
    yield Row("数字如何得来" if zh else "How figures came about")
    yield Row("校正与否" if zh else "Corrected or raw", (_RAW if found is None else _CORRECTED).said(language))
    yield Row("衡量" if zh else "Measure", _MEASURES[about.figures.measure].said(language))
    if found is not None:
        yield Row("人工标注的报告" if zh else "Reports labelled", found["reports_labelled"], "whole")
        if about.methods:
            yield Row("方法" if zh else "Method", about.methods[0 if zh else 1])
            yield Row("文献" if zh else "Sources", about.methods[2])


def _columns(about: About, language: Language, cut: int) -> Iterator[Row]:
    zh = language == "zh"
    yield Row("工作表和列" if zh else "Sheets and columns")
    for name, (words, columns) in about.sheets.items():
        yield Row(name, words.said(language))
        for head in columns:
            yield Row(f"　{head.label.said(language)}", head.about.said(language))
    if cut:
        yield Row(
            "截断" if zh else "Cut",
            f"{cut} 个单元格的文字超过 Excel 的上限，末尾有“（已截断）”；全文在 paragraphs.csv 等文件里。"
            if zh
            else f"{cut} cells held more than Excel takes and end with (cut); paragraphs.csv and the others have all.",
        )


def _citation(about: About, language: Language) -> Iterator[Row]:
    zh = language == "zh"
    macro = about.judged.macro if about.judged else None
    yield Row("引用" if zh else "Citation")
    score = "" if macro is None or macro.value is None else f"{macro.value:.3f}"
    held_out = bool(about.judged and about.judged.data)
    basis = Phrase("留出集" if held_out else "训练时自评", "held-out" if held_out else "own cross-validated")
    note = imitated(about.judged.by_models if about.judged else 0)
    figure = Phrase(
        "，".join(filter(None, (f"{basis.chinese}宏平均 F1 {score}", note.chinese))),
        ", ".join(filter(None, (f"{basis.english} macro-F1 {score}", note.english))),
    )
    chinese = f"政标 Zhengbiao，模型 {about.manifest.id}" + (f"（{figure.chinese}）" if score else "")
    english = f"Zhengbiao 政标, model {about.manifest.id}" + (f" ({figure.english})" if score else "")
    shares = Phrase("占比为直接计数，未校正", "shares are raw counts, not corrected")
    if about.figures.found is not None:
        shares = Phrase("占比经人工标注的随机样本校正", "shares corrected by a random sample that people labelled")
    stated = Phrase(f"{chinese}；{shares.chinese}。", f"{english}; {shares.english}.")
    yield Row("请写明" if zh else "Please state", stated.said(language))
