"""The years, levels and sources where a model does worse than on the whole, or where nobody knows."""

from collections.abc import Iterator, Sequence

from evaluation.phrase import Phrase
from evaluation.verdicts.known import Known, SliceFigures
from evaluation.verdicts.verdict import THRESHOLDS, Answer, Verdict

LEVELS = {
    "national": Phrase("全国", "national"),
    "province": Phrase("省级", "province"),
    "prefecture": Phrase("地级", "prefecture"),
    "county": Phrase("县级", "county"),
    "township": Phrase("乡级", "township"),
}
_SHOWN = 12  # slices that a verdict names


def parts_of(known: Known) -> list[SliceFigures]:
    """Return the slices to decide by: of years those in a row that hold enough, where there are such."""
    parts = list(known.slices())
    left_out = "year" if any(one.key == "period" for one in parts) else None
    return [one for one in parts if one.key != left_out]


def standing_of(known: Known, one: SliceFigures) -> Answer:
    """Return whether figures of the whole may be taken for a slice."""
    if one.figures["small"] or one.macro_f1 is None:
        return "not known"
    fallen = one.macro_f1 < known.model["macro_f1"] - THRESHOLDS["slice_fall"]
    return "may not" if fallen or biased(one) else "may"


def biased(one: SliceFigures) -> list[str]:
    """Return the categories whose scores are clearly too high or too low in a slice."""
    limit = THRESHOLDS["slice_bias"]
    return [key for key, own in one.figures["categories"].items() if abs(own["mean_score"] - own["share"]) > limit]


def named(one: SliceFigures) -> Phrase:
    """Return what a slice is called."""
    if one.value is None:
        return Phrase("未注明", "not stated")
    if one.key == "level" and one.value in LEVELS:
        return LEVELS[str(one.value)]
    return Phrase(str(one.value), str(one.value))


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
            yield Verdict(answer, claim, _listed(own), rule)


def _listed(parts: Sequence[SliceFigures]) -> Phrase:
    kept = parts[:_SHOWN]
    figures = ["" if one.macro_f1 is None else f" {one.macro_f1:.3f}" for one in kept]
    more = Phrase("……", ", …") if len(parts) > _SHOWN else Phrase("", "")
    return Phrase(
        "、".join(f"{named(one).chinese}{figure}" for one, figure in zip(kept, figures, strict=True)) + more.chinese,
        ", ".join(f"{named(one).english}{figure}" for one, figure in zip(kept, figures, strict=True)) + more.english,
    )
