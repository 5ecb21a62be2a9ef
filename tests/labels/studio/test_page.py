"""The labelling page: well-formed, complete, and sound in the eyes of Label Studio's own checker."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from labels.guide import FLAGS
from labels.prediction import Prediction
from labels.studio.page import PARAGRAPH, SENTENCE, Unit, labelling_page
from labels.studio.tasks import to_task
from labels.taxonomy import Taxonomy
from tests.labels.conftest import paragraph


def control(page: str, name: str) -> ElementTree.Element | None:
    return ElementTree.fromstring(page).find(f"Choices[@name='{name}']")


def aliases(page: str, name: str) -> list[str | None]:
    found = control(page, name)
    return [] if found is None else [choice.get("alias") for choice in found]


def test_each_category_stands_on_the_page_once_with_its_key_and_colour(taxonomy: Taxonomy) -> None:
    choices = control(labelling_page(taxonomy), "category")
    assert choices is not None
    assert choices.get("choice") == "multiple"
    assert [choice.get("alias") for choice in choices] == list(taxonomy.ids)
    for choice, category in zip(choices, taxonomy.categories, strict=True):
        assert choice.get("hotkey") == category.hotkey
        pill = ElementTree.fromstring(choice.get("html", ""))  # well-formed in itself
        assert category.colour in pill.get("style", "")
        assert "".join(pill.itertext()) == choice.get("value") == f"{category.chinese} {category.english}"


def test_none_of_these_cannot_stand_beside_a_category(taxonomy: Taxonomy) -> None:
    page = labelling_page(taxonomy)
    none = control(page, "none")
    assert none is not None
    assert "none" not in aliases(page, "category")
    expected = {"visibleWhen": "choice-unselected", "whenTagName": "category", "required": "true"}
    assert expected.items() <= none.attrib.items()


def test_an_exclusive_page_asks_for_exactly_one_category(exclusive: Taxonomy) -> None:
    page = labelling_page(exclusive)
    choices = control(page, "category")
    assert choices is not None
    assert {"choice": "single", "required": "true"}.items() <= choices.attrib.items()
    assert control(page, "none") is None


def test_no_two_choices_share_a_key(taxonomy: Taxonomy) -> None:
    keys = [choice.get("hotkey") for choice in ElementTree.fromstring(labelling_page(taxonomy)).iter("Choice")]
    assert None not in keys
    assert len(keys) == len(set(keys)) == len(taxonomy.ids) + 1 + len(FLAGS)


def test_every_variable_of_the_page_is_in_every_task(taxonomy: Taxonomy) -> None:
    for unit in (SENTENCE, PARAGRAPH):
        elements = ElementTree.fromstring(labelling_page(taxonomy, unit)).iter()
        wanted = {value[1:] for element in elements if (value := element.get("value", "")).startswith("$")}
        assert wanted == {"text", "title", "section", "previous", "following"}
        assert wanted <= set(to_task(paragraph(), None, None)["data"])


def test_the_page_for_sentences_gives_them_the_categories_keys_and_colours(taxonomy: Taxonomy) -> None:
    labels = ElementTree.fromstring(labelling_page(taxonomy, SENTENCE)).findall("Labels[@name='evidence']/Label")
    told = [(one.get("alias"), one.get("hotkey"), one.get("background")) for one in labels]
    assert told == [(one.id, one.hotkey, one.colour) for one in taxonomy.categories]


def many(taxonomy: Taxonomy, count: int) -> Taxonomy:
    """A taxonomy of so many categories, each with a key of its own."""
    keys = "123456789rtyuiopasdfghjkl"
    categories = (replace(taxonomy.categories[0], id=f"c{number}", hotkey=keys[number]) for number in range(count))
    return replace(taxonomy, categories=tuple(categories))


@pytest.mark.parametrize("unit", [SENTENCE, PARAGRAPH])
@pytest.mark.parametrize("single", [False, True])
def test_no_key_of_a_page_means_two_things(taxonomy: Taxonomy, unit: Unit, single: bool) -> None:
    page = ElementTree.fromstring(labelling_page(replace(many(taxonomy, 15), exclusive=single), unit))
    keys = [one.get("hotkey") for kind in ("Choice", "Label") for one in page.iter(kind)]
    keys += [key for one in page.iter("Rating") for key in one.get("hotkey", "").split(",")]
    assert None not in keys
    assert len(keys) == len(set(keys)) >= 15 + len(FLAGS)


def test_a_page_for_sentences_is_sent_only_after_a_look_or_an_answer(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    page = ElementTree.fromstring(labelling_page(taxonomy, SENTENCE))
    outer = page.find("View[@whenTagName='category']")
    assert outer is not None and outer.get("visibleWhen") == "choice-unselected"
    inner = outer.find("View[@whenTagName='none']")
    assert inner is not None and inner.get("visibleWhen") == "choice-unselected"
    seen = inner.find("Rating")
    assert seen is not None and seen.get("required") == "true"
    alone = ElementTree.fromstring(labelling_page(exclusive, SENTENCE))
    assert alone.find(".//Rating") is None
    choices = alone.find("Choices[@name='category']")
    assert choices is not None and choices.get("required") == "true"


def test_wording_that_looks_like_markup_stays_wording(taxonomy: Taxonomy) -> None:
    first = replace(taxonomy.categories[0], chinese="产<业>", english='R&D "lab"')
    choices = control(labelling_page(replace(taxonomy, categories=(first,))), "category")
    assert choices is not None
    assert choices[0].get("value") == '产<业> R&D "lab"'
    assert "".join(ElementTree.fromstring(choices[0].get("html", "")).itertext()) == '产<业> R&D "lab"'


def test_label_studio_accepts_the_page_and_the_predictions_made_for_it(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    label_interface = pytest.importorskip(
        "label_studio_sdk.label_interface",
        reason="label-studio-sdk, which judges the page, is not installed; make test installs it",
    )
    for one in (taxonomy, exclusive):
        interface = label_interface.LabelInterface(labelling_page(one))
        interface.validate()
        answers = [(category,) for category in one.ids] + ([] if one.exclusive else [(), one.ids])
        for labels in answers:
            [prediction] = to_task(paragraph(), None, None, Prediction(labels, 0.5, "tagger"))["predictions"]
            assert interface.validate_prediction(prediction, return_errors=True) == []
