"""The text of a web page, one line for every block that a browser would show as a line of its own."""

import html
import re

from lxml import etree
from lxml import html as lxml_html

from reports.formats.html.text import PageText
from reports.formats.read import Lines

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|meta|div|p|br|table|td|span|font|frame|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE
)
_FEWEST_TAGS = 3
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^<>]{0,200}\?>")
_HAN = re.compile("[\u3400-\u9fff]")
# A page that shows less, and hides so many times more, waits for a script that shows its text.
_FEWEST_SEEN, _MOST_HIDDEN, _FEWEST_TO_READ = 1_000, 4, 100
_MOST_TIMES_ESCAPED = 3


class TooDeep(ValueError):
    """A page nests so deeply that its parser gave up, and what comes after is lost."""


class WrittenByScripts(ValueError):
    """A page holds next to no text: scripts write it when a browser shows the page."""


class InFrames(ValueError):
    """A page holds no text but names others in its frames; the message is their names."""


def looks_like_html(text: str) -> bool:
    """Tell a page from plain text by its tags, whatever the file is called."""
    return sum(1 for _, _ in zip(_TAG.finditer(text), range(_FEWEST_TAGS), strict=False)) == _FEWEST_TAGS


def html_lines(text: str) -> list[str]:
    """Return the lines of `page_lines` alone."""
    return page_lines(text).lines


def page_lines(text: str) -> Lines:
    """Return the lines that a reader of the page sees, top to bottom, without scripts, menus of `<nav>` and form
    fields.

    Broken markup is repaired the way browsers do it. A row of a table is a line. A page without any text gives no
    lines. Where nearly all text is hidden until a script shows it, it is read, and flagged.

    Raises:
        TooDeep: the page nests more than 2,048 elements in each other.
        InFrames: it shows other pages in frames, and has no text of its own.
        WrittenByScripts: its text is in its scripts.
    """
    root = _parsed(_XML_DECLARATION.sub("", text, count=1).replace("\0", ""))
    if root is None:
        return Lines([])
    lines = PageText(root).lines()
    seen = _count(lines)
    if seen < _FEWEST_SEEN:
        everything = PageText(root, everything=True).lines()
        if _count(everything) > _MOST_HIDDEN * seen + _FEWEST_TO_READ:
            return Lines(_of_escaped_page(everything), ("hidden_text_read",))
    if seen < _FEWEST_TO_READ and (names := [one.get("src", "") for one in root.iter("frame", "iframe")]):
        raise InFrames(", ".join(filter(None, names))[:200])
    if seen < _FEWEST_TO_READ and _is_in_scripts(root):
        raise WrittenByScripts
    return Lines(_of_escaped_page(lines))


def _is_in_scripts(root: lxml_html.HtmlElement) -> bool:
    texts = [one.text or "" for one in root.iter("script")]
    return sum(len(_HAN.findall(text)) + text.count("\\u") for text in texts) > _FEWEST_SEEN


def _of_escaped_page(lines: list[str]) -> list[str]:
    """Return the lines of a page whose tags were escaped, so that the browser shows them: &lt;p&gt;."""
    for _ in range(_MOST_TIMES_ESCAPED):
        text = "<br>".join(lines)
        text = html.unescape(text) if "&lt;" in text else text
        if "</" not in text or not looks_like_html(text):
            break
        root = _parsed(_XML_DECLARATION.sub("", text, count=1))
        lines = [] if root is None else PageText(root).lines()
    return lines


def _count(lines: list[str]) -> int:
    return sum(len(_HAN.findall(line)) for line in lines)


def _parsed(text: str) -> lxml_html.HtmlElement | None:
    """Return the root of a page, None where it holds nothing."""
    try:
        parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise TooDeep
    return root
