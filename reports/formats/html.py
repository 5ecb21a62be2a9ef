"""The text of a web page, one line for every block that a browser would show as a line of its own."""

import re

from lxml import etree
from lxml import html as lxml_html

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|meta|div|p|br|table|td|span|font|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE
)
_FEWEST_TAGS = 3
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^<>]{0,200}\?>")
# A browser shows other blanks as they are; of several an indent may be made.
_SPACE = re.compile(r"[ \t\r\n\f]+|(?<![\xa0\u3000])[\xa0\u3000](?![\xa0\u3000])")
# A line feed in the source of a page is a space to the browser; between two ideographs it is an artefact of the editor.
_SPACE_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[\t\r\n]\s*(?=[\u3000-\u9fff\uff00-\uffef])")

_UNSEEN = (
    "script style noscript template head nav aside footer select option button textarea input iframe object svg math "
    "map audio video"
)
_DROPPED = frozenset(_UNSEEN.split())
_WITHIN_LINES = (
    "a abbr acronym b big bdi bdo blink cite code data del dfn em font i img ins kbd label mark nobr q rb rp rt ruby "
    "s samp small span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_WITHIN_LINES.split())
_READING = frozenset(("rt", "rp"))  # the pronunciation above a character is not part of the text
_DROPPED_BLOCKS = frozenset(("head", "nav", "aside", "footer"))


class TooDeep(ValueError):
    """A page nests so deeply that its parser gave up, and what comes after is lost."""


def looks_like_html(text: str) -> bool:
    """Tell a page from plain text by its tags, whatever the file is called."""
    return sum(1 for _, _ in zip(_TAG.finditer(text), range(_FEWEST_TAGS), strict=False)) == _FEWEST_TAGS


def html_lines(text: str) -> list[str]:
    """Return the lines that a reader of the page sees, top to bottom, without scripts, menus of `<nav>` and form
    fields.

    Broken markup is repaired the way browsers do it. A page without any text gives no lines.

    Raises:
        TooDeep: the page nests more than 2,048 elements in each other.
    """
    root = _parsed(_XML_DECLARATION.sub("", text, count=1).replace("\0", ""))
    if root is None:
        return []
    pieces: list[str] = []
    _collect(root, pieces)
    lines = "".join(pieces).split("\n")
    return [line for raw in lines if (line := _SPACE.sub(" ", raw).strip())]


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


def _collect(root: lxml_html.HtmlElement, pieces: list[str]) -> None:
    """Append the text below `root` to `pieces`, with a line feed at the edge of every block.

    Walks without recursion: saved pages nest tables deeper than Python's stack.
    """
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipping is not None and skipping is not element:
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        dropped = tag in _DROPPED or tag in _READING
        if event == "end":
            skipping = None
            is_edge = tag in _DROPPED_BLOCKS or not (dropped or _within_line(tag))
            pieces.append(("\n" if is_edge else "") + _inline(element.tail))
        elif dropped:
            skipping = element
        else:
            pieces.append(("" if _within_line(tag) else "\n") + _inline(element.text))


def _within_line(tag: str) -> bool:
    """Tell an element that ends no line; word processors leave elements of their own in pages: <o:p>, <st1:chsdate>."""
    return tag in _INLINE or ":" in tag


def _inline(text: str | None) -> str:
    """Return character data with its line feeds made harmless, since only blocks end lines."""
    if not text:
        return ""
    return _SPACE_BETWEEN_IDEOGRAPHS.sub("", text).replace("\n", " ").replace("\r", " ")
