"""Formulas of Word documents (Office Math) as one would read them: 3/4, m², √2."""

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml import etree

from reports.formats.raised import raised

_VALUE = qn("m:val")


def formula_text(element: etree._Element) -> str:
    """Return the text of a formula or of a part of one."""
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            yield child.text or ""
        elif name in _READ:
            yield _READ[name](child)
        elif not name.endswith("Pr") and name not in ("del", "moveFrom", "instrText"):
            yield from _pieces(child)


def _part(element: etree._Element, name: str) -> str:
    child = element.find(qn(f"m:{name}"))
    return "" if child is None else formula_text(child)


def _character(element: etree._Element, properties: str, name: str, otherwise: str) -> str:
    found = element.find(f"{qn(f'm:{properties}')}/{qn(f'm:{name}')}")
    return otherwise if found is None else found.get(_VALUE, "")


def _fraction(element: etree._Element) -> str:
    return "/".join(
        text if len(text) < 2 or text.isalnum() else f"({text})"
        for text in (_part(element, "num"), _part(element, "den"))
    )


def _power(element: etree._Element) -> str:
    return _part(element, "e") + _part(element, "sub") + raised(_part(element, "sup"))


def _root(element: etree._Element) -> str:
    degree, inside = _part(element, "deg"), _part(element, "e")
    return f"{raised(degree) if degree else ''}√{inside if len(inside) < 2 or inside.isalnum() else f'({inside})'}"


def _delimited(element: etree._Element) -> str:
    inside = _character(element, "dPr", "sepChr", "|").join(formula_text(one) for one in element.findall(qn("m:e")))
    return _character(element, "dPr", "begChr", "(") + inside + _character(element, "dPr", "endChr", ")")


def _sum(element: etree._Element) -> str:
    return (
        _character(element, "naryPr", "chr", "∫")
        + _part(element, "sub")
        + raised(_part(element, "sup")) * bool(_part(element, "sup"))
        + _part(element, "e")
    )


def _phantom(element: etree._Element) -> str:
    shown = _character(element, "phantPr", "show", "1")
    return "" if shown in ("0", "off", "false") else _part(element, "e")


_READ = {
    "f": _fraction,
    "sSup": _power,
    "sSubSup": _power,
    "rad": _root,
    "d": _delimited,
    "nary": _sum,
    "phant": _phantom,
}
