"""The model is told what people are told, in one language, and its paragraph's sentences by number."""

import json
import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.asking.prompt import answer_schema, make_prompt, numbered_sentences
from labels.guide import MARKING
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from reports.words import Language

every_language = pytest.mark.parametrize("language", get_args(Language))


@every_language
def test_every_definition_ruling_case_and_example_is_told(language: Language, taxonomy: Taxonomy) -> None:
    told = make_prompt(taxonomy, language).system
    chosen = 0 if language == "zh" else 1
    wanted = [(taxonomy.rule_chinese, taxonomy.rule_english), *MARKING]
    wanted += [(one.definition_chinese, one.definition_english) for one in taxonomy.categories]
    wanted += [(case.chinese, case.english) for case in taxonomy.border_cases]
    wanted += [(one.chinese, one.english) for case in taxonomy.border_cases for one in case.examples]
    assert [pair[chosen] for pair in wanted if pair[chosen] not in told] == []
    assert [pair[1 - chosen] for pair in wanted if pair[1 - chosen] in told] == []


def test_an_example_stands_with_the_categories_that_it_carries(taxonomy: Taxonomy) -> None:
    told = make_prompt(taxonomy, "zh").system
    for example in (one for case in taxonomy.border_cases for one in case.examples):
        carried = ", ".join(key for key in taxonomy.ids if key in example.labels) or "都不归"
        assert f"“{example.chinese}” → {carried}\n" in told


@every_language
def test_the_form_that_is_shown_keeps_the_schema(language: Language, taxonomy: Taxonomy) -> None:
    import jsonschema

    last = make_prompt(taxonomy, language).system.splitlines()[-1]
    shown = json.loads(last[last.index("{") :])
    jsonschema.validate(shown, answer_schema(taxonomy.ids))
    assert list(shown) == list(taxonomy.ids)


def test_what_a_model_could_tell_apart_has_another_digest(taxonomy: Taxonomy) -> None:
    first, *others = taxonomy.categories
    changed = [
        taxonomy,
        replace(taxonomy, rule_chinese=taxonomy.rule_chinese + "！"),
        replace(taxonomy, exclusive=True),
        replace(taxonomy, border_cases=taxonomy.border_cases[1:]),
        replace(taxonomy, categories=(replace(first, definition_chinese="别的"), *others)),
    ]
    digests = {make_prompt(one, "zh").digest for one in changed} | {make_prompt(taxonomy, "en").digest}
    assert len(digests) == len(changed) + 1
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in digests)


def test_what_a_model_does_not_see_leaves_the_digest(taxonomy: Taxonomy) -> None:
    recoloured = replace(taxonomy, categories=tuple(replace(one, colour="#000000") for one in taxonomy.categories))
    english = replace(taxonomy, rule_english="Another rule.")
    assert {make_prompt(one, "zh").digest for one in (taxonomy, recoloured, english)} == {
        make_prompt(taxonomy, "zh").digest
    }


@given(text=st.text(min_size=1, max_size=300).filter(str.strip))
def test_every_sentence_has_a_number_and_none_can_pass_for_another(text: str) -> None:
    prompt = make_prompt(Taxonomy.load(), "zh")
    lines = prompt.question(text).split("\n")
    spans = numbered_sentences(text)
    assert set(spans) <= set(sentence_spans(text))
    assert len(lines) == 1 + len(spans)
    for number, (line, (start, end)) in enumerate(zip(lines[1:], spans, strict=True), start=1):
        assert line == f"[{number}] {' '.join(text[start:end].split())}"


def test_a_sentence_of_nothing_to_see_has_no_number() -> None:
    text = "\u200b" * 20 + "。" + "修复湿地一百二十公顷，新增造林。" + "\u2060" * 30
    assert [text[slice(*span)].strip("\u200b\u2060") for span in numbered_sentences(text)][-1].startswith("修复湿地")
