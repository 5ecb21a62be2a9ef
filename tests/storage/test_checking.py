"""What arrived is a dataclass of ours or one line that says where and why; nothing is coerced on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from storage.checking import Number, Text, Truth, Whole, Word, Wording, check_fields, checked
from storage.errors import BadData, BadSettings


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of a list."""

    name: Text
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """One of each type that a file may hold."""

    whole: Whole
    number: Number = 0.5
    truth: Truth = False
    text: Text = "text"
    part: Annotated[Whole, Field(ge=1, le=9)] = 1
    rate: Annotated[Number, Field(ge=0)] | None = None
    unit: Literal["", "sentence", "paragraph"] = "sentence"
    leaves: tuple[Leaf, ...] = ()
    named: Mapping[str, Leaf] = field(default_factory=dict)
    free: Mapping[str, Any] = field(default_factory=dict)
    source: str = field(default="ours", compare=False)


WORDING = Wording("see a.toml", entries={"leaves": "leaf", "words": "word"})


def refused(value: object) -> str:
    with pytest.raises(BadSettings) as error:
        checked(Tree, value, "a.toml", BadSettings, WORDING)
    return str(error.value)


def test_what_fits_comes_back_as_the_dataclass() -> None:
    value = {
        "whole": 3,
        "number": 1,
        "text": " a ",
        "leaves": [{"name": "一", "words": [" b"]}],
        "named": {"x": {"name": "y"}},
    }
    assert checked(Tree, value, "a.toml") == Tree(
        3, 1.0, text="a", leaves=(Leaf("一", (" b",)),), named={"x": Leaf("y")}
    )


COERCED: list[tuple[str, Any]] = [
    *[("whole", one) for one in ("1", True, 1.0, None, [1], 1.5, float("nan"))],
    *[("number", one) for one in ("0.5", True, float("nan"), float("inf"), -float("inf"), 10**400)],
    *[("truth", one) for one in (1, 0, "true", "yes", 1.0)],
    *[("text", one) for one in (1, True, None, ["a"], {"a": 1})],
    *[("unit", one) for one in ("word", 1, None, ["sentence"])],
    *[("leaves", one) for one in ("a", {"name": "a"}, 1, None)],
    *[("named", one) for one in ([], "a", 1)],
]


@pytest.mark.parametrize(("key", "value"), COERCED)
def test_nothing_is_coerced_into_another_type(key: str, value: Any) -> None:
    message = refused({"whole": 1, key: value})
    assert message.startswith(f"a.toml: '{key}' is ") and message.endswith("; see a.toml.")


PLACES: dict[str, tuple[object, str]] = {
    "no table": ([1], "a.toml: [1] arrived. Expected a table with the keys whole, number"),
    "a key too few": ({}, "a.toml: the key 'whole' is missing. Expected whole, number"),
    "a misspelt key": (
        {"whle": 1},
        "a.toml: the key 'whle' is not known. Did you mean 'whole'? Expected whole, number",
    ),
    "a key unlike all": ({"whole": 1, "zzz": 1}, "a.toml: the key 'zzz' is not known. Expected whole"),
    "a key of our own": ({"whole": 1, "source": "x"}, "the key 'source' is not known"),
    "a key in two lines": ({"whole": 1, "a\nb": 1}, r"the key 'a\nb' is not known"),
    "blank": ({"whole": 1, "text": " "}, "a.toml: 'text' is blank. Expected text in quotes; see a.toml."),
    "out of range": ({"whole": 1, "part": 10}, "'part' is 10. Expected a whole number from 1 to 9;"),
    "below its least": ({"whole": 1, "rate": -1}, "'rate' is -1. Expected a number from 0;"),
    "none of a few": ({"whole": 1, "unit": "word"}, "'unit' is 'word'. Expected one of sentence, paragraph;"),
    "no table of entries": ({"whole": 1, "named": 3}, "a.toml: 'named' is 3. Expected a table;"),
    "an entry": ({"whole": 1, "leaves": [{"name": "a"}, 2]}, "a.toml, leaf 2: 2 arrived. Expected a table with"),
    "in an entry": ({"whole": 1, "leaves": [{"name": 1}]}, "a.toml, leaf 1: 'name' is 1. Expected text in quotes;"),
    "deep in an entry": (
        {"whole": 1, "leaves": [{"name": "a", "words": ["b", ""]}]},
        "a.toml, leaf 1, word 2: '' arrived.",
    ),
    "in a table": (
        {"whole": 1, "named": {"x": {"nme": "a"}}},
        "a.toml, named, x: the key 'nme' is not known. Did you mean",
    ),
    "half a character": ({"whole": 1, "text": "\ud800"}, r"'text' is '\ud800'. Expected text in quotes;"),
    "a table too few": ({"whole": 1, "named": {"x\n": {}}}, r"a.toml, named, x\n: the key 'name' is missing."),
}


@pytest.mark.parametrize("case", PLACES)
def test_a_message_names_the_place_and_what_was_expected(case: str) -> None:
    value, message = PLACES[case]
    assert message in refused(value)
    assert "\n" not in refused(value)


def test_a_number_of_thousands_of_digits_is_refused_like_any_other() -> None:
    assert "'part' is a number of thousands of digits. Expected a whole number from 1 to 9" in refused(
        {"whole": 1, "part": 10**5000}
    )


def test_the_error_is_bad_data_unless_another_is_asked_for() -> None:
    with pytest.raises(BadData, match=re.escape("a.json: 'whole' is '1'. Expected a whole number; correct it.")):
        checked(Tree, {"whole": "1"}, "a.json")


texts = st.text(st.characters(exclude_categories=()), max_size=5)  # half characters too
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from([one.name for one in fields(Tree)]) | texts


@given(st.dictionaries(keys, json_values, max_size=4) | json_values)
def test_any_object_is_taken_or_refused_in_one_line(value: object) -> None:
    try:
        checked(Tree, value, "a.json")
    except BadData as error:
        assert str(error).startswith("a.json") and len(str(error).splitlines()) == 1


def test_a_dataclass_can_check_itself_when_it_is_made() -> None:
    @dataclass(frozen=True, slots=True)
    class Settings:
        epochs: Annotated[Whole, Field(ge=1, le=9)] = 1

        def __post_init__(self) -> None:
            check_fields(self, BadSettings)

    assert checked(Settings, {"epochs": 3}, "a.toml") == Settings(3)
    with pytest.raises(BadSettings, match=r"^epochs is 0\. Expected a whole number from 1 to 9; correct it\.$"):
        Settings(0)
