"""How the corpus page names groups and writes numbers, in Chinese and in English."""

from collections.abc import Mapping
from typing import NamedTuple

from labels.sampling.groups import NOT_STATED


class Both(NamedTuple):
    """The same words in both languages."""

    chinese: str
    english: str


BY: Mapping[str, Both] = {
    "year": Both("年份", "Year"),
    "province": Both("省份", "Province"),
    "region": Both("地区", "Region"),
    "level": Both("层级", "Level"),
    "part": Both("回顾与部署", "Done and planned"),
}
LEVELS: Mapping[str, Both] = {
    "national": Both("全国", "National"),
    "province": Both("省级", "Provincial"),
    "prefecture": Both("地级", "Prefectural"),
    "county": Both("县级", "County"),
    "township": Both("乡级", "Township"),
}
PARTS: Mapping[str, Both] = {"done": Both("回顾", "Done"), "planned": Both("部署", "Planned")}
_UNSTATED = Both("未注明", "Not stated")
_NAMED: Mapping[str, Mapping[str, Both]] = {"level": LEVELS, "part": PARTS}
MEASURES: Mapping[str, Both] = {
    "paragraphs": Both("段落占比", "share of paragraphs"),
    "sentences": Both("句子占比", "share of sentences"),
    "characters": Both("字数占比", "share of characters"),
}


def name_of(by: str, group: str) -> Both:
    """Return what a reader calls a group; names of places stay as they are."""
    if group == NOT_STATED:
        return _UNSTATED
    return _NAMED.get(by, {}).get(group, Both(group, group))


def percent(share: float) -> str:
    """Return a share in per cent with one decimal."""
    return f"{100 * share:.1f}"


def points(difference: float) -> str:
    """Return a difference of shares in points with one decimal and its sign."""
    return f"{100 * difference:+.1f}".replace("-", "−")
