"""The years, levels and sources where a model does worse than on the whole, or where nobody knows."""

from collections.abc import Iterator, Sequence

from evaluation.verdicts.known import Known, SliceFigures
from evaluation.verdicts.verdict import THRESHOLDS, Answer, Verdict
from reports.words import UNSTATED, Phrase, value_named

_SHOWN = 12  # slices that a verdict names
BY_MODEL = Phrase("标注出自语言模型", "a language model gave labels")


def parts_of(known: Known) -> list[SliceFigures]:
    """Return the slices to decide by: of years those in a row that hold enough, where there are such."""
    parts = list(known.slices())
    left_out = "year" if any(one.key == "period" for one in parts) else None
    return [one for one in parts if one.key != left_out]


def standing_of(known: Known, one: SliceFigures) -> Answer:
    """Return whether figures of the whole may be taken for a slice."""
    if one.figures["small"] or one.macro_f1 is None:
        return "not known"
    if _fallen(known, one) or biased(one):
        return "may not"
    return "not known" if known.by_models else "may"


def _fallen(known: Known, one: SliceFigures) -> bool:
    return (one.macro_f1 or 0.0) < known.model["macro_f1"] - THRESHOLDS["slice_fall"]


def biased(one: SliceFigures) -> list[str]:
    """Return the categories whose scores are clearly too high or too low in a slice."""
    limit = THRESHOLDS["slice_bias"]
    return [key for key, own in one.figures["categories"].items() if abs(own["mean_score"] - own["share"]) > limit]


def reason_of(known: Known, one: SliceFigures) -> Phrase:
    """Return why figures of the whole may not be taken for a slice, or why nobody knows; nothing where they may."""
    if one.macro_f1 is None:
        return Phrase("没有任何类别", "no category occurs")
    if one.figures["small"]:
        return Phrase(f"只有 {one.figures['paragraphs']} 段", f"{one.figures['paragraphs']} paragraphs only")
    reasons = []
    if _fallen(known, one):
        whole = f"{known.model['macro_f1']:.3f}"
        reasons.append(Phrase(f"F1 低于总体的 {whole}", f"F1 is below the whole's {whole}"))
    if off := [(known.name(key), one.figures["categories"][key]) for key in biased(one)]:
        chinese = [f"{name.chinese} {own['mean_score']:.3f}（实际 {own['share']:.3f}）" for name, own in off]
        english = [f"{name.english} {own['mean_score']:.3f} (true {own['share']:.3f})" for name, own in off]
        reasons.append(Phrase(f"得分偏离：{'、'.join(chinese)}", f"scores are off: {', '.join(english)}"))
    if known.by_models and not reasons:
        reasons.append(BY_MODEL)
    return Phrase("；".join(one.chinese for one in reasons), "; ".join(one.english for one in reasons))


def named(one: SliceFigures) -> Phrase:
    """Return what a slice is called."""
    return UNSTATED if one.value is None else value_named(str(one.value))


def slice_verdicts(known: Known) -> Iterator[Verdict]:
    """Say where the figures of the whole hold, where not, and where nobody knows."""
    claim = Phrase(
        "把总的数字用于这些年份、层级、来源", "take the figures of the whole for these years, levels and sources"
    )
    rule = Phrase(
        f"macro-F1 不低于总体 {THRESHOLDS['slice_fall']} 以上，各类平均得分与真实占比相差至多 "
        f"{THRESHOLDS['slice_bias']}；段数少的不作判断",
        f"macro-F1 not below the whole by more than {THRESHOLDS['slice_fall']}, mean scores within "
        f"{THRESHOLDS['slice_bias']} of true shares; small parts are not judged",
    )
    parts = [(standing_of(known, one), one) for one in parts_of(known)]
    if not parts:
        yield Verdict("not known", claim, Phrase("未分项检验", "not judged by parts"), rule)
    answers: tuple[Answer, ...] = ("may", "may not", "not known")
    for answer in answers:
        if own := [one for found, one in parts if found == answer]:
            yield Verdict(answer, claim, _listed(known, own), rule)


def _listed(known: Known, parts: Sequence[SliceFigures]) -> Phrase:
    """Name slices, each with its macro-F1 and what speaks against it."""
    said = [_said_of(known, one) for one in parts[:_SHOWN]]
    more = Phrase("……", ", …") if len(parts) > _SHOWN else Phrase("", "")
    return Phrase(
        "、".join(one.chinese for one in said) + more.chinese, ", ".join(one.english for one in said) + more.english
    )


def _said_of(known: Known, one: SliceFigures) -> Phrase:
    name, reason = named(one), reason_of(known, one)
    figure = "" if one.macro_f1 is None else f" {one.macro_f1:.3f}"
    if not reason.chinese:
        return Phrase(f"{name.chinese}{figure}", f"{name.english}{figure}")
    return Phrase(f"{name.chinese}{figure}［{reason.chinese}］", f"{name.english}{figure} [{reason.english}]")
