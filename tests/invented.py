"""Sentences about places that do not exist, from which tests learn vocabularies, encoders and classifiers."""

from dataclasses import replace

from labels.labelled import LabelledParagraph
from reports.report import About, Paragraph
from reports.sentences import sentence_spans

PLACES = ("岚川县", "砚浦市", "榆木市", "云溪市", "松堰县", "鹿汀区")
SENTENCES = {
    "industry": (
        "{place}轴承产业园新开工项目{n}个，规上工业增加值增长{n}%。",
        "{place}培育纺织龙头企业{n}家，技改投资增长{n}%。",
    ),
    "ecology": (
        "{place}修复湿地{n}公顷，河道断面水质优良率提高{n}个百分点。",
        "{place}新增造林{n}万亩，空气优良天数增加{n}天。",
    ),
    "livelihood": (
        "{place}新建乡镇幼儿园{n}所，城镇新增就业{n}百人。",
        "{place}改造老旧小区{n}个，医保参保率达到{n}%。",
    ),
    "security": (
        "{place}排查燃气安全隐患{n}处，化解矛盾纠纷{n}件。",
        "{place}开展应急演练{n}场，电信诈骗发案下降{n}%。",
    ),
}
NOTHING = ("第{n}次会议以来，{place}上下牢记嘱托、砥砺前行。", "各位代表，{place}过去{n}年的成绩来之不易。")
LABEL_SETS = (
    ("industry",),
    ("ecology",),
    ("livelihood",),
    ("security",),
    (),
    ("industry", "ecology"),
    ("livelihood", "security"),
)


def invented_sentences() -> list[str]:
    """Return every sentence about every place, with some numbers in it."""
    every = [sentence for kind in SENTENCES.values() for sentence in kind] + list(NOTHING)
    return [sentence.format(place=place, n=n) for place in PLACES for n in (3, 17, 42) for sentence in every]


def invented_rows(paragraphs_each: int = 14) -> list[LabelledParagraph]:
    """Return labelled paragraphs, the same number in each place's report: a sentence of every label, or one of no
    category."""
    rows = []
    for place in PLACES:
        report = f"{place}-2031"
        for index in range(paragraphs_each):
            labels = LABEL_SETS[index % len(LABEL_SETS)]
            kinds = [SENTENCES[label] for label in labels] or [NOTHING]
            text = "".join(kind[index % 2].format(place=place, n=index + 2) for kind in kinds)
            paragraph = Paragraph(f"{report}:{index:03d}", report, text, About(region=place, year=2031), index=index)
            rows.append(LabelledParagraph(paragraph, labels))
    return rows


def with_evidence(row: LabelledParagraph) -> LabelledParagraph:
    """Return an invented row with the sentence of each of its labels marked; it has one for each, in their order."""
    spans = sentence_spans(row.text)
    return replace(row, evidence={label: (span,) for label, span in zip(row.labels, spans, strict=bool(row.labels))})
