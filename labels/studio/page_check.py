"""Check that a Label Studio project's page asks for the categories that a model answers with."""

from xml.etree import ElementTree

from labels.studio.page import CATEGORY, NONE, TEXT
from labels.taxonomy import NONE_ID, Taxonomy
from storage.errors import BadData

_REMEDY = "make the page again with `scripts/label_studio.py page`, or serve a model of this page's categories"


def check_page(xml: str, taxonomy: Taxonomy) -> None:
    """Check that predictions for `taxonomy` can be shown on a labelling page: names of controls, stored ids, single or
    multiple.

    What else the page holds (flags, notes, styles, wording, order) does not matter.

    Raises:
        BadData: they cannot; the message names what is missing or too much.
    """
    try:
        page = ElementTree.fromstring(xml)
    except ElementTree.ParseError as error:
        raise BadData(f"The labelling page is not XML ({error}). Expected the page of a project; {_REMEDY}.") from error
    _check_text(page)
    _check_control(page, CATEGORY, taxonomy.ids, taxonomy)
    if not taxonomy.exclusive:
        _check_control(page, NONE, (NONE_ID,), taxonomy)


def stored_ids(control: ElementTree.Element) -> tuple[str, ...]:
    """Return what a <Choices> of a labelling page stores: the alias of each choice, its wording where it has none."""
    return tuple(choice.get("alias") or choice.get("value") or "" for choice in control.iter("Choice"))


def _check_text(page: ElementTree.Element) -> None:
    shown = [text.get("value") for text in page.iter("Text") if text.get("name") == TEXT]
    if shown != [f"${TEXT}"]:
        arrived = f"shows {shown[0]!r} there" if shown else f"has no <Text name={TEXT!r}>"
        raise BadData(f"The labelling page {arrived}. Expected <Text name='{TEXT}' value='${TEXT}'>; {_REMEDY}.")


def _check_control(page: ElementTree.Element, name: str, ids: tuple[str, ...], taxonomy: Taxonomy) -> None:
    found = [control for control in page.iter("Choices") if control.get("name") == name]
    if len(found) != 1 or found[0].get("toName") != TEXT:
        raise BadData(
            f"The labelling page has {len(found)} <Choices name='{name}'>, or one for another text. "
            f"Expected exactly one with toName='{TEXT}'; {_REMEDY}."
        )
    (control,) = found
    stored = set(stored_ids(control))
    if stored != set(ids):
        missing, unknown = (", ".join(sorted(one)) or "none" for one in (set(ids) - stored, stored - set(ids)))
        raise BadData(
            f"The labelling page's '{name}' does not fit the model: missing {missing}; not known to the model "
            f"{unknown}. "
            f"Expected {', '.join(ids)}; {_REMEDY}."
        )
    single = control.get("choice", "single") == "single"  # Label Studio's own default
    if name == CATEGORY and single != taxonomy.exclusive:
        wanted, arrived = ("single", "multiple") if taxonomy.exclusive else ("multiple", "single")
        raise BadData(
            f"The labelling page's '{name}' has choice='{arrived}'. Expected '{wanted}' as in the model; {_REMEDY}."
        )
