"""Say in words what changed, what it may mean, and what to do, in Chinese and English."""

from collections.abc import Sequence

from evaluation.drift.changes import Change, Changes
from evaluation.drift.stream import Stream
from labels.taxonomy import Taxonomy
from reports.flags import meaning_of
from reports.words import Phrase, between


def said_of_change(change: Change, taxonomy: Taxonomy) -> Phrase:
    """Return what changed."""
    subject = subject_of(change, taxonomy)
    chinese, english = subject.chinese, subject.english
    if change.kind == "length":
        figures = f"{change.before:.0f} → {change.after:.0f}"
        return Phrase(f"{chinese}：{figures} 字", f"{english}: {figures} characters")
    if change.kind == "scores":
        mean = f"{change.before:.3f} → {change.after:.3f}"
        return Phrase(
            f"{chinese}：平均移动 {change.value:.3f}，均值 {mean}；仅凭偶然也会移动 {change.chance:.3f}",
            f"{english}: moved by {change.value:.3f} on average, mean {mean}; chance alone moves them by "
            f"{change.chance:.3f}",
        )
    return _said_of_share(subject, change)


def _said_of_share(subject: Phrase, change: Change) -> Phrase:
    chinese, english = subject.chinese, subject.english
    figures = f"{100 * change.before:.1f} % → {100 * change.after:.1f} %"
    if change.low is None:
        return Phrase(f"{chinese}：{figures}（偶然 → 实际）", f"{english}: {figures} (by chance → in fact)")
    ends = between(100 * change.low, 100 * (change.high or 0), "%+.1f")
    return Phrase(
        f"{chinese}：{figures}（差的 95 % 区间 {ends.chinese} 个百分点）",
        f"{english}: {figures} (95 % interval of the difference {ends.english} points)",
    )


def subject_of(change: Change, taxonomy: Taxonomy) -> Phrase:
    """Return what a change is one of."""
    named = {one.id: one for one in taxonomy.categories}
    if change.kind in ("tags", "scores"):
        one = named[change.name]
        of = ("段落占比", "Tagged share of") if change.kind == "tags" else ("得分分布", "Scores of")
        return Phrase(f"“{one.chinese}”{of[0]}", f"{of[1]} {one.english}")
    if change.kind == "flag":
        meaning = meaning_of(change.name)
        return Phrase(f"标记“{meaning.chinese}”的段落", f"Paragraphs flagged “{meaning.english}”")
    return _SUBJECTS[change.kind]


_SUBJECTS: dict[str, Phrase] = {
    "untagged": Phrase("没有类别的段落", "Paragraphs without a category"),
    "review": Phrase("标为复核的段落", "Paragraphs marked for review"),
    "planned": Phrase("“部署”在有回顾、部署之分的段落中", "“Planned” among paragraphs with a part"),
    "length": Phrase("每段字数", "Length of a paragraph"),
    "characters": Phrase("从未见过的字占全文", "Characters never seen before, share of the text"),
    "pairs": Phrase("从未见过的两字组合占全文", "Pairs of characters never seen before, share of the text"),
}


_MEANING: dict[str, Phrase] = {
    "tags": Phrase(
        "报告可能真的多说或少说了这一类，也可能是模型在这些报告上错法不同；只看标签分不清，要标注才知道。",
        "Reports may really speak more or less of it, or the model errs otherwise on them. Tags alone cannot tell; "
        "labels can.",
    ),
    "scores": Phrase(
        "模型对这一类的把握变了：内容变了，或说法是它没学过的；阈值和校准可能不再合适。",
        "The model is surer or less sure than before: other content, or wording it has not learnt; thresholds and "
        "calibration may no longer fit.",
    ),
    "untagged": Phrase(
        "更多或更少的段落不属于任何类别：可能出现了类别体系之外的内容。",
        "More or fewer paragraphs fit no category: there may be content that the taxonomy has no place for.",
    ),
    "review": Phrase(
        "模型拿不准的段落比例变了，复核的工作量也随之变化。",
        "The model is unsure more or less often, and so is the work of review.",
    ),
    "planned": Phrase(
        "回顾与部署的比例变了：报告的种类、摘编方式或读取方式可能不同；比较占比时请按 part 分开。",
        "Reports look back and ahead in other proportions: another kind of report, an extract, or read otherwise. "
        "Compare shares by part.",
    ),
    "length": Phrase(
        "分段长短变了：文件来源或格式可能不同。长段落更容易含有多个类别，占比会因此变化。",
        "Paragraphs are cut otherwise: other sources or formats. Long ones carry more categories, which moves shares.",
    ),
    "flag": Phrase(
        "读取时的可疑之处变多或变少：先看这些文件读得对不对。",
        "Reading met more or fewer doubtful places: first see whether these files were read rightly.",
    ),
    "characters": Phrase(
        "出现了新字：新的地名人名，或读取有误（乱码、识别错字）。请看下表。",
        "There are new characters: names, or damage in reading (wrong bytes, misread scans). See the list.",
    ),
    "pairs": Phrase(
        "出现了比偶然更多的新说法：新政策的词，模型没有学过。请看下表，并标注含有它们的报告。",
        "There are more new expressions than by chance: words of new policies that the model has not learnt. See the "
        "list, and label reports that have them.",
    ),
}


def meanings_of(changes: Sequence[Change]) -> list[Phrase]:
    """Return what the changes may mean, each meaning once."""
    return [_MEANING[kind] for kind in dict.fromkeys(one.kind for one in changes)]


_RETRAIN = Phrase(
    "暂不使用上列类别在新报告中的标签作结论。把已标注的新报告加入训练（train.py），"
    "用 evaluate.py --against 比较新旧模型；占比一律用 shares.py 校正。",
    "Draw no conclusions from tags of these categories in the new reports. Train with the labelled new reports "
    "(train.py), compare both models with evaluate.py --against, and correct every share with shares.py.",
)
_LABEL = Phrase(
    "从新报告中随机抽取并标注一份样本（label_studio.py sample --budget 300），"
    "用 --labelled 交给本命令看查全与查准，用 shares.py 校正占比；"
    "标注之前不要把新旧标签的差别当作结论。",
    "Draw a sample of the new reports by lot and label it (label_studio.py sample --budget 300); give it "
    "to this command with --labelled to see recall and precision, and to shares.py to correct shares. Until "
    "then no difference of tags is a finding.",
)
_WATCH = Phrase(
    "没有看出变化，不等于没有变化：下表的区间说明多大的变化会看不出来。每年仍应标注少量新报告。",
    "No change was shown, which is not the same as no change: the intervals below say how large a one would stay "
    "unseen. Label a few new reports every year all the same.",
)


def to_do(changes: Changes, stream: Stream | None) -> Phrase:
    """Return what to do next."""
    if stream and stream.alarmed:
        return _RETRAIN
    return _LABEL if changes.shown else _WATCH
