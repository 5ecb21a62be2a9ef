"""Rules on what may be concluded from a model's tags: shares, and that it does better than another."""

from collections.abc import Iterable, Sequence

from evaluation.verdicts.known import Known
from evaluation.verdicts.verdict import Verdict
from reports.words import Phrase, between

_NEVER = Phrase(
    "原始计数从不作结论：误差随年份和层级而变；区间不含 0 的类别，总的误差也不抵消",
    "raw counts are never a finding, as errors vary by year and level; where the interval excludes 0 they do not "
    "cancel on the whole either",
)
_DRAWN = Phrase(
    "随机抽取的报告，抽到的段落全部由人标注，由 shares.py 校正并附区间",
    "reports drawn by lot, of which people labelled all that was drawn, corrected by shares.py, with intervals",
)
_AHEAD = Phrase("macro-F1 之差的区间高于 0", "the interval of the difference of macro-F1 lies above 0")


def counting(known: Known) -> Iterable[Verdict]:
    """Never publish counts; say which way they err."""
    claim = Phrase("直接数标签，把比例当作结论发表", "count tags and publish the shares")
    yield Verdict("may not", claim, _errors(known), _NEVER)


def _errors(known: Known) -> Phrase:
    bias = known.standing.get("bias", {})
    if not bias:
        return Phrase("未测", "not measured")
    listed = known.listed({key: _signed(one["difference"], one["interval"], "%+.1f", 100) for key, one in bias.items()})
    off = [known.name(key) for key, one in bias.items() if one_sided(one["interval"])]
    return Phrase(
        f"标注占比减真实占比（百分点）：{listed.chinese}；"
        f"误差不抵消的：{'、'.join(one.chinese for one in off) or '未见'}",
        f"tagged less true share, in points: {listed.english}; errors do not cancel: "
        f"{', '.join(one.english for one in off) or 'none seen'}",
    )


def one_sided(interval: Sequence[float] | None) -> bool:
    """Say whether errors go more one way than the other, as far as is known."""
    return interval is not None and (interval[0] > 0 or interval[1] < 0)


def _signed(value: float, interval: Sequence[float] | None, form: str, scale: float = 1) -> Phrase:
    """Return a difference with its interval, where there is one."""
    shown = form % (scale * value)
    if interval is None:
        return Phrase(shown, shown)
    ends = between(scale * interval[0], scale * interval[1], form)
    return Phrase(f"{shown}（{ends.chinese}）", f"{shown} ({ends.english})")


def publishing(known: Known) -> Iterable[Verdict]:
    """Publish shares that labelled reports corrected."""
    claim = Phrase("发表校正后的占比、差异和趋势", "publish corrected shares, differences and trends")
    if known.shares is None:
        because = Phrase("尚未给出 shares.json：先抽样标注", "no shares.json was given: draw and label a sample first")
        yield Verdict("not known", claim, because, _DRAWN)
        return
    labelled, reports = known.shares["reports_labelled"], known.shares["reports"]
    because = Phrase(f"{reports} 份报告中 {labelled} 份已标注", f"{labelled} of {reports} reports are labelled")
    yield Verdict("may", claim, because, _DRAWN)


def better_than_words(known: Known) -> Iterable[Verdict]:
    """Say that it beats a model of TF-IDF, the one of the references that its interval is against."""
    found = known.scores.get("difference") or {}
    claim = Phrase("说它胜过 TF-IDF 模型", "say that it does better than a TF-IDF model")
    yield _lead(claim, found.get("macro_f1"), found.get("interval"))


def better_than_before(known: Known) -> Iterable[Verdict]:
    """Say that it beats the model that it was compared with, where there is one."""
    if known.comparison is not None:
        old = known.comparison["old"]
        claim = Phrase(f"说它胜过 {old}", f"say that it does better than {old}")
        yield _lead(claim, known.comparison["gain"], known.comparison["interval"])


def _lead(claim: Phrase, gain: float | None, interval: Sequence[float] | None) -> Verdict:
    if gain is None or interval is None:
        return Verdict("not known", claim, Phrase("未比较，或报告太少", "not compared, or too few reports"), _AHEAD)
    shown = _signed(gain, interval, "%+.3f")
    return Verdict("may" if interval[0] > 0 else "may not", claim, shown, _AHEAD)
