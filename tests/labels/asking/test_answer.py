"""An answer is taken where it keeps the schema to the letter, and nowhere else."""

import json
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from labels.asking.answer import Fault, read_answer
from labels.asking.prompt import answer_schema
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.parsing import parse_json

TAXONOMY = Taxonomy.load()
SCHEMA = answer_schema(TAXONOMY.ids)
TEXT = "新建水厂一座，惠及榆木市群众。修复湿地一百二十公顷，造林三万亩。"
_numbers = st.lists(st.integers(1, 3), unique=True)
_answers = st.fixed_dictionaries({key: _numbers for key in TAXONOMY.ids})
_anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 5) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.sampled_from([*TAXONOMY.ids, "culture"]), below),
    max_leaves=12,
)


def breaks(value: Any, sentences: int) -> bool:
    """Say whether a value breaks the schema, or what no schema can say: which sentences there are, and each once."""
    try:
        jsonschema.validate(value, SCHEMA)
    except jsonschema.ValidationError:
        return True
    numbers = list(value.values())
    whole = all(type(number) is int for one in numbers for number in one)  # the schema takes 1.0 for a whole number
    return not whole or any(
        len(set(one)) < len(one) or not all(1 <= number <= sentences for number in one) for one in numbers
    )


@given(value=_anything | _answers, sentences=st.integers(1, 3))
def test_exactly_what_keeps_the_schema_is_taken(value: Any, sentences: int) -> None:
    found = read_answer(json.dumps(value), "stop", TEXT, sentences, TAXONOMY)
    assert isinstance(found, Fault) == breaks(value, sentences)


@given(value=_answers)
def test_what_is_taken_is_what_was_said_in_order(value: dict[str, list[int]]) -> None:
    found = read_answer(json.dumps(value), "stop", TEXT, 3, TAXONOMY)
    assert found == {key: tuple(sorted(value[key])) for key in TAXONOMY.ids if value[key]}


@given(content=st.text(max_size=60) | st.builds(lambda a, b: a + '{"industry": []}' + b, st.text(), st.text()))
def test_no_text_brings_it_down(content: str) -> None:
    found = read_answer(content, "stop", TEXT, 2, TAXONOMY)
    try:
        parse_json(content.strip(), "")
    except BadData:
        assert isinstance(found, Fault)


def test_an_exclusive_taxonomy_takes_exactly_one_category(exclusive: Taxonomy) -> None:
    def said(*carried: str) -> object:
        answer = {key: [1] if key in carried else [] for key in exclusive.ids}
        return read_answer(json.dumps(answer), "stop", TEXT, 2, exclusive)

    assert said("ecology") == {"ecology": (1,)}
    for wrong in (said(), said("ecology", "security")):
        assert isinstance(wrong, Fault) and wrong.kind == "not_one"


def test_a_model_is_told_in_both_languages_what_was_wrong() -> None:
    found = read_answer('{"industy": [1]}', "stop", TEXT, 2, TAXONOMY)
    assert isinstance(found, Fault)
    assert found.told.chinese == "'industy' 不是类别，类别只有 industry, ecology, livelihood, security"
    assert "Did you mean 'industry'?" in found.told.english
