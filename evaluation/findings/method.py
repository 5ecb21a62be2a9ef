"""The paragraph on method that a paper needs, in Chinese and English, with its numbers and sources."""

from evaluation.findings import Measure
from evaluation.findings.findings import Findings

_CHINESE: dict[Measure, str] = {
    "paragraphs": "段落数占比",
    "sentences": "句数占比",
    "characters": "所在句字数占比",
}
_ENGLISH: dict[Measure, str] = {
    "paragraphs": "the paragraphs that carry it",
    "sentences": "the sentences that carry it",
    "characters": "the characters of the sentences that carry it",
}
_NUMBERS = ("model", "reports", "paragraphs", "reports_labelled", "paragraphs_labelled")
SOURCES = (
    "Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I., & Zrnic, T. (2023). Prediction-powered inference. "
    "Science, 382(6671), 669–674.",
    "Cochran, W. G. (1977). Sampling techniques (3rd ed.). Wiley.",
    "Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference: "
    "Design-based supervised learning for social science applications of large language models. NeurIPS 36.",
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, "
    "6(2), 65–70.",
    "Särndal, C.-E., Swensson, B., & Wretman, J. (1992). Model assisted survey sampling. Springer.",
)


_CENSUS = (
    """本文分析{reports}份政府工作报告的{paragraphs}个段落，全部由人标注；类别的关注度以{chinese}衡量，
    没有抽样误差。""",
    """All {paragraphs} paragraphs of {reports} government work reports were labelled by people. Attention to a category
    is the share of {english}; there is no sampling error.""",
)
_SAMPLE = (
    """本文用政标（模型{model}）标注了{reports}份政府工作报告的{paragraphs}个段落，
    并由人标注了按概率抽取的{reports_labelled}份报告（{within}{paragraphs_labelled}段{fold}）。
    类别的关注度以{chinese}衡量。以差值估计量校正模型误差：模型在全部报告中的占比，
    加上人工标注与模型在样本报告中之差（Särndal 等，1992；Angelopoulos 等，2023；Egami 等，2023）。
    95% 置信区间以报告为抽样单位，用 t 分布并作有限总体校正（Cochran，1977）；
    组间差异与趋势各有区间，p 值按 Holm（1979）校正。""",
    """We tagged {paragraphs} paragraphs of {reports} government work reports with Zhengbiao (model {model}), and people
    labelled {reports_labelled} reports ({within_english}{paragraphs_labelled} paragraphs{fold_english}) drawn with
    known probabilities. Attention to a category is the share of {english}. The model's errors were corrected by the
    difference estimator: its share in all reports plus the difference between people and model in the sampled ones
    (Särndal et al., 1992; Angelopoulos et al., 2023; Egami et al., 2023). Intervals (95 %) take the report as the unit
    of sampling, with Student's t and the finite population correction (Cochran, 1977); differences and trends have
    their own intervals, with p values corrected after Holm (1979).""",
)


def method(findings: Findings) -> tuple[str, str]:
    """Return the paragraph in Chinese and in English; the sources stand apart (`SOURCES`)."""
    measure, fold = findings.asked.measure, findings.out_of_fold
    given = {name: getattr(findings, name) for name in _NUMBERS} | {
        "chinese": _CHINESE[measure],
        "english": _ENGLISH[measure],
        "within": f"每份抽至多{findings.within}段，共" if findings.within else "",
        "within_english": f"up to {findings.within} paragraphs of each, " if findings.within else "",
        "fold": f"，其中{fold}段用折外预测" if fold else "",
        "fold_english": f", {fold} of them with out-of-fold predictions" if fold else "",
    }
    chinese, english = _CENSUS if findings.complete else _SAMPLE
    return "".join(chinese.format(**given).split("\n    ")), " ".join(english.format(**given).split())
