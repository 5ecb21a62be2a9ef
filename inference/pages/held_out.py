"""What a page says of how good a model is: its figure on paragraphs that it was not trained on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labels.asking.annotator import BY_MODELS
from reports.words import Phrase

_FOLDS = re.compile(r"grouped (\d+)-fold cross-validation by (\w+)")
_GROUPS = {"region": "地区", "year": "年份", "source": "来源", "level": "层级"}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The mean of the categories' F1 on paragraphs that were held out, how it was measured, and on how many.

    `method` is what the manifest says; `aim` names what thresholds were chosen for afterwards, "" where they were not;
    `by_models` counts the paragraphs that a language model alone labelled.
    """

    macro_f1: float
    method: str = ""
    paragraphs: int = 0
    aim: str = ""
    by_models: int = 0

    @property
    def chinese(self) -> str:
        """Say it in Chinese: "0.909（按地区分组的 5 折交叉验证，5406 段）"."""
        return _figure(self.macro_f1) + _in_brackets(
            [
                in_chinese(self.method),
                f"{self.paragraphs} 段" if self.paragraphs else "",
                imitated(self.by_models).chinese,
                self._aim_chinese,
            ],
            "（",
            "，",
            "）",
        )

    @property
    def english(self) -> str:
        """Say it in English: "0.909 (grouped 5-fold cross-validation by region, 5406 paragraphs)"."""
        aim = f"before thresholds were chosen anew for {self.aim}" if self.aim else ""
        return _figure(self.macro_f1) + _in_brackets(
            [
                self.method,
                f"{self.paragraphs} paragraphs" if self.paragraphs else "",
                imitated(self.by_models).english,
                aim,
            ],
            " (",
            ", ",
            ")",
        )

    @property
    def _aim_chinese(self) -> str:
        return f"此后又按目标 {self.aim} 重选阈值" if self.aim else ""


def imitated(by_models: int) -> Phrase:
    """Say of a figure that so many labels which it rests on are a language model's; nothing where none is."""
    if not by_models:
        return Phrase("", "")
    return Phrase(
        f"其中 {by_models} 段的标注由语言模型给出，分数说明模仿它的程度",
        f"{by_models} of them labelled by a language model, so it says how well this imitates that",
    )


def in_chinese(method: str) -> str:
    """Return how a manifest says that a model was judged, in Chinese; what is not known stays as it is."""
    found = _FOLDS.fullmatch(method)
    if found:
        return f"按{_GROUPS.get(found[2], found[2])}分组的 {found[1]} 折交叉验证"
    return "验证集报告，训练亦据此停止" if method == "validation reports, also used to stop" else method


def held_out_of(scores: Mapping[str, Any]) -> HeldOut | None:
    """Return what the scores of a manifest say, None where they hold no figure."""
    figure, paragraphs, aim = scores.get("macro_f1"), scores.get("paragraphs"), scores.get("aim")
    if isinstance(figure, bool) or not isinstance(figure, int | float):
        return None
    return HeldOut(
        float(figure),
        str(scores.get("method", "")),
        paragraphs if isinstance(paragraphs, int) else 0,
        str(aim.get("aim", "")) if isinstance(aim, Mapping) else "",
        models if isinstance(models := scores.get(BY_MODELS), int) else 0,
    )


def _figure(value: float) -> str:
    return f"{value:.3f}"


def _in_brackets(parts: list[str], opening: str, comma: str, closing: str) -> str:
    said = [part for part in parts if part]
    return f"{opening}{comma.join(said)}{closing}" if said else ""
