"""Text keeps its contrast, whatever colour a taxonomy names."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.pages.colours import (
    DARK_PAPER,
    DARK_RAISED,
    MIN_CONTRAST,
    MIN_SHAPE_CONTRAST,
    RAISED,
    Swatch,
    contrast,
    readable,
    swatches,
    tint,
)
from inference.pages.rendering import TEMPLATES
from labels.taxonomy import Taxonomy

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", (TEMPLATES / "page.css").read_text("utf-8"), re.DOTALL)[:2]
)
TEXT_ON = [
    *((ink, paper) for ink in ("ink", "faint", "seal", "flag-ink", "good") for paper in ("paper", "raised", "field")),
    *((f"{one}-ink", one) for one in ("warn", "removed", "added", "found")),
]


def swatch_of(colour: str) -> Swatch:
    taxonomy = Taxonomy.load()
    [swatch] = swatches(replace(taxonomy, categories=(replace(taxonomy.categories[0], colour=colour),))).values()
    return swatch


@given(colours)
def test_ink_on_its_tint_is_readable_for_every_colour(colour: str) -> None:
    swatch = swatch_of(colour)
    for ground in (swatch.tint, LIGHT["paper"], LIGHT["raised"]):
        assert contrast(swatch.ink, ground) >= MIN_CONTRAST
    for ink in ("ink", "faint"):  # the page's own, on a marked sentence and on a pressed button
        assert contrast(LIGHT[ink], swatch.tint) >= MIN_CONTRAST


@given(colours)
def test_in_the_dark_every_colour_is_seen_and_its_ink_readable(colour: str) -> None:
    dark = swatch_of(colour).dark
    assert contrast(dark.colour, DARK_PAPER) >= MIN_SHAPE_CONTRAST
    for ground in (dark.tint, DARK_PAPER, DARK["raised"]):
        assert contrast(dark.ink, ground) >= MIN_CONTRAST
    for ink in ("ink", "faint"):
        assert contrast(DARK[ink], dark.tint) >= MIN_CONTRAST


@pytest.mark.parametrize("colours_of_page", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_every_ink_of_the_pages_is_readable_on_every_ground(
    colours_of_page: dict[str, str], ink: str, ground: str
) -> None:
    assert contrast(colours_of_page[ink], colours_of_page[ground]) >= MIN_CONTRAST


def test_dark_names_the_colours_that_light_names_and_the_swatches_know_their_ground() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert (LIGHT["raised"], DARK["paper"], DARK["raised"]) == (RAISED, DARK_PAPER, DARK_RAISED)


def test_styles_name_colours_by_variables_alone() -> None:
    for path in TEMPLATES.rglob("*"):
        if path.suffix in (".css", ".j2"):
            for line in path.read_text("utf-8").splitlines():
                named = re.sub(r"--[a-z-]+: #[0-9a-f]{6};", "", line)
                assert not re.search(r": [^;{]*#[0-9a-f]{3,6}\b", named), f"{path.name}: {line}"


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
