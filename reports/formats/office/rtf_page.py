"""The state of an RTF file while it is read: lines, cells and notes so far, and bytes that are no character yet."""

from dataclasses import dataclass, field

from reports.formats.rows import row_lines

GBK, LATIN = "gb18030", "cp1252"


@dataclass(frozen=True, slots=True)
class State:
    """What a group inherits from the one around it."""

    is_hidden: bool = False
    in_table: bool = False
    in_note: bool = False
    skipped_after_unicode: int = 1
    font: int = -1


@dataclass(slots=True)
class Page:
    """What was read so far: whole lines, the cells of the row that is being read, the line and bytes without a
    character yet."""

    default: str
    fonts: dict[int, str]
    state: State = field(default_factory=State)
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    still_to_skip: int = 0

    def flush(self) -> None:
        """Decode the bytes that wait, in the code page of their font."""
        if not self.raw:
            return
        data, self.raw = bytes(self.raw), bytearray()
        self._into().append(_decoded(data, self.fonts.get(self.state.font, self.default), self.default))

    def put(self, sign: str) -> None:
        """Add text that is known."""
        if not self.state.is_hidden:
            self.flush()
            self._into().append(sign)

    def put_raw(self, data: bytes) -> None:
        r"""Add bytes, but for those that stand for older readers behind a \\u sign."""
        passed = min(self.still_to_skip, len(data))
        self.still_to_skip -= passed
        if not self.state.is_hidden:
            self.raw += data[passed:]

    def end_line(self) -> None:
        """End a paragraph, or a line of a cell."""
        self.flush()
        if self.state.in_note:
            self.note.append(" ")
            return
        line = whole("".join(self.text))
        self.text.clear()
        (self.cell if self.state.in_table else self.lines).extend(line.split("\n"))

    def end_cell(self) -> None:
        """End a cell of a table."""
        self.flush()
        self.cell.extend(whole("".join(self.text)).split("\n"))
        self.text.clear()
        self.cells.append(self.cell)
        self.cell = []

    def end_row(self) -> None:
        """End a row of a table."""
        if self.cell or self.text:
            self.end_cell()
        self.lines.extend(row_lines(self.cells))
        self.cells = []

    def change(self, state: State) -> None:
        """Go on in another state: what waits was written in the one before."""
        if state != self.state:
            self.flush()
            if self.state.in_note and not state.in_note:
                self.notes.append(whole("".join(self.note)).strip())
                self.note.clear()
            self.state = state

    def _into(self) -> list[str]:
        return self.note if self.state.in_note else self.text


def _decoded(data: bytes, page: str, default: str) -> str:
    """Decode in the first code page that fits: that of the font, of the document, GBK, which programs in China write
    without saying so, Latin."""
    for one in dict.fromkeys((page, default, GBK) if page != LATIN else (GBK, LATIN)):
        try:
            return data.decode(one)
        except UnicodeDecodeError:
            continue
    return data.decode(page, "replace")


def whole(text: str) -> str:
    r"""Return text in which two halves of a character, each a \u sign, are one, and a half alone is U+FFFD."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
