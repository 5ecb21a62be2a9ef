"""The rules of a page's own style sheets that may hide text, and which of them hold for an element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

Declarations = dict[str, str]
_NAMES = (
    "display visibility font-size font opacity color background background-color white-space text-indent position left "
    "top clip width height max-height overflow transform"
)
_PROPERTIES = frozenset(_NAMES.split())
_MAY_HIDE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font(?:-size)?\s*:\s*[01.]|opacity\s*:\s*0|"
    r"color\s*:\s*(?:#f|w|t|rgb)|text-indent\s*:\s*-|(?:left|top)\s*:\s*-|(?:height|width)\s*:\s*0|clip\s*:|scale\(0",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_COMPOUND = re.compile(r"(\*|[a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
_OTHER_MEDIA = re.compile(r"\b(?:print|speech|aural|braille|tty|tv|handheld|projection|not)\b|dark|hover|portrait")
_WIDTH = re.compile(r"(min|max)-(?:device-)?width\s*:\s*(\d*\.?\d+)\s*(px|em|rem)?")
_SCREEN_WIDTH = 1_366  # pixels, of most desks
_LONGEST_SHEET, _MOST_RULES = 2_000_000, 1_000
_MOST_STEPS = 500_000  # rules tried and steps up to what stands around, on one page
_MOST_WORDS = 10  # of a selector


class _Compound(NamedTuple):
    """What one element must be: p.note#n1, and whether it must be the parent of what stands behind it."""

    tag: str
    classes: frozenset[str]
    identifier: str
    is_parent: bool

    def holds_for(self, element: etree._Element, classes: frozenset[str]) -> bool:
        return (
            self.tag in ("", element.tag)
            and self.classes <= classes
            and (not self.identifier or self.identifier == element.get("id"))
        )


class _Rule(NamedTuple):
    compounds: tuple[_Compound, ...]
    weight: tuple[int, int, int]  # identifiers, classes, elements
    declarations: Declarations


@dataclass(slots=True)
class Sheet:
    """Rules by what their last element must be: "#id", ".class", "tag" or ""."""

    rules: dict[str, list[tuple[int, _Rule]]] = field(default_factory=dict)
    steps: int = 0

    def said_of(self, element: etree._Element) -> Declarations:
        """Return what the sheets declare of an element; of two rules the weightier wins, or else the later."""
        if not self.rules or self.steps >= _MOST_STEPS:
            return {}
        classes = frozenset((element.get("class") or "").split())
        keys = (f"#{element.get('id')}", *(f".{one}" for one in classes), str(element.tag), "")
        tried = [pair for key in keys for pair in self.rules.get(key, ())]
        self.steps += len(tried)
        if not tried:
            return {}
        found = [pair for pair in tried if self._holds(pair[1], element, classes)]
        said: Declarations = {}
        for _, rule in sorted(found, key=lambda pair: (pair[1].weight, pair[0])):
            kept = {name for name, value in said.items() if "!important" in value}
            said |= {name: v for name, v in rule.declarations.items() if name not in kept or "!important" in v}
        return said

    def _holds(self, rule: _Rule, element: etree._Element, classes: frozenset[str]) -> bool:
        *around, last = rule.compounds
        if not last.holds_for(element, classes):
            return False
        place: etree._Element | None = element
        while around:
            wanted = around.pop()
            place = self._above(place, wanted)
            if place is None:
                return False
        return True

    def _above(self, element: etree._Element | None, wanted: _Compound) -> etree._Element | None:
        while element is not None and self.steps < _MOST_STEPS:
            self.steps += 1
            element = element.getparent()
            if element is None or wanted.holds_for(element, frozenset((element.get("class") or "").split())):
                return element
            if wanted.is_parent:
                return None
        return None


def sheet_of(root: etree._Element) -> Sheet:
    """Return the rules of all style sheets in a page, none where no rule hides anything."""
    texts = [one.text for one in root.iter("style") if one.text and _is_for_screens(one.get("media"))]
    text = _COMMENT.sub("", "\n".join(texts)[:_LONGEST_SHEET])
    sheet = Sheet()
    if not _MAY_HIDE.search(text):
        return sheet
    for number, rule in enumerate(_rules(text)):
        if number == _MOST_RULES:
            break
        last = rule.compounds[-1]
        key = f"#{last.identifier}" if last.identifier else next((f".{one}" for one in last.classes), last.tag)
        sheet.rules.setdefault(key, []).append((number, rule))
    return sheet


def declarations(style: str) -> Declarations:
    """Return those declarations of a style that may hide text, by property."""
    said: Declarations = {}
    for one in style.split(";"):
        name, _, value = one.partition(":")
        if (name := name.strip().lower()) in _PROPERTIES:
            said[name] = value.strip().lower()
    return said


def _is_for_screens(media: str | None) -> bool:
    return media is None or not media.strip() or any(word in media.lower() for word in ("screen", "all"))


def _is_of_screen(head: str) -> bool:
    """Tell a block around rules that hold on the screen of a desk: @media screen and (min-width: 768px)."""
    name, _, queries = head.partition(" ") if "(" not in head.partition(" ")[0] else head.partition("(")
    if name in ("@layer", "@supports"):
        return "not" not in queries
    return name == "@media" and any(_holds_on_screen(query) for query in queries.split(","))


def _holds_on_screen(query: str) -> bool:
    if _OTHER_MEDIA.search(query):
        return False
    for side, number, unit in _WIDTH.findall(query):
        pixels = float(number) * (16 if unit in ("em", "rem") else 1)
        if pixels > _SCREEN_WIDTH if side == "min" else pixels < _SCREEN_WIDTH:
            return False
    return True


def _rules(text: str) -> Iterator[_Rule]:
    """Yield the rules of a sheet; those for printers and small screens count for nothing."""
    passed: list[bool] = []  # for each block around: does it count?
    start, opened = 0, ""
    for brace in _BRACE.finditer(text):
        before, start = text[start : brace.start()], brace.end()
        if brace[0] == "{":
            head = before.rpartition(";")[2].strip()
            passed.append(not head.startswith("@") or _is_of_screen(head.lower()))
            opened = head
        elif passed:
            counts = all(passed)
            passed.pop()
            if counts and not opened.startswith("@") and (said := declarations(before)):
                yield from _of_selectors(opened, said)
            opened = "@"


def _of_selectors(selectors: str, said: Declarations) -> Iterator[_Rule]:
    for selector in selectors.split(","):
        words = selector.replace(">", " > ").split()
        if len(words) > _MOST_WORDS:
            continue
        compounds: list[_Compound] = []
        for place, word in enumerate(words):
            match = _COMPOUND.fullmatch(word)
            if word == ">":
                continue
            if match is None:
                compounds = []
                break  # states and attributes: what they hide comes and goes
            compounds.append(_compound(match, is_parent=words[place + 1 : place + 2] == [">"]))
        if compounds:
            weight = (
                sum(bool(one.identifier) for one in compounds),
                sum(len(one.classes) for one in compounds),
                sum(bool(one.tag) for one in compounds),
            )
            yield _Rule(tuple(compounds), weight, said)


def _compound(match: re.Match[str], is_parent: bool) -> _Compound:
    tag = (match[1] or "").lower()
    signs = re.findall(r"[.#][\w-]+", match[2])
    classes = frozenset(sign[1:] for sign in signs if sign[0] == ".")
    identifier = next((sign[1:] for sign in signs if sign[0] == "#"), "")
    return _Compound("" if tag == "*" else tag, classes, identifier, is_parent)
