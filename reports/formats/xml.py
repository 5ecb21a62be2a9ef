"""The text of an XML document of whatever kind: an element is a line, unless it stands in a sentence."""

from collections.abc import Iterator

from lxml import etree

_MOST_DEEP = 200


def looks_like_xml(text: str) -> bool:
    """Tell an XML document by its first words."""
    return text[:200].lstrip("\ufeff \t\r\n").startswith("<?xml")


def xml_lines(text: str) -> list[str] | None:
    """Return the lines of the text in an XML document, None where it is none or nests deeper than any with reports."""
    parser = etree.XMLParser(  # the text was decoded already, whatever encoding it names
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    lines = _lines(root, _MOST_DEEP)
    return [line for block in lines for line in block.splitlines()]


def _lines(element: etree._Element, depth: int) -> Iterator[str]:
    children = list(element)
    is_sentence = bool((element.text or "").strip()) or any((one.tail or "").strip() for one in children)
    if not children or is_sentence or not depth:
        yield "".join(element.itertext())
        return
    for child in children:
        yield from _lines(child, depth - 1)
