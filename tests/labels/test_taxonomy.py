"""The taxonomy: what is shipped, what is refused, what travels with a bundle."""

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labels.taxonomy import SHIPPED, Taxonomy
from storage.errors import BadData, BadTaxonomy

# How a colour looks without red, green or blue cones; rows and columns are linear red, green, blue.
# Machado, Oliveira & Fernandes (2009), severity 1.0.
SIGHTS = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (1976) of linear sRGB, white D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ np.clip(rgb, 0.001, 1) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_shipped_taxonomy_has_the_four_categories_in_order(taxonomy: Taxonomy) -> None:
    assert taxonomy.ids == ("industry", "ecology", "livelihood", "security")
    assert [category.chinese for category in taxonomy.categories] == ["产业", "生态", "民生", "安全"]
    assert not taxonomy.exclusive


def test_no_keyword_stands_in_two_categories_or_twice_in_one(taxonomy: Taxonomy) -> None:
    words = [keyword for category in taxonomy.categories for keyword in category.keywords]
    assert len(words) == len(set(words))


def test_category_colours_can_be_read_on_white(taxonomy: Taxonomy) -> None:
    for category in taxonomy.categories:
        luminance = linear(category.colour) @ [0.2126, 0.7152, 0.0722]
        assert 1.05 / (luminance + 0.05) >= 4.5, category.id  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("sight", SIGHTS)
def test_category_colours_stay_apart_for_every_eye(taxonomy: Taxonomy, sight: str) -> None:
    seen = [lab(np.array(SIGHTS[sight]) @ linear(category.colour)) for category in taxonomy.categories]
    # 2.3 is just noticeable side by side; 15 is told apart at a glance.
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) > 15


def test_a_taxonomy_survives_json(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    for one in (taxonomy, exclusive):
        assert Taxonomy.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_the_digest_tells_what_outputs_mean_and_nothing_else(taxonomy: Taxonomy, exclusive: Taxonomy) -> None:
    reworded = replace(
        taxonomy,
        name="另一个名字",
        categories=tuple(replace(c, colour="#000000") for c in taxonomy.categories),
        border_cases=(),
    )
    turned = replace(taxonomy, categories=taxonomy.categories[::-1])
    assert reworded.digest == taxonomy.digest
    assert len({taxonomy.digest, exclusive.digest, turned.digest}) == 3


@pytest.mark.parametrize(
    ("label", "nearest"),
    [("livelyhood", "livelihood"), ("Ecology", "ecology"), ("民生", "livelihood"), ("INDUSTRY", "industry")],
)
def test_an_unknown_category_is_refused_with_the_nearest(taxonomy: Taxonomy, label: str, nearest: str) -> None:
    with pytest.raises(BadData) as error:
        taxonomy.check(label, "labels/march.jsonl, line 412")
    assert str(error.value) == (
        f"labels/march.jsonl, line 412: category '{label}' is not in the taxonomy. Did you mean '{nearest}'? "
        "The categories are industry, ecology, livelihood, security (labels/taxonomy.toml); correct it, or name the "
        "taxonomy or the model that has it."
    )


def test_no_guess_is_made_where_nothing_is_near(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadData, match=r"not in the taxonomy\. The categories are industry"):
        taxonomy.check("zzz", "march.jsonl, line 1")


def test_a_legal_category_is_returned(taxonomy: Taxonomy) -> None:
    assert [taxonomy.check(one, "") for one in taxonomy.ids] == list(taxonomy.ids)


BROKEN = {
    "missing key": ('hotkey = "1"\n', "", "category 1: the key 'hotkey' is missing"),
    "missing top key": ("exclusive = false\n", "", "the key 'exclusive' is missing"),
    "unknown key": (
        'hotkey = "1"',
        'hotkey = "1"\nhotkeys = "1"',
        "category 1: the key 'hotkeys' is not known. Did you mean 'hotkey'?",
    ),
    "wrong type": ("exclusive = false\n", 'exclusive = "no"\n', "'exclusive' is 'no'. Expected true or false"),
    "blank text": ('chinese = "生态"', 'chinese = " "', "category 2: 'chinese' is blank"),
    "duplicate id": ('id = "ecology"', 'id = "industry"', "the id 'industry' of '生态' is also that of '产业'"),
    "illegal id": ('id = "ecology"', 'id = "Eco logy"', "category 'Eco logy': the id is not usable"),
    "reserved id": ('id = "ecology"', 'id = "none"', "category 'none': the id is not usable"),
    "duplicate hotkey": ('hotkey = "2"', 'hotkey = "1"', "the hotkey '1' of '生态' is also that of '产业'"),
    "reserved hotkey": ('hotkey = "2"', 'hotkey = "q"', "category 'ecology': the hotkey 'q' is not usable"),
    "bad colour": ('colour = "#1556c9"', 'colour = "blue"', "category 'industry': the colour 'blue' is not usable"),
    "bad keywords": ('"制造业",', "7,", "category 1, keyword 1: 7 arrived. Expected text in quotes"),
    "unknown label of an example": (
        'labels = ["livelihood"]',
        'labels = ["livelyhood"]',
        "an example carries 'livelyhood', which is no category. Did you mean 'livelihood'?",
    ),
    "example without labels": (", labels = [] }", " }", "example 1: the key 'labels' is missing"),
    "broken TOML": ('name = "', "name = ", "not TOML"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_taxonomy_is_refused_in_one_clear_line(tmp_path: Path, case: str) -> None:
    old, new, message = BROKEN[case]
    shipped = SHIPPED.read_text(encoding="utf-8")
    assert old in shipped
    path = tmp_path / "own.toml"
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadTaxonomy, match=re.escape(message)) as error:
        Taxonomy.load(path)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)


def test_a_taxonomy_without_categories_is_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadTaxonomy, match=r"tagger\.json: no category"):
        Taxonomy.from_json(taxonomy.to_json() | {"categories": []}, "tagger.json")


def test_a_category_that_is_no_table_is_refused(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadTaxonomy, match="category 1: 'industry' arrived"):
        Taxonomy.from_json(taxonomy.to_json() | {"categories": ["industry"]})


def test_a_missing_taxonomy_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadTaxonomy, match=r"absent\.toml: cannot be opened"):
        Taxonomy.load(tmp_path / "absent.toml")


def test_border_cases_may_be_left_out(taxonomy: Taxonomy) -> None:
    value = taxonomy.to_json()
    del value["border_cases"]
    assert Taxonomy.from_json(value).border_cases == ()


def test_a_border_case_without_examples_is_written_as_before_there_were_any(taxonomy: Taxonomy) -> None:
    cases = taxonomy.to_json()["border_cases"]
    assert [set(case) for case in cases if "examples" not in case] == [
        {"chinese", "english"} for case in taxonomy.border_cases if not case.examples
    ]
    plain = {**taxonomy.to_json(), "border_cases": [{"chinese": "甲", "english": "a"}]}
    assert Taxonomy.from_json(plain).to_json() == plain


def test_the_rulings_of_the_shipped_taxonomy_show_what_carries_a_category_and_what_does_not(
    taxonomy: Taxonomy,
) -> None:
    ruled = [case for case in taxonomy.border_cases if case.examples]
    assert len(ruled) == 12
    carried = [example.labels for case in ruled for example in case.examples]
    assert {label for labels in carried for label in labels} == set(taxonomy.ids)
    assert () in carried
    assert all(len({example.labels for example in case.examples}) > 1 for case in ruled)
