"""Draw the shares as charts of the workbook itself, from the cells of the sheet of shares."""

from collections.abc import Sequence
from math import floor
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from inference.output.workbook import heads
from inference.output.workbook.book import FONT, Book, Head
from inference.output.workbook.shares import Figures, Key
from inference.output.workbook.sheets import Ranges
from labels.sampling.groups import NOT_STATED
from labels.taxonomy import Category, Taxonomy
from reports.words import KEYS, Language, Phrase

_DRAWN = (("year",), ("level",), ("part",))
_WIDTH, _HEIGHT, _ROWS_APART, _COLUMNS_APART = 620, 340, 18, 10
_BASIS = {
    True: Phrase("校正后占比", "corrected shares"),
    False: Phrase("直接计数，未校正", "raw counts, not corrected"),
}
_BARS_SAID = Phrase("，带 95% 区间", " with 95 % intervals")
_RAW_GREY, _LINES, _BARS = "#8a8a8a", "#e0e0e0", "#404040"


class Charts:
    """Charts on a sheet of their own, drawn from the sheet of shares."""

    def __init__(self, book: Book, source: str, columns: Sequence[Head], figures: Figures, ranges: Ranges) -> None:
        self._book = book
        self._source = source
        self._places = {head.label.english: place for place, head in enumerate(columns)}
        self._figures = figures
        self._ranges = ranges
        self._tables = figures.tables()

    def drawn(self) -> list[Key]:
        """Return the groupings that have charts: years, levels and parts with at least two stated values."""
        there = {by for by, category in self._tables if self._stated(by, category) > 1}
        return [by for by in _DRAWN if by in there]

    def draw(self, sheet: Any, taxonomy: Taxonomy) -> None:
        """Put a chart of all categories for each grouping on the sheet; for years, one of each category with its
        intervals behind it."""
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        row = 0
        for by in self.drawn():
            sheet.insert_chart(row, 0, self._together(by, taxonomy))
            if by == ("year",):
                for number, category in enumerate(taxonomy.categories):
                    place = row + _ROWS_APART * (1 + number // 2), _COLUMNS_APART * (number % 2)
                    sheet.insert_chart(*place, self._alone(by, category))
                row += _ROWS_APART * ((len(taxonomy.categories) + 1) // 2)
            row += _ROWS_APART

    def _together(self, by: Key, taxonomy: Taxonomy) -> Any:
        in_time = by == ("year",)
        chart = self._book.workbook.add_chart({"type": "line" if in_time else "column"})
        corrected = any(self._is_corrected(by, one.id) for one in taxonomy.categories)
        for category in taxonomy.categories:
            # The lines of all categories cross: intervals stand in the charts of each.
            chart.add_series(self._series(by, category, corrected=corrected, bars=corrected and not in_time))
        grouping = KEYS[by[0]]
        what = Phrase(f"按{grouping.chinese}", f"By {grouping.english.lower()}").said(self._language)
        ids = [one.id for one in taxonomy.categories]
        return self._finished(chart, by, ids, what, self._basis(corrected, bars=corrected and not in_time))

    def _alone(self, by: Key, category: Category) -> Any:
        chart = self._book.workbook.add_chart({"type": "line"})
        corrected = self._is_corrected(by, category.id)
        if corrected:
            raw = self._series(by, category, corrected=False)
            grey = {"color": _RAW_GREY, "dash_type": "dash", "width": 1}
            chart.add_series(raw | {"name": heads.RAW.said(self._language), "line": grey, "marker": {"type": "none"}})
        chart.add_series(self._series(by, category, corrected=corrected, bars=corrected))
        return self._finished(chart, by, [category.id], self._name(category), self._basis(corrected, bars=corrected))

    def _series(self, by: Key, category: Category, *, corrected: bool, bars: bool = False) -> dict[str, Any]:
        column = "Share" if corrected else "Raw share"
        series: dict[str, Any] = {
            "name": self._name(category),
            "categories": self._cells(by, category.id, "Group"),
            "values": self._cells(by, category.id, column),
            "line": {"color": category.colour, "width": 2},
            "marker": {
                "type": "circle",
                "size": 5,
                "fill": {"color": category.colour},
                "border": {"color": category.colour},
            },
        }
        if by != ("year",):
            series |= {"fill": {"color": category.colour}, "line": {"none": True}}
            del series["marker"]
        if bars:
            series["y_error_bars"] = {
                "type": "custom",
                "plus_values": self._cells(by, category.id, "High less share"),
                "minus_values": self._cells(by, category.id, "Share less low"),
                "line": {"color": _BARS, "width": 1},
            }
        return series

    def _basis(self, corrected: bool, *, bars: bool) -> str:
        return _BASIS[corrected].said(self._language) + (_BARS_SAID.said(self._language) if bars else "")

    def _finished(self, chart: Any, by: Key, ids: Sequence[str], what: str, basis: str) -> Any:
        title = Phrase(f"{what}：{basis}", f"{what}: {basis}").said(self._language)
        lines = {"visible": True, "line": {"color": _LINES}}
        font = {"name": FONT, "size": 10, "bold": False}
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12, "bold": True}})
        chart.set_x_axis({"num_font": font, "text_axis": by == ("year",)})
        axis = {"num_font": font, "num_format": "0%", "min": 0, "max": self._top(by, ids), "major_gridlines": lines}
        chart.set_y_axis(axis)
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        chart.show_hidden_data()  # a filter on the sheet of shares must not empty the charts
        return chart

    def _top(self, by: Key, ids: Sequence[str]) -> float:
        """Return where the axis ends: above every interval, which a program does not look at by itself."""
        rows = [row for key in ids for row in self._tables[by, key]]
        highest = max(max(row.raw, row.high or 0.0) for row in rows)
        return min(10, floor(10 * highest) + 1) / 10

    def _cells(self, by: Key, category: str, column: str) -> str:
        first = self._ranges[by, category][0]
        last = first + self._stated(by, category) - 1
        place = self._places[column]
        return f"={quote_sheetname(self._source)}!{xl_range_abs(first, place, last, place)}"

    def _stated(self, by: Key, category: str) -> int:
        """Count the groups that are stated; what is not comes last."""
        return sum(row.group != (NOT_STATED,) for row in self._tables.get((by, category), ()))

    def _is_corrected(self, by: Key, category: str) -> bool:
        return any(row.share is not None for row in self._tables[by, category])

    def _name(self, category: Category) -> str:
        return category.chinese if self._language == "zh" else category.english

    @property
    def _language(self) -> Language:
        return self._book.language
