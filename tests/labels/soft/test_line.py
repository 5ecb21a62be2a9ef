"""A model's line is read with what it says of each sentence, or refused in one line that says what to do."""

from typing import Any

import numpy as np
import pytest

from labels.soft.line import SoftText, soft_from_json
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from tests.labels.soft.said import IDS, MODEL, asked, shares, tagged

TAXONOMY = Taxonomy.load()
FIRST, SECOND = "岚川县修复湿地一百二十公顷，水质好转。", "全县新建轴承产业园三个，全部投产。"
TEXT = FIRST + SECOND


def read(line: dict[str, Any]) -> SoftText:
    found = soft_from_json(line, "said.jsonl, line 7", TAXONOMY)
    assert found is not None
    return found.soft(TAXONOMY)


def answered() -> dict[str, Any]:
    """Return a line of three answers, two of which name the first sentence for ecology, and one both for industry."""
    line = asked(TEXT, ecology=0.667, industry=0.333)
    one, both = [[0, len(FIRST)]], [[0, len(FIRST)], [len(FIRST), len(TEXT)]]
    line["annotators"] = {f"{MODEL}#1": ["ecology"], f"{MODEL}#2": ["industry", "ecology"], f"{MODEL}#3": []}
    line["answers"] = {
        f"{MODEL}#1": {"evidence": {"ecology": one}},
        f"{MODEL}#2": {"evidence": {"ecology": one, "industry": both}},
        f"{MODEL}#3": {},
    }
    return line


def test_answers_say_how_probable_each_sentence_is() -> None:
    soft = read(answered())
    assert (soft.text, soft.regions, soft.reports, soft.teachers) == (TEXT, ("雾溪县",), ("雾溪县-2031",), (MODEL,))
    assert dict(zip(IDS, soft.probabilities, strict=True)) == shares(ecology=0.667, industry=0.333)
    expected = [shares(ecology=2 / 3, industry=1 / 3), shares(industry=1 / 3)]
    np.testing.assert_allclose(soft.of_sentences, [list(one.values()) for one in expected])


def test_where_the_whole_was_judged_its_sentences_stay_open_unless_there_is_but_one() -> None:
    soft = read(tagged(TEXT, ecology=0.8))
    ecology = IDS.index("ecology")
    assert np.isnan(soft.of_sentences[:, ecology]).all()
    assert (np.delete(soft.of_sentences, ecology, axis=1) == 0).all()
    alone = read(tagged(FIRST, ecology=0.8))
    assert alone.teachers == ("larger-1",)
    assert alone.of_sentences.tolist() == [list(shares(ecology=0.8).values())]


def test_two_models_have_the_same_say() -> None:
    line = asked(FIRST, ecology=1.0)
    line["asked"] |= asked(FIRST, model="llm:other@0123abcd", ecology=0.5, security=0.5)["asked"]
    soft = read(line)
    assert soft.teachers == (MODEL, "llm:other@0123abcd")
    assert soft.probabilities.tolist() == list(shares(ecology=0.75, security=0.25).values())


@pytest.mark.parametrize(
    "further",
    [
        {"annotators": {"李": ["ecology"]}},
        {"annotators": {MODEL: ["ecology"], "李": ["ecology"]}},
        {"annotators": None},
        {"settled": {"by": ["李"], "at": None, "was": []}},
        {"corrected": {"model": "larger-1", "tags": []}},
    ],
)
def test_what_a_person_labelled_is_no_models(further: dict[str, Any]) -> None:
    line = {**asked(FIRST, ecology=1.0), **further}
    assert soft_from_json(line, "said.jsonl, line 7", TAXONOMY) is None
    unlabelled = {key: value for key, value in line.items() if key != "labels"}
    found = soft_from_json(unlabelled, "said.jsonl, line 7", TAXONOMY)
    assert (found is None) == (further != {"annotators": None})


def confidence(value: object) -> dict[str, Any]:
    return {"asked": {MODEL: {"answers": 3, "confidence": value}}}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "above 1": (
        confidence(shares(ecology=1.01)),
        r"'confidence', 'ecology' is 1\.01\. Expected .* a number from 0 to 1",
    ),
    "below 0": ({"asked": None, "scores": shares(security=-0.1), "model": "m"}, r"'scores', 'security' is -0\.1\."),
    "no number": (confidence(shares() | {"ecology": "0.5"}), r"'ecology' is '0\.5'\. Expected .* a number;"),
    "not a number": (confidence(shares(ecology=float("nan"))), r"'ecology' is nan\. Expected .* a number from 0"),
    "another category": (confidence(shares() | {"livelyhood": 0.5}), r"'livelyhood' is not in the taxonomy\. Did you"),
    "another taxonomy": (confidence({"festivals": 0.5, "museums": 0.5}), r"'festivals' is not in the taxonomy\."),
    "a category left out": (confidence({"ecology": 0.5}), r"every category \(there is none for 'industry'\)"),
    "no category": (confidence({}), r"every category \(there is none for 'industry'\)"),
    "no confidence": ({"asked": {MODEL: {"answers": 3}}}, r"'confidence' is None\. Expected .* an object"),
    "no model": ({"asked": {}}, r"'asked' is \{\}\. Expected .* an entry for each language model"),
    "a person": ({"asked": {"李": {"confidence": shares()}}}, r"'asked' is .* an entry for each language model"),
    "no name": ({"asked": None, "scores": shares()}, r"'model' is None\. Expected what tag\.py writes there, text"),
    "no probability": ({"asked": None}, r"does not say how probable its categories are\. Expected 'asked'"),
    "a blank text": ({"text": "  "}, r"the text of '.*' is blank"),
    "no text": ({"text": None}, r"the key 'text' is missing or null"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_is_refused_in_one_line_that_names_it(case: str) -> None:
    further, message = BAD[case]
    with pytest.raises(BadData, match=message) as caught:
        soft_from_json({**asked(FIRST, ecology=1.0), **further}, "said.jsonl, line 7", TAXONOMY)
    assert str(caught.value).startswith("said.jsonl, line 7")
    assert "\n" not in str(caught.value)
