"""Text keeps its contrast, whatever colour a taxonomy names."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.pages.colours import MIN_CONTRAST, contrast, readable, swatches, tint
from labels.taxonomy import Taxonomy

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_ink_on_its_tint_is_readable_for_every_colour(colour: str) -> None:
    taxonomy = Taxonomy.load()
    other = replace(taxonomy, categories=(replace(taxonomy.categories[0], colour=colour),))
    [swatch] = swatches(other).values()
    assert contrast(swatch.ink, swatch.tint) >= MIN_CONTRAST
    assert contrast("#22252a", swatch.tint) >= MIN_CONTRAST  # the page's own ink, on a marked sentence


@given(colours)
def test_a_colour_that_is_readable_already_is_kept(colour: str) -> None:
    background = tint(colour)
    if contrast(colour, background) >= MIN_CONTRAST:
        assert readable(colour, background) == colour


@given(colours, colours)
def test_contrast_is_the_same_from_both_sides_and_least_with_itself(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one) >= 1
    assert contrast(one, one) == 1


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(
        4.54, abs=0.005
    )  # the lightest grey that passes, as WCAG's authors give it
