"""The lines of a parsed page: blocks, rows of tables, and what stands within lines."""

import re
from dataclasses import dataclass, field

from lxml import etree

from reports.formats.html.breaks import paragraphs
from reports.formats.html.visible import Eye, Sight
from reports.formats.raised import raised_behind
from reports.formats.rows import row_lines

# A browser shows other blanks as they are; of several an indent may be made.
_SPACE = re.compile(r"[ \t\r\n\f]+|(?<![\xa0\u3000])[\xa0\u3000](?![\xa0\u3000])")
_WIDE_INDENT = re.compile("^ {2,}", re.MULTILINE)
# A line feed in the source of a page is a space to the browser; beside an ideograph it is an artefact of the editor.
_SPACE_BESIDE_IDEOGRAPHS = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])[\t\r\n]\s*(?=\S)|(?<=[^\s])[\t\r\n]\s*(?=[\u3000-\u9fff\uff00-\uffef])"
)
_BLOCK, _BREAK = "\n", "\v"  # ends of a block and of a line within it; character data holds neither

_NEVER_TEXT = "script style head nav aside footer select option button input iframe object svg math map audio video"
_UNSEEN = "noscript template noframes noembed datalist"
_DROPPED = frozenset(_NEVER_TEXT.split())
_HIDDEN = frozenset(_UNSEEN.split())
_WITHIN_LINES = (
    "a abbr acronym b big bdi bdo blink cite code data del dfn em font i img ins kbd label mark nobr q rb rp rt ruby "
    "s samp small span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_WITHIN_LINES.split())
# The pronunciation above a character is not part of the text, nor what its editors deleted.
_NO_PART = frozenset(("rt", "rp", "rtc", "del"))
_TO_NOTE = re.compile(r"#(?:[A-Za-z]|_|%)[^\d\s]{0,40}\d")  # #_ftn1, #fn:1
_OF_NOTE = re.compile(r"[\[［【〔(（]?\s?\d{1,3}\s?[)）\]］】〕]?")
_BEHIND_TERM = re.compile(r"[\u3400-\u9fff”》）%]$")
_DROPPED_BLOCKS = frozenset(("head", "nav", "aside", "footer"))
_CELLS = frozenset(("td", "th"))
_LONG_FIELD = 200  # characters: what is longer is the text that a page offers to copy, not a field to fill in


@dataclass(slots=True)
class _Row:
    """A row that is being read: where its pieces begin, and where those of each of its cells do."""

    element: etree._Element
    start: int
    cells: list[int] = field(default_factory=list)


class PageText:
    """Reads a page without recursion: saved pages nest tables deeper than Python's stack."""

    def __init__(self, root: etree._Element, everything: bool = False) -> None:
        """Take the root of a page; with `everything`, what is hidden counts too."""
        self._root = root
        self._everything = everything
        self._eye = Eye(root)
        self._pieces: list[str] = []
        self._row: _Row | None = None
        self._marks: list[int] = []  # where the pieces of what is raised or a mark begin

    def lines(self) -> list[str]:
        """Return the lines of the page, none empty."""
        sights = [Sight()]
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if skipped is not None and skipped is not element:
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                sight = sights[-1] if self._everything else self._eye.sees(element, sights[-1])
                sights.append(sight)
                if self._is_dropped(element, tag, sight):
                    skipped = element
                else:
                    self._open(element, tag)
                    self._say(element.text, sight)
            else:
                sights.pop()
                if skipped is element:
                    skipped = None
                    self._pieces.append(_BLOCK if tag in _DROPPED_BLOCKS else "")
                else:
                    self._close(element, tag)
                self._say(element.tail, sights[-1])
        return _lines_of("".join(self._pieces))

    def _is_dropped(self, element: etree._Element, tag: str, sight: Sight) -> bool:
        if tag in _DROPPED or tag in _NO_PART or sight.gone:
            return True
        if tag == "dialog":
            return element.get("open") is None and not self._everything
        if tag == "textarea":
            return len(element.text or "") < _LONG_FIELD
        return tag in _HIDDEN and not self._everything

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == "sup" or _is_mark(element, tag):
            self._marks.append(len(self._pieces))
        elif tag == "tr":
            self._row = _Row(element, len(self._pieces))
        if tag in _CELLS and self._row is not None:
            self._row.cells.append(len(self._pieces))
        if tag == "br":
            self._pieces.append(_BREAK)
        elif not _within_line(tag):
            self._pieces.append(_BLOCK)

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag == "sup" and self._marks:
            self._raise(self._marks.pop())
        elif self._marks and _is_mark(element, tag):
            self._end_mark(tag, self._marks.pop())
        elif tag == "tr" and self._row is not None:
            if self._row.element is element:
                self._join_row(self._row)
            self._row = None
        if tag != "br" and not _within_line(tag):
            self._pieces.append(_BLOCK)

    def _say(self, text: str | None, sight: Sight) -> None:
        """Take character data, its line feeds made harmless unless they count: else only elements end lines."""
        if not text or not (self._everything or sight.is_seen):
            return
        if sight.keeps_lines:
            self._pieces.append(_WIDE_INDENT.sub("\u3000\u3000", text).replace("\r\n", "\n").replace("\n", _BREAK))
        else:
            text = _SPACE_BESIDE_IDEOGRAPHS.sub("", text)
            self._pieces.append(text.replace("\n", " ").replace("\r", " ").replace(_BREAK, " "))

    def _raise(self, start: int) -> None:
        text = "".join(self._pieces[start:]).strip()
        before = next((piece for piece in reversed(self._pieces[max(start - 3, 0) : start]) if piece), "")
        self._pieces[start:] = [raised_behind(before, text)]

    def _end_mark(self, tag: str, start: int) -> None:
        """End the number of a list, which a word processor fills up with blanks, or a link to a note."""
        text = "".join(self._pieces[start:]).strip()
        before = next((piece for piece in reversed(self._pieces[max(start - 3, 0) : start]) if piece), "")
        if tag == "a":
            number = text.strip("[]［］【】〔〕()（） ")
            text = raised_behind(before, number) if _OF_NOTE.fullmatch(text) and _BEHIND_TERM.search(before) else text
        self._pieces[start:] = [text]

    def _join_row(self, row: _Row) -> None:
        """Make one line of the cells of a row; rows of links, and those that only lay out a page, stay as they are."""
        ends = [*row.cells[1:], len(self._pieces)]
        cells = [_lines_of("".join(self._pieces[start:end])) for start, end in zip(row.cells, ends, strict=False)]
        lines = row_lines(cells)
        of_links = sum(len("".join(link.itertext())) for link in row.element.iter("a"))
        if len(lines) == 1 and 2 * of_links <= len(lines[0]):
            self._pieces[row.start :] = [_BLOCK, lines[0]]


def _lines_of(text: str) -> list[str]:
    lines: list[str] = []
    for block in text.split(_BLOCK):
        if _BREAK in block:
            lines += paragraphs([_one_line(one) for one in block.split(_BREAK)])
        elif block and (line := _one_line(block).strip()):
            lines.append(line)
    return lines


def _one_line(text: str) -> str:
    """Return a line with single blanks; wide ones at its beginning stay, since they tell where a paragraph begins."""
    text = text.lstrip(" \t\r")
    indent = text[: len(text) - len(text.lstrip())]
    return indent[:2] + _SPACE.sub(" ", text).strip() if text else ""


def _is_mark(element: etree._Element, tag: str) -> bool:
    """Tell the number that a word processor wrote before an entry of a list, and a link to another place of the page,
    as those to notes are."""
    if tag == "span":
        return "mso-list" in (element.get("style") or "")
    return tag == "a" and _TO_NOTE.match(element.get("href") or "") is not None


def _within_line(tag: str) -> bool:
    """Tell an element that ends no line; word processors leave elements of their own in pages: <o:p>, <st1:chsdate>."""
    return tag in _INLINE or ":" in tag
