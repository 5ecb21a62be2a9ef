"""A tokenizer that would make endless text of a little is refused before it is used."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers import models as kinds

import models.units as units_module
from models.bundle import SHIPPED_ENCODER, SHIPPED_TAGGER, read_bundle
from models.files import tokenizer_check
from models.files.tokenizer_check import check_steps, check_tokenizer
from models.units import runs, windows
from storage.errors import BadBundle
from tests.sealing import reseal

DOUBLING = {"type": "Replace", "pattern": {"String": "建"}, "content": "建建"}
CLS, SEP, TEXT = (
    {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
    {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
    "Sequence",
)
A, B = {TEXT: {"id": "A", "type_id": 0}}, {TEXT: {"id": "B", "type_id": 1}}


def template(single: list[Any], ids: int = 1) -> dict[str, Any]:
    special = {name: {"id": name, "ids": [2] * ids, "tokens": [name] * ids} for name in ("[CLS]", "[SEP]")}
    return {"type": "TemplateProcessing", "single": single, "pair": [CLS, A, SEP, B, SEP], "special_tokens": special}


def nested(depth: int) -> dict[str, Any]:
    return {"type": "Sequence", "normalizers": [nested(depth - 1)]} if depth else {"type": "NFKC"}


ENDLESS: dict[str, tuple[dict[str, Any], str]] = {
    "a chain that doubles": (
        {"normalizer": {"type": "Sequence", "normalizers": [DOUBLING] * 30}},
        "may make more than 2,000 characters of one",
    ),
    "one step of much text": (
        {"normalizer": {**DOUBLING, "content": "建" * 5_000}},
        "may make more than 2,000 characters of one",
    ),
    "an expression that matches nothing": (
        {"normalizer": {"type": "Sequence", "normalizers": [{**DOUBLING, "pattern": {"Regex": ""}}] * 8}},
        "may make more than 2,000 characters of one",
    ),
    "a text put before": (
        {
            "normalizer": {
                "type": "Sequence",
                "normalizers": [{"type": "Prepend", "prepend": "岚川" * 30}, DOUBLING] * 3,
            }
        },
        "may make more than 2,000 characters of one",
    ),
    "a form taken apart again and again": (
        {"normalizer": {"type": "Sequence", "normalizers": [{**DOUBLING, "content": "ﷺ"}, {"type": "NFKC"}] * 4}},
        "may make more than 2,000 characters of one",
    ),
    "bytes of bytes": (
        {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": True}] * 6}},
        "may make more than 2,000 characters of one",
    ),
    "steps in steps": ({"normalizer": nested(50)}, "nested more than 8 deep"),
    "very many steps": (
        {"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}] * 100}},
        "more than 64 steps",
    ),
    "a step nobody knows": ({"normalizer": {"type": "Explode"}}, "its step 'Explode' is not known"),
    "a template that repeats the text": ({"post_processor": template([CLS, *[A] * 100, SEP])}, "repeats the text"),
    "a template without the text": ({"post_processor": template([CLS, SEP])}, "leaves it out"),
    "a special token of many": ({"post_processor": template([CLS, A, SEP], ids=10_000)}, "adds 20000 tokens"),
    "padding without end": ({"padding": {"strategy": {"Fixed": 10**9}}}, "pads every text"),
    "padding to a multiple": (
        {"padding": {"strategy": "BatchLongest", "pad_to_multiple_of": 10**9}},
        "pads every text",
    ),
    "a list of steps": ({"normalizer": []}, "not laid out as one"),
    "a step that lacks its text": (
        {"normalizer": {"type": "Replace", "pattern": {"String": "建"}}},
        "not laid out as one",
    ),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_tokenizer_without_measure_is_refused_unused(bundle_copy: Path, case: str) -> None:
    sections, message = ENDLESS[case]
    place = bundle_copy / "tokenizer.json"
    place.write_text(json.dumps({**json.loads(place.read_text("utf-8")), **sections}), "utf-8")
    reseal(bundle_copy)
    with pytest.raises(BadBundle, match=re.escape("transformers cannot load it safely (tokenizer.json")) as error:
        read_bundle(bundle_copy)
    assert message in str(error.value)


def of(normalizer: Any = None, pre_tokenizer: Any = None, post_processor: Any = None) -> dict[str, Any]:
    tokenizer = Tokenizer(kinds.BPE())
    for name, step in (
        ("normalizer", normalizer),
        ("pre_tokenizer", pre_tokenizer),
        ("post_processor", post_processor),
    ):
        if step is not None:
            setattr(tokenizer, name, step)
    value: dict[str, Any] = json.loads(tokenizer.to_str())
    return value


USED = {
    "BERT": of(
        normalizers.BertNormalizer(),
        pre_tokenizers.BertPreTokenizer(),
        processors.BertProcessing(("[SEP]", 1), ("[CLS]", 2)),
    ),
    "RoBERTa": of(None, pre_tokenizers.ByteLevel(), processors.RobertaProcessing(("[SEP]", 1), ("[CLS]", 2))),
    "XLM-RoBERTa": of(
        normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]),
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
    ),
    "ALBERT": of(
        normalizers.Sequence(
            [
                normalizers.Replace("``", '"'),
                normalizers.Replace("''", '"'),
                normalizers.NFKD(),
                normalizers.StripAccents(),
                normalizers.Lowercase(),
                normalizers.Replace(Regex(" {2,}"), " "),
            ]
        ),
        pre_tokenizers.Metaspace(),
        processors.Sequence([processors.ByteLevel()]),
    ),
    "Llama": of(normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])),
    "every way to cut": of(
        None,
        pre_tokenizers.Sequence(
            [
                pre_tokenizers.UnicodeScripts(),
                pre_tokenizers.Digits(),
                pre_tokenizers.Punctuation(),
                pre_tokenizers.Split("、", "isolated"),
                pre_tokenizers.CharDelimiterSplit("，"),
                pre_tokenizers.Whitespace(),
                pre_tokenizers.FixedLength(5),
            ]
        ),
    ),
    "every way to clean": of(
        normalizers.Sequence([normalizers.Nmt(), normalizers.Strip(), normalizers.NFC(), normalizers.NFD()])
    ),
}


@pytest.mark.parametrize("name", USED)
def test_what_encoders_have_passes(name: str) -> None:
    check_steps(USED[name])


def test_what_is_shipped_passes() -> None:
    for folder in (SHIPPED_ENCODER, SHIPPED_TAGGER):
        check_tokenizer(folder / "tokenizer.json")


FORMS = [
    normalizers.NFKC,
    normalizers.NFKD,
    normalizers.NFC,
    normalizers.NFD,
    normalizers.Lowercase,
    normalizers.StripAccents,
]


@pytest.mark.parametrize("form", FORMS)
def test_no_form_makes_more_of_a_character_than_it_is_reckoned_to(form: Any) -> None:
    every = [chr(code) for code in range(1, sys.maxunicode) if not 0xD800 <= code <= 0xDFFF]
    assert max(len(form().normalize_str(character)) for character in every) <= tokenizer_check._FORMS[form.__name__]


def test_a_reading_of_many_tokens_for_each_character_is_refused(
    tiny_tokenizer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert windows(tiny_tokenizer, ["新建水厂一座。"], 32)
    monkeypatch.setattr(units_module, "MOST_TOKENS", 0.5)  # no tokenizer is known that the check of its file lets by
    with pytest.raises(BadBundle, match="The tokenizer makes"):
        windows(tiny_tokenizer, ["新建水厂一座。"], 32)


@pytest.mark.parametrize("characters", [1, 5, 6, 100])
def test_runs_hold_every_unit_once_and_no_more_than_they_may(characters: int) -> None:
    units = ["岚川", "岚川县新建", "。", "岚川县新建水厂", "", "砚浦"]
    cut = [units[run] for run in runs(units, characters)]
    assert [unit for run in cut for unit in run] == units
    assert all(len(run) == 1 or sum(map(len, run)) <= characters for run in cut)
    assert list(runs([], characters)) == []
