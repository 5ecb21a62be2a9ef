"""Check what a model answered like anyone's answer, to the letter of the schema: nothing is mended, nothing guessed.

The kinds of fault are counted under these names:

    empty               no text at all
    cut_off             the answer ran into its limit of tokens
    withheld            the server filtered it
    prose               text around the JSON, a code fence or thoughts among them
    not_json            nothing in it is JSON
    wrong_form          JSON, but no object of lists of whole numbers
    unknown_category    a key that is no category
    left_out            a category about which nothing is said
    no_such_sentence    a number beyond the sentences of the paragraph
    twice               a number, or a category, that stands there twice
    quoted              text in place of a number, altered or not
    not_one             another number of categories than the one that an exclusive taxonomy asks for
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labels.taxonomy import Taxonomy
from reports.words import Phrase
from storage.errors import BadData
from storage.parsing import brief, did_you_mean, parse_json

Said = Mapping[str, tuple[int, ...]]
"""By category the numbers of the sentences that carry it, from 1, in order; in taxonomy order, only where there are
some."""

FINISHED = "stop"
_CUT_OFF, _WITHHELD = "length", "content_filter"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer cannot be used: a kind, to be counted, and what the model is told."""

    kind: str
    told: Phrase


class _Wrong(Exception):
    def __init__(self, kind: str, chinese: str, english: str) -> None:
        super().__init__(kind)
        self.fault = Fault(kind, Phrase(chinese, english))


def read_answer(content: str | None, finish: str | None, text: str, sentences: int, taxonomy: Taxonomy) -> Said | Fault:
    """Read an answer.

    Args:
        content: what the server gives as the message; what it tells of a model's thoughts elsewhere is no part of it.
        finish: why the model stopped, as the server says it.
        text: the paragraph's.
        sentences: how many of its sentences are numbered.
    """
    try:
        return _carried(_value(content, finish), text, sentences, taxonomy)
    except _Wrong as wrong:
        return wrong.fault


def fits(said: Said, text: str, sentences: int, taxonomy: Taxonomy) -> bool:
    """Tell whether an answer that was kept is one to these sentences and categories."""
    try:
        return _carried(dict.fromkeys(taxonomy.ids, ()) | dict(said), text, sentences, taxonomy) == said
    except _Wrong:
        return False


def _carried(value: Mapping[str, Any], text: str, sentences: int, taxonomy: Taxonomy) -> Said:
    said = {key: _numbers(key, value[key], text, sentences) for key in _checked_keys(value, taxonomy)}
    carried = {key: numbers for key, numbers in said.items() if numbers}
    if taxonomy.exclusive and len(carried) != 1:
        raise _Wrong(
            "not_one",
            f"有 {len(carried)} 类的列表不空，应恰好一类",
            f"{len(carried)} categories have a list that is not empty, where exactly one must",
        )
    return carried


def _value(content: str | None, finish: str | None) -> dict[str, Any]:
    if finish == _WITHHELD:
        raise _Wrong("withheld", "回答被拦下了", "it was withheld")
    if finish == _CUT_OFF:
        raise _Wrong("cut_off", "回答太长，没有写完", "it is too long and was cut off")
    if content is None or not content.strip():
        raise _Wrong("empty", "回答是空的", "it is empty")
    try:
        value = parse_json(content.strip(), "the answer")
    except BadData as error:
        raise _unread(content, str(error)) from error
    if not isinstance(value, dict):
        raise _Wrong("wrong_form", "应是一个 JSON 对象", "it is no JSON object")
    return value


def _unread(content: str, error: str) -> _Wrong:
    if "stands twice in one object" in error:
        return _Wrong("twice", "同一个键写了两次", "a key stands in it twice")
    if _holds_object(content):
        return _Wrong("prose", "JSON 前后有别的文字", "there is text around the JSON")
    return _Wrong("not_json", "不是 JSON", "it is not JSON")


def _holds_object(content: str) -> bool:
    """Tell whether a JSON object begins somewhere in a text; only the first brackets are tried."""
    decoder, start = json.JSONDecoder(), content.find("{")
    for _ in range(_NAMED):
        if start < 0:
            return False
        try:
            decoder.raw_decode(content, start)
        except (ValueError, RecursionError):
            start = content.find("{", start + 1)
        else:
            return True
    return False


def _checked_keys(value: Mapping[str, Any], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the categories, in taxonomy order, where the answer has them all and nothing else."""
    for key in value:
        if key not in taxonomy.ids:
            shown, known = brief(key), ", ".join(taxonomy.ids)
            raise _Wrong(
                "unknown_category",
                f"{shown} 不是类别，类别只有 {known}",
                f"{shown} is no category.{did_you_mean(key, taxonomy.ids)} The categories are {known}",
            )
    if missing := [key for key in taxonomy.ids if key not in value]:
        named = ", ".join(missing)
        raise _Wrong("left_out", f"没有说到 {named}", f"it says nothing of {named}")
    return taxonomy.ids


def _numbers(key: str, value: object, text: str, sentences: int) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise _Wrong("wrong_form", f"{key} 的值不是列表", f"what it says of {key} is no list")
    for number in value:
        if isinstance(number, str) and not number.strip().isdigit():
            altered = number.strip() not in text
            raise _Wrong(
                "quoted",
                f"{key} 里抄了原文{'，还改动了' * altered}，应写句子的编号",
                f"{key} holds quoted text"
                + (", altered too," if altered else "")
                + " in place of numbers of sentences",
            )
        if type(number) is not int:
            raise _Wrong("wrong_form", f"{key} 里有不是整数的值", f"{key} holds something that is no whole number")
        if not 1 <= number <= sentences:
            raise _Wrong(
                "no_such_sentence",
                f"{key} 里的 {brief(number)} 不是句子的编号，编号从 1 到 {sentences}",
                f"{brief(number)} in {key} is no sentence; the numbers are 1 to {sentences}",
            )
    if len(set(value)) < len(value):
        raise _Wrong("twice", f"{key} 里同一个编号写了两次", f"a number stands twice in {key}")
    return tuple(sorted(value))
