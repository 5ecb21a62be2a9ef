"""A page of another taxonomy is refused before its project gets predictions that nobody would see."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from labels.studio.page import PARAGRAPH, SENTENCE, Question, labelling_page
from labels.studio.page_check import check_page, unit_of
from labels.taxonomy import Taxonomy
from storage.errors import BadData


def test_the_page_of_a_taxonomy_fits_it(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    for unit in (SENTENCE, PARAGRAPH):
        assert check_page(labelling_page(taxonomy, unit), taxonomy) == Question(unit)
        assert check_page(labelling_page(exclusive, unit), exclusive) == Question(unit, exclusive=True)


MISFITS_OF_SENTENCES: dict[str, tuple[str, str, str]] = {
    "another category": ('<Label alias="security"', '<Label alias="culture"', "missing security; not known .* culture"),
    "a single label": ('name="evidence" toName="text" choice="multiple"', 'name="evidence" toName="text"', "single"),
    "for another text": ('name="evidence" toName="text"', 'name="evidence" toName="previous"', "for another text"),
}


@pytest.mark.parametrize(("old", "new", "message"), MISFITS_OF_SENTENCES.values(), ids=MISFITS_OF_SENTENCES)
def test_a_page_for_sentences_that_does_not_fit_is_refused(
    old: str, new: str, message: str, taxonomy: Taxonomy
) -> None:
    page = labelling_page(taxonomy, SENTENCE)
    assert old in page
    with pytest.raises(BadData, match=message):
        check_page(page.replace(old, new), taxonomy)


def test_a_page_says_what_it_asks_about(taxonomy: Taxonomy) -> None:
    assert unit_of(labelling_page(taxonomy, SENTENCE)) == SENTENCE
    assert unit_of(labelling_page(taxonomy)) == unit_of("<View></View>") == unit_of("") == PARAGRAPH


def test_wording_and_order_and_further_controls_do_not_matter(taxonomy: Taxonomy) -> None:
    renamed = replace(taxonomy, categories=tuple(replace(one, chinese="别名") for one in reversed(taxonomy.categories)))
    page = labelling_page(renamed).replace(
        "</View>\n", '<Choices name="mood" toName="text"><Choice value="x"/></Choices></View>\n'
    )
    check_page(page, taxonomy)


def without_alias(page: str) -> str:
    return page.replace('alias="industry"', "")


MISFITS: dict[str, tuple[Callable[[str], str], str]] = {
    "no XML": (lambda page: page[:-20], "is not XML"),
    "an empty page": (lambda page: "<View></View>", "has no <Text name='text'>"),
    "another text": (lambda page: page.replace('value="$text"', 'value="$body"'), r"shows '\$body' there"),
    "another name of the control": (
        lambda page: page.replace('name="category"', 'name="topic"'),
        "has 0 <Choices name='category'>",
    ),
    "a control for another text": (
        lambda page: page.replace('toName="text"', 'toName="previous"'),
        "or one for another text",
    ),
    "another category": (
        lambda page: page.replace('"security"', '"culture"'),
        "missing security; not known to the model culture",
    ),
    "wording where an id should be stored": (without_alias, "missing industry; not known to the model 产业 Industry"),
    "single choice": (
        lambda page: page.replace(
            'name="category" toName="text" choice="multiple"', 'name="category" toName="text" choice="single"'
        ),
        "has choice='single'. Expected 'multiple'",
    ),
    "no answer for none": (lambda page: page.replace('name="none"', 'name="nothing"'), "has 0 <Choices name='none'>"),
}


@pytest.mark.parametrize(("change", "message"), MISFITS.values(), ids=MISFITS)
def test_a_page_that_does_not_fit_is_refused_with_what_differs(
    change: Callable[[str], str], message: str, taxonomy: Taxonomy
) -> None:
    page = change(labelling_page(taxonomy))
    assert page != labelling_page(taxonomy)
    with pytest.raises(BadData, match=message):
        check_page(page, taxonomy)


def test_an_exclusive_model_does_not_fit_a_page_of_many_choices(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    with pytest.raises(BadData, match="Expected 'single' as in the model"):
        check_page(labelling_page(taxonomy), exclusive)
