r"""The text of a Rich Text Format file, whatever mixture of code pages, \\u signs and raw bytes it is written in.

Libraries that turn RTF into text decode each \\'xx run by the font alone and break where half a character is written as
a letter, or follow the Latin font that Chinese programs name beside GBK bytes; so the format (RTF 1.9.1) is read here.
"""

import re
from dataclasses import replace
from pathlib import Path

from reports.formats.office.rtf_page import GBK, LATIN, Page, State
from storage.errors import UnreadableReport

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|((?:\\'[0-9a-fA-F]{2}[\r\n]*)+)|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_EDGE = re.compile(rb"[{}]|\\bin(\d{1,10}) ?|\\.", re.DOTALL)
# A report has some 50,000 of them; with every character in a run of its own, 500,000.
_MOST_TOKENS = 1_000_000
_DEEPEST = 5_000
# What stands in groups of these is not the text: tables of styles, pictures, headers, the second form of a text box.
_UNSEEN = frozenset(
    b"fonttbl colortbl stylesheet info pict objdata objclass header headerl headerr headerf footer footerl footerr "
    b"footerf fldinst shprslt sp template listtable listoverridetable revtbl rsidtbl generator themedata "
    b"colorschememapping datastore latentstyles xmlnstbl pgptbl annotation atnid atnauthor bkmkstart bkmkend xe tc "
    b"ftnsep ftnsepc aftnsep aftnsepc mmathPr filetbl operator userprops nonesttables upr".split()
)
_SEEN_THOUGH_STARRED = frozenset((b"shpinst", b"shptxt", b"ud", b"footnote"))
_SIGNS = {
    **dict.fromkeys((b"line", b"lbr"), "\n"),
    b"tab": "\t",
    **{b"emdash": "—", b"endash": "–", b"bullet": "•", b"emspace": "\u2003", b"enspace": "\u2002"},
    **{b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”"},
}
_SYMBOLS = {b"~": "\xa0", b"_": "-"}
_ENDS = frozenset((b"par", b"sect", b"page", b"column"))
_PAGES = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
_NOTES = "注释："


def rtf_lines(data: bytes, path: Path) -> list[str]:
    """Return the lines of an RTF file: its paragraphs, a table row as one line, footnotes behind the text.

    Hidden and deleted text, headers and pictures do not count; numbers that Word wrote before paragraphs do.

    Raises:
        UnreadableReport: it is made of more, or of more deeply nested, parts than any report.
    """
    page = Page(_declared(data), _fonts(data))
    stack: list[State] = []
    place, tokens = max(data.find(b"{"), 0), 0
    while place < len(data):
        match = _TOKEN.match(data, place)
        if match is None:  # a backslash at the very end
            break
        place, tokens = match.end(), tokens + 1
        if tokens > _MOST_TOKENS or len(stack) > _DEEPEST:
            raise UnreadableReport(
                f"{path}: is RTF of over {_MOST_TOKENS:,} parts, or nested over {_DEEPEST:,} deep. Expected a report; "
                "save it as DOCX."
            )
        word, number, codes, symbol, brace, text = match.groups()
        if text is not None:
            page.put_raw(text)
        elif codes is not None:
            page.put_raw(bytes.fromhex(codes.translate(None, b"\\'\r\n").decode("ascii")))
        elif brace == b"{":
            stack.append(page.state)
            page.still_to_skip = 0
        elif brace == b"}":
            page.still_to_skip = 0
            if not stack:
                break
            page.change(stack.pop())
            if not stack:
                break  # what follows the last brace is not the document's
        elif symbol is not None:
            place = _at_symbol(page, symbol, data, place)
        elif word is not None:
            place = _at_word(page, word, number, data, place)
    page.end_line()
    page.end_row()
    lines = [line for line in page.lines if line.strip()]
    return [*lines, *([_NOTES, *page.notes] if page.notes else [])]


def _at_symbol(page: Page, symbol: bytes, data: bytes, place: int) -> int:
    if symbol == b"*":
        match = _TOKEN.match(data, place)
        if match is None or match[1] not in _SEEN_THOUGH_STARRED:
            return _behind_group(data, place)
    elif page.still_to_skip:
        page.still_to_skip -= 1
    elif symbol in (b"\r", b"\n"):
        page.end_line()
    elif symbol in (b"{", b"}", b"\\"):
        page.put_raw(symbol)  # which may be the second half of a character
    elif symbol in _SYMBOLS:
        page.put(_SYMBOLS[symbol])
    return place


def _at_word(page: Page, word: bytes, number: bytes | None, data: bytes, place: int) -> int:
    """Follow a control word, and return where to read on."""
    if word == b"u" and number is not None:
        page.put(chr(int(number) % 0x10000))
        page.still_to_skip = page.state.skipped_after_unicode
    elif word == b"bin":
        return place + int(number or 0)
    elif word in _UNSEEN:
        if word == b"upr":  # the text twice: in the code page, and in Unicode in a group of its own
            return _behind_group(data, place + 1) + 1 if data[place : place + 1] == b"{" else place
        return _behind_group(data, place)
    elif word in _SIGNS:
        page.put(_SIGNS[word])
    elif word in _ENDS:
        page.end_line()
    elif word in (b"cell", b"nestcell"):
        page.end_cell()
    elif word in (b"row", b"nestrow"):
        page.end_row()
    else:
        _set(page, word, None if number is None else int(number))
    return place


def _set(page: Page, word: bytes, number: int | None) -> None:
    """Change the state where a control word does."""
    state = page.state
    if word == b"uc":
        page.change(replace(state, skipped_after_unicode=min(max(number or 0, 0), 100)))
    elif word == b"f":
        page.change(replace(state, font=number or 0))
    elif word in (b"v", b"deleted"):
        page.change(replace(state, is_hidden=number != 0))
    elif word == b"plain":
        page.change(replace(state, is_hidden=False, font=-1))
    elif word in (b"pard", b"intbl"):
        page.change(replace(state, in_table=word == b"intbl"))
    elif word == b"footnote":
        page.change(replace(state, in_note=True))


def _behind_group(data: bytes, place: int) -> int:
    """Return where the group ends in which `place` lies: at its closing brace."""
    depth = 0
    while (match := _EDGE.search(data, place)) is not None:
        if match[0] == b"{":
            depth += 1
        elif match[0] == b"}":
            if depth == 0:
                return match.start()
            depth -= 1
        place = match.end() + int(match[1] or 0)
    return len(data)


def _declared(data: bytes) -> str:
    """Return the code page that the head names, as Python calls it."""
    match = re.search(rb"\\ansicpg(\d{1,5})", data[:4096])
    number = int(match[1]) if match else 0
    return {936: GBK, 54936: GBK, 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8"}.get(number, LATIN)


def _fonts(data: bytes) -> dict[int, str]:
    """Return the code pages of the fonts that have one of East Asia."""
    start = data.find(b"{\\fonttbl")
    if start < 0:
        return {}
    table = data[start : min(_behind_group(data, start + 1), start + 200_000)]
    found = re.findall(rb"\\f(\d{1,6})\b[^{};]{0,200}?\\fcharset(\d{1,3})", table)
    return {int(font): _PAGES[int(charset)] for font, charset in found if int(charset) in _PAGES}
