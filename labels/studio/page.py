"""The labelling page: the Label Studio configuration that a taxonomy makes.

Facts about Label Studio 1.23 that shaped it: `alias` is what is stored, so that wording may change later; `background`
has no effect on choices, so colour comes through `html`; in one group "none of these" could be ticked beside a
category, so it is a control of its own, which shows only while no category is ticked and must then be answered.
"""

from html import escape
from xml.etree import ElementTree

from labels.guide import FLAGS
from labels.taxonomy import FLAG_HOTKEYS, NONE_HOTKEY, NONE_ID, Category, Taxonomy

TEXT = "text"
CATEGORY = "category"
NONE = "none"
FLAG = "flag"
NOTE = "note"
"""The names of the page's text and controls, as tasks, predictions and exports know them."""

_STYLE = """
    .context { padding: 6px 12px; border-left: 4px solid #c9ced6; opacity: .75; }
    .context * { font-size: 14px !important; line-height: 1.7 !important; }
    .paragraph { margin: 10px 0; padding: 10px 14px; border: 1px solid #d9dee7; border-radius: 8px; }
    .paragraph * { font-size: 18px !important; line-height: 1.9 !important; }
  """


def labelling_page(taxonomy: Taxonomy) -> str:
    """Return the labelling configuration, XML in Chinese and English, for tasks as `labels.studio.tasks` makes them.

    Several categories may be ticked, or "none of these"; where the taxonomy is exclusive exactly one, and there is no
    "none".
    """
    page = ElementTree.Element("View")
    ElementTree.SubElement(page, "Style").text = _STYLE
    _header(page, "$title", 4)
    _header(page, "$section", 5)
    _text(page, "previous", "context")
    _text(page, TEXT, "paragraph")
    _text(page, "following", "context")
    _add_categories(page, taxonomy)
    if not taxonomy.exclusive:
        _add_none(page)
    _header(page, "标记与备注（可不填） Flags and note (optional)", 6)
    flags = _choices(page, FLAG)
    for (alias, wording), hotkey in zip(FLAGS, FLAG_HOTKEYS, strict=True):
        ElementTree.SubElement(flags, "Choice", alias=alias, value=wording, hotkey=hotkey)
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


def _add_categories(page: ElementTree.Element, taxonomy: Taxonomy) -> None:
    if taxonomy.exclusive:
        _header(page, "类别（选一类） Category (choose one)", 5)
        message = "请选择一类 Choose a category"
        choices = _choices(page, CATEGORY, choice="single", required="true", requiredMessage=message)
    else:
        _header(page, "类别（可多选） Categories (as many as apply)", 5)
        choices = _choices(page, CATEGORY)
    for category in taxonomy.categories:
        wording = f"{category.chinese} {category.english}"
        hint = f"{category.definition_chinese} {category.definition_english}"
        attributes = {
            "alias": category.id,
            "value": wording,
            "hotkey": category.hotkey,
            "html": _pill(category),
            "hint": hint,
        }
        ElementTree.SubElement(choices, "Choice", attributes)


def _add_none(page: ElementTree.Element) -> None:
    message = "请至少选一类，或选“都不是” Tick a category, or 'None of these'"
    condition = {
        "visibleWhen": "choice-unselected",
        "whenTagName": CATEGORY,
        "required": "true",
        "requiredMessage": message,
    }
    none = _choices(page, NONE, **condition)
    ElementTree.SubElement(none, "Choice", alias=NONE_ID, value="都不是 None of these", hotkey=NONE_HOTKEY)


def _choices(page: ElementTree.Element, name: str, choice: str = "multiple", **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        page, "Choices", {"name": name, "toName": TEXT, "choice": choice, "layout": "inline", **attributes}
    )


def _header(page: ElementTree.Element, value: str, size: int) -> None:
    ElementTree.SubElement(page, "Header", value=value, size=str(size))


def _text(page: ElementTree.Element, name: str, style: str) -> None:
    """Show the task's data key `name`; it cannot be selected, so that a slip of the mouse marks nothing."""
    frame = ElementTree.SubElement(page, "View", className=style)
    ElementTree.SubElement(frame, "Text", name=name, value=f"${name}", selectionEnabled="false")


def _pill(category: Category) -> str:
    """Return HTML that shows the category in its colour; 1f behind it is 12 % opacity."""
    style = (
        f"display:inline-block;padding:1px 10px;border-left:6px solid {category.colour};"
        f"background:{category.colour}1f;color:{category.colour};border-radius:4px"
    )
    return f'<span style="{style}"><b>{escape(category.chinese)}</b> {escape(category.english)}</span>'
