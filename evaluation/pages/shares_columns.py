"""What the columns of shares.csv and shares.xlsx mean, and the marks in them."""

from collections.abc import Mapping
from types import MappingProxyType

from evaluation.findings.shares import ALL
from labels.sampling.groups import NOT_STATED
from reports.words import Phrase

COLUMNS: Mapping[str, Phrase] = MappingProxyType(
    {
        ALL: Phrase("（在分组列中）全部报告", "(in a column of groups) all reports"),
        NOT_STATED: Phrase("（在分组列中）原文或表格没有注明", "(in a column of groups) not stated"),
        "category": Phrase("类别的代号", "the category's id"),
        "raw": Phrase("模型标签的直接占比，未校正，0 到 1", "plain share of the model's tags, not corrected, 0 to 1"),
        "share": Phrase(
            "由人工标注校正后的占比；空白：标注太少，不能校正",
            "the share corrected by labels; blank where too little is labelled",
        ),
        "low, high": Phrase("95 % 置信区间的两端", "ends of the 95 % confidence interval"),
        "error": Phrase(
            "校正后占比的标准误（不是错误数）", "standard error of the corrected share, not a count of mistakes"
        ),
        "reports": Phrase("该组的报告数", "reports in the group"),
        "reports_labelled": Phrase(
            "其中抽到的段落由人标完的报告数", "those of them of which people labelled all that was drawn"
        ),
        "paragraphs": Phrase("该组的段落数", "paragraphs in the group"),
        "effective_reports": Phrase(
            "不用模型时，要标注多少份报告才有同样的精度",
            "reports that would have to be labelled for the same precision without a model",
        ),
        "more_reports": Phrase(
            "再标注多少份报告，区间就窄到所要的宽度",
            "more labelled reports that make the interval as narrow as was asked for",
        ),
        "note, note_chinese": Phrase(
            "缺什么标注，或合并了几个报告太少的层", "what labels are missing, or which strata were joined"
        ),
    }
)
