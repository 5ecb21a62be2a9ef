"""The labelling page: the Label Studio configuration that a taxonomy makes, for sentences or for paragraphs alone.

Facts about Label Studio 1.23 that shaped it: `alias` is what is stored, so that wording may change later; `background`
has no effect on choices, so colour comes through `html`; in one group "none of these" could be ticked beside a
category, so it is a control of its own, which shows only while no category is ticked and must then be answered.
A label's key labels the region that is selected, and a key of the server steps to the next region: so every sentence is
a region from the start (`labels.studio.marks`), and needs an empty label (`allowEmpty`) to be one without a category.
"""

from dataclasses import dataclass
from html import escape
from typing import Literal
from xml.etree import ElementTree

from labels.guide import FLAGS
from labels.taxonomy import FLAG_HOTKEYS, NONE_HOTKEY, NONE_ID, Category, Taxonomy

TEXT = "text"
CATEGORY = "category"
NONE = "none"
FLAG = "flag"
NOTE = "note"
MARKS = "evidence"
SEEN = "seen"
"""The names of the page's text and controls, as tasks, predictions and exports know them."""
MARKED = "marked"
"""What a sentence is given in an exclusive taxonomy, where the category is chosen for the paragraph."""

Unit = Literal["sentence", "paragraph"]
SENTENCE: Unit = "sentence"
PARAGRAPH: Unit = "paragraph"
UNJUDGED = "sentences"
"""The model version of predictions that show the sentences and say nothing of them."""
_MARKED_COLOUR = "#9c6b00"
_SHIFT = "shift+"
_NEXT_SENTENCE = "space,alt+."
"""The key of a server that is started here, and Label Studio's own."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a page asks: the categories of sentences or of the paragraph alone, of which a paragraph carries one
    (`exclusive`) or several.

    `unjudged` is the model version under which sentences are sent that no model judged.
    """

    unit: Unit = PARAGRAPH
    exclusive: bool = False
    unjudged: str = UNJUDGED


_STYLE = """
    .context { padding: 6px 12px; border-left: 4px solid #c9ced6; opacity: .75; }
    .context * { font-size: 14px !important; line-height: 1.7 !important; }
    .paragraph { margin: 10px 0; padding: 10px 14px; border: 1px solid #d9dee7; border-radius: 8px; }
    .paragraph * { font-size: 18px !important; line-height: 1.9 !important; }
  """
_STYLE_OF_SENTENCES = """
    .paragraph .htx-highlight::after { font-size: 12px !important; }
    .seen { display: none; }
    .lsf-label_empty .lsf-label__text { font-size: 0; }
    .lsf-label_empty .lsf-label__text::before { content: "这句不属于任何一类 This sentence: none"; font-size: 14px; }
  """


def labelling_page(taxonomy: Taxonomy, unit: Unit = PARAGRAPH) -> str:
    """Return the labelling configuration, XML in Chinese and English, for tasks as `labels.studio.tasks` makes them.

    On the page for sentences each is given its categories by the taxonomy's keys, and the paragraph, with Shift, those
    that no sentence can be singled out for; it is sent once a sentence was looked at. On the page for paragraphs
    several categories may be ticked, or "none of these". Where the taxonomy is exclusive exactly one category is
    chosen, there is no "none", and sentences are marked as carrying it.
    """
    page = ElementTree.Element("View")
    ElementTree.SubElement(page, "Style").text = _STYLE + (_STYLE_OF_SENTENCES if unit == SENTENCE else "")
    _header(page, "$title", 4)
    _header(page, "$section", 5)
    _text(page, "previous", "context")
    if unit == SENTENCE:
        _add_marks(page, taxonomy)
    _text(page, TEXT, "paragraph", **({"showLabels": "true"} if unit == SENTENCE else {}))
    _text(page, "following", "context")
    _add_categories(page, taxonomy, unit)
    if not taxonomy.exclusive:
        _add_none(page, unit)
    _header(page, "标记与备注（可不填） Flags and note (optional)", 6)
    flags = _choices(page, FLAG)
    for (alias, wording), hotkey in zip(FLAGS, FLAG_HOTKEYS, strict=True):
        ElementTree.SubElement(flags, "Choice", alias=alias, value=wording.both, hotkey=hotkey)
    note = {
        "name": NOTE,
        "toName": TEXT,
        "rows": "2",
        "maxSubmissions": "1",
        "editable": "true",
        "placeholder": "备注 Note",
    }
    ElementTree.SubElement(page, "TextArea", note)
    ElementTree.indent(page)
    return ElementTree.tostring(page, encoding="unicode") + "\n"


def _add_marks(page: ElementTree.Element, taxonomy: Taxonomy) -> None:
    """Add what a sentence is given: its categories, or only that it carries the paragraph's one."""
    chinese, english = (NONE_HOTKEY, NONE_HOTKEY) if taxonomy.exclusive else ("类别键", "the category's key")
    _header(page, f"空格：下一句；{chinese}：标上，再按取消 Space: next sentence; {english}: mark it, again: undo", 5)
    attributes = {"name": MARKS, "toName": TEXT, "choice": "multiple", "allowEmpty": "true"}
    labels = ElementTree.SubElement(page, "Labels", attributes)
    if taxonomy.exclusive:
        wording = "依据 Evidence"
        given = {"alias": MARKED, "value": wording, "background": _MARKED_COLOUR, "hotkey": NONE_HOTKEY}
        ElementTree.SubElement(labels, "Label", given)
        return
    for one in taxonomy.categories:
        given = {"alias": one.id, "value": _wording(one), "background": one.colour, "hotkey": one.hotkey}
        ElementTree.SubElement(labels, "Label", given, hint=_hint(one))


def _add_categories(page: ElementTree.Element, taxonomy: Taxonomy, unit: Unit) -> None:
    if taxonomy.exclusive:
        _header(page, "类别（选一类） Category (choose one)", 5)
        message = "请选择一类 Choose a category"
        choices = _choices(page, CATEGORY, choice="single", required="true", requiredMessage=message)
    elif unit == SENTENCE:
        _header(page, "整段（指不出是哪一句时） The paragraph, where no sentence can be singled out", 6)
        choices = _choices(page, CATEGORY)
    else:
        _header(page, "类别（可多选） Categories (as many as apply)", 5)
        choices = _choices(page, CATEGORY)
    for category in taxonomy.categories:
        attributes = {
            "alias": category.id,
            "value": _wording(category),
            "hotkey": _of_paragraph(category.hotkey, taxonomy, unit),
            "html": _pill(category),
            "hint": _hint(category),
        }
        ElementTree.SubElement(choices, "Choice", attributes)


def _add_none(page: ElementTree.Element, unit: Unit) -> None:
    condition = {"visibleWhen": "choice-unselected", "whenTagName": CATEGORY}
    if unit == PARAGRAPH:
        message = "请至少选一类，或选“都不是” Tick a category, or 'None of these'"
        condition |= {"required": "true", "requiredMessage": message}
    none = _choices(page, NONE, **condition)
    hotkey = f"{_SHIFT}{NONE_HOTKEY}" if unit == SENTENCE else NONE_HOTKEY
    ElementTree.SubElement(none, "Choice", alias=NONE_ID, value="都不是 None of these", hotkey=hotkey)
    if unit == SENTENCE:
        _add_seen(page)


def _add_seen(page: ElementTree.Element) -> None:
    """Ask for one look at a sentence, unless the paragraph was answered, so that no page is sent by a slip.

    Of all controls a rating alone only ever goes up with its key, here that of the next sentence; it is not shown.
    """
    for name in (CATEGORY, NONE):
        page = ElementTree.SubElement(page, "View", visibleWhen="choice-unselected", whenTagName=name)
    page.set("className", SEEN)
    message = "请按空格逐句看 Press Space to go through the sentences"
    seen = {"name": SEEN, "toName": TEXT, "maxRating": "99", "hotkey": _NEXT_SENTENCE}
    ElementTree.SubElement(page, "Rating", seen, required="true", requiredMessage=message)


def _of_paragraph(hotkey: str, taxonomy: Taxonomy, unit: Unit) -> str:
    """Return the key that gives the paragraph a category; a sentence is given it by the key alone."""
    return f"{_SHIFT}{hotkey}" if unit == SENTENCE and not taxonomy.exclusive else hotkey


def _choices(page: ElementTree.Element, name: str, choice: str = "multiple", **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        page, "Choices", {"name": name, "toName": TEXT, "choice": choice, "layout": "inline", **attributes}
    )


def _header(page: ElementTree.Element, value: str, size: int) -> None:
    ElementTree.SubElement(page, "Header", value=value, size=str(size))


def _text(page: ElementTree.Element, name: str, style: str, **attributes: str) -> None:
    """Show the task's data key `name`; it cannot be selected, so that a slip of the mouse marks nothing."""
    frame = ElementTree.SubElement(page, "View", className=style)
    shown = {"name": name, "value": f"${name}", "selectionEnabled": "false", **attributes}
    ElementTree.SubElement(frame, "Text", shown)


def _wording(category: Category) -> str:
    return f"{category.chinese} {category.english}"


def _hint(category: Category) -> str:
    return f"{category.definition_chinese} {category.definition_english}"


def _pill(category: Category) -> str:
    """Return HTML that shows the category in its colour; 1f behind it is 12 % opacity."""
    style = (
        f"display:inline-block;padding:1px 10px;border-left:6px solid {category.colour};"
        f"background:{category.colour}1f;color:{category.colour};border-radius:4px"
    )
    return f'<span style="{style}"><b>{escape(category.chinese)}</b> {escape(category.english)}</span>'
