"""A sheet on which a study says why its measure is valid, after ValiText (Birkenmaier, Lechner and Wagner 2024,
arXiv:2307.02863): substantive, structural and external evidence. What the figures know is filled in; the rest is for
the person."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.verdicts.falling import BY_MODEL, named, parts_of
from evaluation.verdicts.known import Known
from reports.words import Phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the sheet, and its answer as far as the figures know it; None leaves room to write."""

    asked: Phrase
    answer: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three kinds of evidence."""

    name: Phrase
    entries: tuple[Entry, ...]


def sheet(known: Known) -> tuple[Part, ...]:
    """Return the sheet, filled in as far as the figures go."""
    return (
        Part(Phrase("实质证据", "Substantive evidence"), tuple(_substance(known))),
        Part(Phrase("结构证据", "Structural evidence"), tuple(_structure(known))),
        Part(Phrase("外部证据", "External evidence"), tuple(_external(known))),
    )


def _substance(known: Known) -> Iterator[Entry]:
    yield Entry(Phrase("要测的概念是什么，理论依据是什么", "What is measured, and which theory says so"))
    names = known.listed(dict.fromkeys(known.ids, ""))
    yield Entry(
        Phrase("类别如何对应概念", "How categories stand for the concept"),
        Phrase(names.chinese.replace(" ", ""), names.english.replace(" ,", ",").strip()),
    )
    yield Entry(Phrase("编码手册及边界情形（手册版本）", "Codebook and cases at the border (its version)"))
    yield Entry(
        Phrase("为什么用段落（或句子、字数）为单位", "Why paragraphs (or sentences, or characters) are the unit")
    )
    yield Entry(Phrase("报告如何收集，缺了哪些", "How reports were collected, and which are missing"))


def _structure(known: Known) -> Iterator[Entry]:
    yield Entry(Phrase("模型学自什么", "What taught the model"), _taught(known))
    yield Entry(Phrase("由什么检验", "What judged it"), _judged(known))
    asked = "标注者是谁，如何培训，一致性多少（label_studio.py agreement）"
    yield Entry(Phrase(asked, "Who labelled, trained how, agreeing how far"))
    yield Entry(Phrase("与人的一致程度", "How far it agrees with people"), _agreement(known))
    bias = {key: f"{100 * one['difference']:+.1f}" for key, one in known.standing.get("bias", {}).items()}
    yield Entry(
        Phrase("误差是否抵消（标注占比减真实占比，百分点）", "Whether errors cancel (tagged less true share, points)"),
        known.listed(bias) if bias else None,
    )
    yield Entry(Phrase("读过哪些错误，错在哪里", "Which errors were read, and what is wrong in them"))
    yield Entry(Phrase("在各年份、层级上是否同样好", "Whether it is as good in all years and levels"), _worst(known))


def _taught(known: Known) -> Phrase | None:
    taught = known.standing.get("trained_on", {})
    if "paragraphs" not in taught:
        return None
    paragraphs, reports = taught["paragraphs"], taught["reports"]
    return Phrase(f"{paragraphs} 段，{reports} 份报告", f"{paragraphs} paragraphs, {reports} reports")


def _judged(known: Known) -> Phrase | None:
    judged = known.standing.get("judged_by")
    if not judged:
        return None
    by_models = known.by_models.get("paragraphs", 0)
    return Phrase(
        f"{judged['paragraphs']} 段，{judged['reports']} 份报告，标注者 {judged['annotators']} 人，"
        f"两人以上标注 {judged['by_two_or_more']} 段，随机抽取 {judged['drawn_at_random']} 段"
        + (f"，只由语言模型标注 {by_models} 段" if by_models else ""),
        f"{judged['paragraphs']} paragraphs of {judged['reports']} reports; {judged['annotators']} annotators, "
        f"{judged['by_two_or_more']} paragraphs by two or more, {judged['drawn_at_random']} drawn at random"
        + (f", {by_models} by a language model alone" if by_models else ""),
    )


def _agreement(known: Known) -> Phrase:
    figure, between = f"macro-F1 {known.model['macro_f1']:.3f}", known.model.get("macro_f1_interval")
    figure += "" if not between else f" ({between[0]:.3f} – {between[1]:.3f})"
    if known.by_models:
        return Phrase(f"{figure}（{BY_MODEL.chinese}）", f"{figure} ({BY_MODEL.english})")
    return Phrase(figure, figure)


def _worst(known: Known) -> Phrase | None:
    parts = [one for one in parts_of(known) if one.macro_f1 is not None and not one.figures["small"]]
    if not parts:
        return None
    worst = min(parts, key=lambda one: one.macro_f1 or 0.0)
    name = named(worst)
    return Phrase(
        f"最低：{name.chinese}，macro-F1 {worst.macro_f1:.3f}", f"lowest: {name.english}, macro-F1 {worst.macro_f1:.3f}"
    )


def _external(known: Known) -> Iterator[Entry]:
    yield Entry(Phrase("校正后的占比（随机样本）", "Corrected shares (random sample)"), _corrected(known))
    yield from map(Entry, _OUTSIDE)


def _corrected(known: Known) -> Phrase | None:
    if known.shares is None:
        return None
    labelled, reports = known.shares["reports_labelled"], known.shares["reports"]
    return Phrase(f"{reports} 份报告中标注 {labelled} 份", f"{labelled} of {reports} reports labelled")


_OUTSIDE = (
    Phrase(
        "与其他测量比较（词表、手工编码、支出、统计）",
        "Against other measures (word lists, hand coding, budgets, statistics)",
    ),
    Phrase(
        "已知的差别是否测得出（如政策出台前后）",
        "Whether known differences show (such as before and after a policy)",
    ),
    Phrase(
        "换阈值、换单位、去掉复核段落，结论是否不变",
        "Whether findings stand with other thresholds, units, without paragraphs for review",
    ),
)
