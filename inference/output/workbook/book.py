"""A workbook as it grows: sheets that take rows one after the other, with heads, formats, filters and Chinese fonts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

import xlsxwriter

from inference.output.workbook.cells import CUT, fitting, legal, lines_of
from reports.words import Language, Phrase

Form = Literal["text", "wrapped", "whole", "group", "count", "number", "share", "change", "p", "bold", "title"]
FONT = "等线"
MOST_ROWS = 1_048_576
"""Rows of a sheet, its head among them."""
_POINTS_A_LINE, _POINTS_OF_HEADS = 16, 34
_WIDEST_PRINTED = 320
"""Digits that can still be read where a page of paper is as wide as the sheet."""
_LEFT: tuple[Form, ...] = ("text", "wrapped", "group")
_MOST_LINES = 12
"""Of a row: more would leave room for little else on a screen."""
_FORMS: dict[Form, dict[str, Any]] = {
    "text": {"align": "left", "indent": 1},
    "wrapped": {"text_wrap": True, "align": "left", "indent": 1},
    "whole": {"num_format": "0"},
    "group": {"num_format": "0", "align": "left", "indent": 1},
    "count": {"num_format": "#,##0"},
    "number": {"num_format": "0.0000"},
    "share": {"num_format": "0.0%"},
    "change": {"num_format": "+0.0%;-0.0%;0.0%"},
    "p": {"num_format": "0.000"},
    "bold": {"bold": True, "valign": "bottom"},
    "title": {"bold": True, "font_size": 16},
}


@dataclass(frozen=True, slots=True)
class Head:
    """What heads a column, what it says (for the method sheet), and how its cells look. `colour` is that of a
    category."""

    label: Phrase
    about: Phrase
    form: Form = "text"
    width: float = 12
    colour: str = ""


class Exact(float):
    """A number that is written with all its digits: XlsxWriter asks for sixteen, and some need seventeen."""

    def __format__(self, wanted: str) -> str:
        return repr(float(self))


class Page:
    """A sheet that takes rows; what goes beyond its last row goes on in the next of the sheets that were made for
    it."""

    def __init__(self, book: "Book", sheets: Sequence[Any], heads: Sequence[Head]) -> None:
        self._book = book
        self._sheets = list(sheets)
        self._heads = heads
        self._formats = [book.format(one.form) for one in heads]
        self._wrapped = [place for place, one in enumerate(heads) if one.form == "wrapped"]
        self.row = 0
        """The number of the last row, the head being 0."""
        for sheet in self._sheets:
            self._begin(sheet)

    @property
    def name(self) -> str:
        """The name of the sheet that takes rows now."""
        return str(self._sheets[0].get_name())

    def write(self, cells: Sequence[Any]) -> None:
        """Append a row; None leaves a cell empty."""
        if self.row + 1 == self._book.most_rows:
            self._finish()
            self._sheets.pop(0)
            self.row = 0
        self.row += 1
        self._sheets[0].set_row(self.row, self._height(cells))
        self._book.write(self._sheets[0], self.row, cells, self._formats)

    def _height(self, cells: Sequence[Any]) -> int:
        """Return the height of a row in points. Excel would find it itself, other programs do not."""
        texts = ((cells[place], self._heads[place].width) for place in self._wrapped if cells[place])
        return _POINTS_A_LINE * min(_MOST_LINES, max((lines_of(*one) for one in texts), default=1))

    def close(self) -> None:
        """Set the filter over all rows; nothing is written after that."""
        self._finish()

    def _begin(self, sheet: Any) -> None:
        for place, head in enumerate(self._heads):
            sheet.set_column(place, place, head.width, self._book.format(head.form))
            sheet.write_string(0, place, head.label.said(self._book.language), self._book.head(head))
        sheet.set_row(0, _POINTS_OF_HEADS)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        if sum(head.width for head in self._heads) < _WIDEST_PRINTED:
            sheet.fit_to_pages(1, 0)

    def _finish(self) -> None:
        last = len(self._heads) - 1
        self._sheets[0].autofilter(0, 0, self.row, last)
        self._sheets[0].ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})
        for place, head in enumerate(self._heads):
            if head.colour and head.form == "whole" and self.row:
                look = self._book.mark(head.colour)
                rule = {"type": "cell", "criteria": "==", "value": 1, "format": look}
                self._sheets[0].conditional_format(1, place, self.row, place, rule)


class Book:
    """The workbook. `cut` counts the cells whose text was too long for a cell."""

    def __init__(self, file: IO[bytes], waiting: str, language: Language, most_rows: int = MOST_ROWS) -> None:
        """Begin a workbook; rows wait on disk in a folder, `waiting`, until all of them are there."""
        options = {
            "constant_memory": True,  # rows go to disk as they come, text within them
            "tmpdir": waiting,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 11},
        }
        self.workbook = xlsxwriter.Workbook(file, options)
        self.workbook.use_zip64()  # takes effect only where a sheet has more than 4 GB
        self.language: Language = language
        self.most_rows = most_rows
        self.cut = 0
        self._formats: dict[str, Any] = {}

    def sheets(self, name: Phrase, rows: int) -> list[Any]:
        """Add a sheet, and more of them where so many rows need more."""
        count = max(1, -(-rows // (self.most_rows - 1)))
        said = name.said(self.language)
        names = [said, *(f"{said} {number}" for number in range(2, count + 1))]
        return [self.workbook.add_worksheet(one) for one in names]

    def page(self, name: Phrase, heads: Sequence[Head], rows: int = 0) -> Page:
        """Add a sheet with heads that takes rows, room for so many."""
        return Page(self, self.sheets(name, rows), heads)

    def write(self, sheet: Any, row: int, cells: Sequence[Any], formats: Sequence[Any]) -> None:
        """Write cells: text as text, whatever it looks like, and numbers as numbers at full precision."""
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, place, self._text(cell), formats[place])
            elif cell is not None:
                sheet.write_number(row, place, Exact(cell) if isinstance(cell, float) else cell, formats[place])

    def _text(self, text: str) -> str:
        plain = legal(text)
        kept = fitting(plain, CUT.said(self.language))
        self.cut += kept is not plain
        return kept

    def format(self, form: Form) -> Any:
        """Return how cells of a form look."""
        return self._made(form, {"valign": "top", **_FORMS[form]})

    def head(self, head: Head) -> Any:
        """Return how a head looks: over its cells, in the colour of its category."""
        left = head.form in _LEFT
        look = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        look |= {"align": "left", "indent": 1} if left else {"align": "right"}
        return self._made(f"head {left} {head.colour}", look | ({"font_color": head.colour} if head.colour else {}))

    def mark(self, colour: str) -> Any:
        """Return how a 1 looks that marks a category."""
        return self._made(f"mark {colour}", {"bold": True, "font_color": colour})

    def _made(self, key: str, properties: dict[str, Any]) -> Any:
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]
