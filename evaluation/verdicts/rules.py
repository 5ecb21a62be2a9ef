"""What one may do with a model's tags and what not, by rules that anybody can read and check."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from evaluation.verdicts.conclusions import better_than_before, better_than_words, counting, publishing
from evaluation.verdicts.falling import BY_MODEL, slice_verdicts
from evaluation.verdicts.known import Known
from evaluation.verdicts.verdict import THRESHOLDS, Answer, Verdict
from reports.words import Phrase


def verdicts(known: Known) -> list[Verdict]:
    """Return what one may and may not do, the rules in order of how often people ask."""
    return [_of_people(known, one) if rule is not publishing else one for rule in _RULES for one in rule(known)]


def _of_people(known: Known, verdict: Verdict) -> Verdict:
    """Allow nothing by labels that a language model gave: to agree with it is not to be right."""
    if verdict.answer != "may" or not known.by_models:
        return verdict
    because = Phrase(
        f"{BY_MODEL.chinese}；与它一致的程度：{verdict.because.chinese}",
        f"{BY_MODEL.english}; agreement with it: {verdict.because.english}",
    )
    return replace(verdict, answer="not known", because=because)


def _enough(known: Known) -> Iterable[Verdict]:
    reports, paragraphs = known.model.get("reports"), known.model["paragraphs"]
    if reports is not None and reports < THRESHOLDS["reports"]:
        yield Verdict(
            "may not",
            Phrase("把本页数字推广到其他报告", "take these figures for other reports"),
            Phrase(
                f"只由 {reports} 份报告、{paragraphs} 段检验",
                f"judged by {reports} reports, {paragraphs} paragraphs only",
            ),
            Phrase(f"至少 {THRESHOLDS['reports']} 份报告", f"at least {THRESHOLDS['reports']} reports"),
        )


def _by_category(
    known: Known,
    passed: Mapping[str, bool],
    figures: Mapping[str, str | Phrase],
    *,
    measure: Phrase,
    claim: Phrase,
    rule: Phrase,
) -> Iterable[Verdict]:
    """Say of a claim for which categories it may be made, and for which not."""
    answers: tuple[tuple[Answer, bool], ...] = (("may", True), ("may not", False))
    for answer, wanted in answers:
        own = {key: figures[key] for key, one in passed.items() if one is wanted}
        if own:
            listed = known.listed(own)
            because = Phrase(f"{measure.chinese} {listed.chinese}", f"{measure.english} {listed.english}")
            yield Verdict(answer, claim, because, rule)


def _on(figure: float, count: int, chinese: str, english: str) -> str | Phrase:
    """Return a figure, with what it rests on where that is too little."""
    if count >= THRESHOLDS["support"]:
        return f"{figure:.3f}"
    return Phrase(f"{figure:.3f}（只有 {count} {chinese}）", f"{figure:.3f} (of {count} {english} only)")


def _finding(known: Known) -> Iterable[Verdict]:
    least, support = THRESHOLDS["recall"], THRESHOLDS["support"]
    yield from _by_category(
        known,
        {key: one["recall"] >= least and one["support"] >= support for key, one in known.categories.items()},
        {key: _on(one["recall"], one["support"], "段", "paragraphs") for key, one in known.categories.items()},
        measure=Phrase("查全率", "recall:"),
        claim=Phrase("按标签查找段落，漏掉的不多", "find paragraphs by their tags and miss few"),
        rule=Phrase(
            f"查全率至少 {least}，检验数据中至少 {support} 段有该类",
            f"recall at least {least}, on {support} paragraphs at least",
        ),
    )


def _believing(known: Known) -> Iterable[Verdict]:
    least, support = THRESHOLDS["precision"], THRESHOLDS["support"]
    yield from _by_category(
        known,
        {key: one["precision"] >= least and one["predicted"] >= support for key, one in known.categories.items()},
        {key: _on(one["precision"], one["predicted"], "个标签", "tags") for key, one in known.categories.items()},
        measure=Phrase("查准率", "precision:"),
        claim=Phrase("不看原文就引用一个标签", "cite a tag without reading the paragraph"),
        rule=Phrase(
            f"查准率至少 {least}，模型在检验数据中至少给了 {support} 次",
            f"precision at least {least}, on {support} tags at least",
        ),
    )


def _calibrated(known: Known) -> Iterable[Verdict]:
    claim = Phrase("把得分当作概率", "take a score as a probability")
    most, mean = THRESHOLDS["calibration"], THRESHOLDS["calibration_mean"]
    rule = Phrase(f"校准误差每类至多 {most}、平均至多 {mean}", f"calibration error at most {most}, {mean} on average")
    found = known.scores.get("calibration")
    if found is None:
        yield Verdict("not known", claim, Phrase("未测", "not measured"), rule)
        return
    figures = {key: f"{one['error']:.3f}" for key, one in found["categories"].items()}
    held = found["mean"] <= mean
    passed = {key: held and one["error"] <= most for key, one in found["categories"].items()}
    yield from _by_category(known, passed, figures, measure=Phrase("误差", "error:"), claim=claim, rule=rule)


def _reviewing(known: Known) -> Iterable[Verdict]:
    share, least = THRESHOLDS["review_share"], THRESHOLDS["review_found"]
    claim = Phrase("靠复核标记找出大部分错误", "find most wrong tags by reviewing what is marked")
    rule = Phrase(
        f"复核至多 {share:.0%} 的段落能找到至少 {least:.0%} 有错的",
        f"at most {share:.0%} to review finds {least:.0%} of the wrong",
    )
    marked = (known.scores.get("review") or {}).get("marked")
    if not marked or marked["found"] is None:
        yield Verdict("not known", claim, Phrase("未测", "not measured"), rule)
        return
    because = Phrase(
        f"复核 {marked['share']:.1%} 的段落，找到有错段落的 {marked['found']:.1%}",
        f"{marked['share']:.1%} to review finds {marked['found']:.1%} of the wrong ones",
    )
    held = marked["share"] <= share and marked["found"] >= least
    yield Verdict("may" if held else "may not", claim, because, rule)


def _sentences(known: Known) -> Iterable[Verdict]:
    claim = Phrase("引用模型指出的依据句", "cite the sentence that the model names as evidence")
    least, support = THRESHOLDS["sentence_precision"], THRESHOLDS["support"]
    rule = Phrase(
        f"正确的标签中，最强的依据句至少 {least:.0%} 是人标出的，至少 {support} 个标签",
        f"of right tags the strongest sentence is one that people marked, {least:.0%} at least, "
        f"on {support} tags at least",
    )
    found = known.scores.get("sentences")
    grounds = found["grounds"]["all"] if found else {}
    share, tags = grounds.get("on_marked_share"), grounds.get("tags", 0)
    if share is None:
        yield Verdict("not known", claim, Phrase("标注没有依据句", "the labels have no evidence"), rule)
        return
    few = tags < support
    shown = Phrase(
        f"{share:.1%}" + (f"（只有 {tags} 个标签）" if few else ""),
        f"{share:.1%}" + (f" (of {tags} tags only)" if few else ""),
    )
    yield Verdict("may" if share >= least and not few else "may not", claim, shown, rule)


def _always(known: Known) -> Iterable[Verdict]:
    yield Verdict(
        "may not",
        Phrase("评判个人或机关", "judge persons or offices"),
        Phrase("标签说的是文字，不是作为", "tags say what is written, not what was done"),
        Phrase("无论数字如何", "whatever the figures"),
    )


_RULES: tuple[Callable[[Known], Iterable[Verdict]], ...] = (
    _enough,
    _finding,
    _believing,
    _sentences,
    counting,
    publishing,
    _calibrated,
    _reviewing,
    better_than_words,
    better_than_before,
    slice_verdicts,
    _always,
)
