"""The lines of a Markdown file, as the page that is made of it shows them; numbers of lists stay text."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.formats.html import html_lines
from reports.formats.rows import row_lines

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_TITLE = re.compile(r"^(?:title|标题)\s*[:：]\s*[\"']?(.{1,200}?)[\"']?\s*$", re.IGNORECASE | re.MULTILINE)
_SIGN = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]|[-*+][ \t]|>|\||```|~~~|={3,}\s*$|-{3,}\s*$|\[\^)|\*\*|\]\(|\\[.*_#-]|<[a-z]", re.MULTILINE
)
_BULLET = re.compile(r"^[-*+][ \t]+")
_NOTE = re.compile(r"^\[\^([^\]]{1,20})\]:[ \t]*")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,20})\]")
# Beside Chinese marks these often do not mean what their author wanted.
_LEFT_BOLD = re.compile(r"\*{2,3}|(?<![A-Za-z0-9_])__|__(?![A-Za-z0-9_])")
_LARGEST = 1_000_000
_MOST_BRACKETS = 2_000  # the time that links and pictures take grows with the square of their number
_NOTES = "注释："


def markdown_lines(text: str) -> list[str]:
    """Return the lines of a Markdown text, one for each that its author wrote: a line feed in a paragraph ends a line,
    since people write Chinese so; what was wrapped is joined where all text is.

    A blank line parts the blocks, a table row is one line, footnotes follow under a heading. Text without any sign of
    Markdown, and such of over a million characters or two thousand brackets, stays as it is.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > _LARGEST or text.count("[") > _MOST_BRACKETS or _SIGN.search(text) is None:
        return text.splitlines()
    front = _FRONT.match(text)
    title = _TITLE.search(front[1]) if front else None
    lines = [title[1]] if title else []
    lines += _lines(_parser().parse(text[front.end() :] if front else text))
    names = [note[1] for line in lines if (note := _NOTE.match(line))]
    numbers = {name: number for number, name in enumerate(names, 1)}
    notes = [f"（{number}）{_NOTE.sub('', line)}" for number, line in enumerate(filter(_NOTE.match, lines), 1)]

    def numbered(mark: re.Match[str]) -> str:
        return f"[{numbers.get(mark[1], mark[1])}]"

    shown = [_NOTE_MARK.sub(numbered, _LEFT_BOLD.sub("", line)) for line in lines if not _NOTE.match(line)]
    return [*shown, *([_NOTES, *notes] if notes else [])]


def _parser() -> MarkdownIt:
    # Lists stay text, for their numbers; Chinese is indented without meaning code; [^1]: begins a note.
    return MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").disable(["list", "code", "reference"])


def _lines(tokens: list[Token]) -> Iterator[str]:
    cells: list[list[str]] | None = None  # of the row that is being read
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield from row_lines(cells)
            cells = None
        elif token.type == "inline":
            lines = [_BULLET.sub("", line) for line in "".join(map(_text, token.children or [])).split("\n")]
            if cells is None:
                yield from lines
                yield ""
            else:
                cells.append(lines)
        elif token.type == "html_block":
            yield from html_lines(token.content)
        elif token.type in ("fence", "code_block"):
            yield from token.content.splitlines()


def _text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    return token.content if token.type in ("text", "code_inline", "text_special") else ""
