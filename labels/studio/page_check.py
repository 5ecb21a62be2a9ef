"""Check that a Label Studio project's page asks for the categories that a model answers with."""

from xml.etree import ElementTree

from labels.studio.page import CATEGORY, MARKED, MARKS, NONE, PARAGRAPH, SENTENCE, TEXT, Question, Unit
from labels.taxonomy import NONE_ID, Taxonomy
from storage.errors import BadData

_REMEDY = "make the page again with `scripts/label_studio.py page`, or serve a model of this page's categories"


def check_page(xml: str, taxonomy: Taxonomy) -> Question:
    """Check that predictions for `taxonomy` can be shown on a labelling page, and return what it asks: names of
    controls, stored ids, single or multiple.

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
    unit = unit_of(xml)
    if unit == SENTENCE:
        _check_marks(page, (MARKED,) if taxonomy.exclusive else taxonomy.ids)
    return Question(unit, taxonomy.exclusive)


def unit_of(xml: str) -> Unit:
    """Tell whether a labelling page asks about sentences; one that is no XML does not.

    The name of its control tells: everything else on the two pages is alike.
    """
    try:
        page = ElementTree.fromstring(xml)
    except ElementTree.ParseError:
        return PARAGRAPH
    return SENTENCE if page.find(f".//Labels[@name='{MARKS}']") is not None else PARAGRAPH


def stored_ids(control: ElementTree.Element) -> tuple[str, ...]:
    """Return what a <Choices> or <Labels> of a labelling page stores: the alias of each, its wording where it has
    none."""
    given = [*control.iter("Choice"), *control.iter("Label")]
    return tuple(one.get("alias") or one.get("value") or "" for one in given)


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
    _check_stored(control, name, ids)
    single = control.get("choice", "single") == "single"  # Label Studio's own default
    if name == CATEGORY and single != taxonomy.exclusive:
        wanted, arrived = ("single", "multiple") if taxonomy.exclusive else ("multiple", "single")
        raise BadData(
            f"The labelling page's '{name}' has choice='{arrived}'. Expected '{wanted}' as in the model; {_REMEDY}."
        )


def _check_marks(page: ElementTree.Element, ids: tuple[str, ...]) -> None:
    (control, *others) = page.iter("Labels")
    if others or control.get("toName") != TEXT or control.get("choice") != "multiple":
        raise BadData(
            f"The labelling page has {1 + len(others)} <Labels>, or one for another text or for a single label. "
            f"Expected exactly one with name='{MARKS}', toName='{TEXT}' and choice='multiple'; {_REMEDY}."
        )
    _check_stored(control, MARKS, ids)


def _check_stored(control: ElementTree.Element, name: str, ids: tuple[str, ...]) -> None:
    stored = set(stored_ids(control))
    if stored != set(ids):
        missing, unknown = (", ".join(sorted(one)) or "none" for one in (set(ids) - stored, stored - set(ids)))
        raise BadData(
            f"The labelling page's '{name}' does not fit the model: missing {missing}; not known to the model "
            f"{unknown}. "
            f"Expected {', '.join(ids)}; {_REMEDY}."
        )
