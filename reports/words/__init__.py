"""The words that pages, tables and the workbook share, in Chinese and English: nothing is translated twice."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Phrase(NamedTuple):
    """The same in Chinese and English."""

    chinese: str
    english: str

    def said(self, language: Language) -> str:
        """Return it in one of them."""
        return self.chinese if language == "zh" else self.english

    @property
    def both(self) -> str:
        """Return it in both, for what cannot be switched."""
        return f"{self.chinese} {self.english}"


LEVELS: Mapping[str, Phrase] = MappingProxyType(
    {
        "national": Phrase("全国", "National"),
        "province": Phrase("省级", "Province"),
        "prefecture": Phrase("地级", "Prefecture"),
        "county": Phrase("县级", "County"),
        "township": Phrase("乡级", "Township"),
    }
)
PARTS: Mapping[str, Phrase] = MappingProxyType({"done": Phrase("回顾", "Done"), "planned": Phrase("部署", "Planned")})
KEYS: Mapping[str, Phrase] = MappingProxyType(
    {
        "year": Phrase("年份", "Year"),
        "period": Phrase("时期", "Period"),
        "province": Phrase("省份", "Province"),
        "region": Phrase("地区", "Region"),
        "level": Phrase("层级", "Level"),
        "part": Phrase("回顾与部署", "Done and planned"),
        "section": Phrase("章节", "Section"),
        "source": Phrase("来源", "Source"),
    }
)
"""What paragraphs are told apart by."""
MEASURES: Mapping[str, Phrase] = MappingProxyType(
    {
        "paragraphs": Phrase("段落占比", "Share of paragraphs"),
        "sentences": Phrase("句子占比", "Share of sentences"),
        "characters": Phrase("字数占比", "Share of characters"),
    }
)
ALL = Phrase("全部", "All")
UNSTATED = Phrase("未注明", "Not stated")


def value_named(value: str) -> Phrase:
    """Return what a reader calls a level or a part; all else, such as a year or a place, is its own name."""
    return LEVELS.get(value) or PARTS.get(value) or Phrase(value, value)


def between(low: float, high: float, form: str = "%.3f") -> Phrase:
    """Return an interval. One whose ends have signs is told in words: a minus and a dash are easily confused."""
    ends = form % low, form % high
    return Phrase(" 至 ".join(ends), " to ".join(ends)) if "+" in form else Phrase(" – ".join(ends), " – ".join(ends))
