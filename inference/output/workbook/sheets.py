"""Fill the sheets of the workbook, all but the method and the charts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from inference.output.statistics.columns import Column, Value
from inference.output.workbook import heads
from inference.output.workbook.book import Page
from inference.output.workbook.scores import EXACT, MACRO, MICRO, Judged
from inference.output.workbook.shares import DifferenceRow, Figures, Key, ShareRow
from inference.output.workbook.survey import OfReport, Survey
from labels.taxonomy import Taxonomy
from reports.flags import FLAGS, meaning_of
from reports.words import LEVELS, PARTS, Language, Phrase

Ranges = dict[tuple[Key, str], tuple[int, int]]
"""By grouping and category, the first and the last row of its groups."""
_ALL_TOGETHER = {
    MACRO: Phrase("各类平均（宏平均）", "mean of categories (macro)"),
    MICRO: Phrase("全部判断（微平均）", "all decisions (micro)"),
    EXACT: Phrase("整段全对的比例", "paragraphs right as a whole"),
}
_TREND = Phrase("趋势（每年）", "trend, by a unit")
_TWO = Phrase("两组之差", "difference")
_ROSE, _FELL = Phrase("升", "rose"), Phrase("降", "fell")
_ABOVE, _BELOW = Phrase("后者高", "second higher"), Phrase("后者低", "second lower")
_UNSURE = Phrase("不能确定", "not sure")
_STRATA = re.compile(r"(\d+) thin strata taken together")
_SURE = 0.05


def write_shares(page: Page, figures: Figures, taxonomy: Taxonomy, language: Language) -> Ranges:
    """Write the shares and say where those of each grouping and category stand; charts are drawn from there."""
    names = names_of(taxonomy, language)
    found: Ranges = {}
    for key, rows in figures.tables().items():
        found[key] = page.row + 1, page.row + len(rows)
        for row in rows:
            page.write(_share_cells(row, names, language, corrected=figures.found is not None))
    return found


def _share_cells(row: ShareRow, names: Mapping[str, str], language: Language, *, corrected: bool) -> list[Value]:
    basis = heads.RAW if row.share is None else heads.CORRECTED
    place: list[Value] = [
        heads.grouping_in_words(row.by, language),
        heads.group_in_words(row.by, row.group, language),
        names[row.category],
        basis.said(language),
        row.reports,
    ]
    if not corrected:
        return [*place, row.paragraphs, row.tagged, row.raw]
    above = None if row.high is None or row.share is None else row.high - row.share
    below = None if row.low is None or row.share is None else row.share - row.low
    figures = [row.raw, row.share, row.low, row.high, _note(row, language), above, below]
    return [*place, row.labelled, row.paragraphs, *figures]


def _note(row: ShareRow, language: Language) -> str:
    if language == "en":
        return row.note
    if row.share is None:
        return f"{row.reports} 份报告中已标注 {row.labelled} 份，还不能校正"
    thin = _STRATA.fullmatch(row.note)
    return f"{thin[1]} 个过小的层合并计算" if thin else row.note


def write_differences(page: Page, rows: Sequence[DifferenceRow], taxonomy: Taxonomy, language: Language) -> None:
    """Write the differences of groups."""
    names = names_of(taxonomy, language)
    for row in rows:
        page.write(
            [
                heads.grouping_in_words(row.by, language),
                heads.group_in_words(row.by, row.first, language),
                heads.group_in_words(row.by, row.second, language),
                (_TREND if row.trend else _TWO).said(language),
                names[row.category],
                row.raw,
                row.difference,
                row.low,
                row.high,
                row.p_holm,
                reading(row).said(language),
            ]
        )


def reading(row: DifferenceRow) -> Phrase:
    """Return what may be said of a difference: a direction only where it is sure."""
    if row.low is None or row.high is None or row.difference is None:
        return _UNSURE
    sure = row.low > 0 or row.high < 0 if row.p_holm is None else row.p_holm < _SURE
    if not sure:
        return _UNSURE
    in_time = row.trend or row.by == ("year",)
    return ((_ROSE if in_time else _ABOVE), (_FELL if in_time else _BELOW))[row.difference < 0]


def write_scores(page: Page, judged: Judged, taxonomy: Taxonomy, language: Language) -> None:
    """Write how well the model did on labels it had not learnt from, and references beside it."""
    names = names_of(taxonomy, language) | {key: words.said(language) for key, words in _ALL_TOGETHER.items()}
    for row in judged.rows:
        figures = [row.value, row.low, row.high, row.precision, row.recall, row.support, row.predicted]
        page.write([row.who, names[row.category], *figures])


def write_reports(page: Page, survey: Survey, ids: Sequence[str], language: Language) -> None:
    """Write a row for each report."""
    for report, own in survey.reports.items():
        page.write(_report_cells(report, own, ids, language))


def _report_cells(report: str, own: OfReport, ids: Sequence[str], language: Language) -> list[Value]:
    about, counts = own.about, own.counts
    level = LEVELS.get(about.level, Phrase(about.level, about.level)).said(language)
    place: list[Value] = [report, about.title, about.region, level, about.year, about.province]
    return [
        *place,
        *(about.date, about.speaker, about.meeting),
        *(counts.paragraphs, counts.parts["done"], counts.parts["planned"]),
        *(counts.tagged[key] for key in ids),
        *(counts.tagged[key] / counts.paragraphs for key in ids),
        *(counts.untagged, counts.review, flags_in_words(list(own.flags), language), own.source),
    ]


class ParagraphRows:
    """Says rows of tables in words, for the sheet of paragraphs."""

    def __init__(self, columns: Sequence[Column], taxonomy: Taxonomy, language: Language) -> None:
        self._names = names_of(taxonomy, language)
        self._language: Language = language
        said = {"level": self._level, "part": self._part, "tags": self._tags, "flags": self._flags}
        places = {one.key: place for place, one in enumerate(columns) if not one.category}
        self._said = [(places[key], words) for key, words in said.items()]

    def cells(self, row: Sequence[Value]) -> list[Any]:
        """Return a row with codes in words."""
        cells: list[Any] = list(row)
        for place, words in self._said:
            cells[place] = words(cells[place])
        return cells

    def _level(self, code: str) -> str:
        return LEVELS.get(code, Phrase(code, code)).said(self._language)

    def _part(self, code: str) -> str:
        return PARTS.get(code, Phrase(code, code)).said(self._language)

    def _tags(self, codes: str) -> str:
        return _joined([self._names.get(code, code) for code in codes.split("; ")], self._language)

    def _flags(self, codes: str) -> str:
        return flags_in_words([code for code in codes.split("; ") if code], self._language)


def write_flags(page: Page, survey: Survey, language: Language) -> None:
    """Write what each flag says and how often it occurs, the most frequent first."""
    for flag in sorted({*FLAGS, *survey.flags}, key=lambda one: (-survey.flags[one], one)):
        meaning = meaning_of(flag)
        name, about = (
            (meaning.chinese, meaning.about_chinese) if language == "zh" else (meaning.english, meaning.about_english)
        )
        page.write([flag, name, about, survey.flags[flag], len(survey.flagged_reports.get(flag, ()))])


def flags_in_words(flags: Sequence[str], language: Language) -> str:
    """Return flags as a person reads them."""
    meanings = map(meaning_of, flags)
    return _joined([one.chinese if language == "zh" else one.english or one.chinese for one in meanings], language)


def names_of(taxonomy: Taxonomy, language: Language) -> dict[str, str]:
    """Return the name of each category."""
    return {one.id: one.chinese if language == "zh" else one.english for one in taxonomy.categories}


def _joined(words: Sequence[str], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(words)
