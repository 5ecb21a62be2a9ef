"""What a model reads: nothing of a text is left out, and windows overlap as promised."""

from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.bundle import Bundle, load_weights
from models.manifest import Unit
from models.units import views, windows
from reports.sentences import clause_spans
from tests.invented import invented_sentences

CHARACTERS = "".join(sorted({character for sentence in invented_sentences() for character in sentence}))
# Known characters, an unknown one, Latin and digits; no white space, which no tokenizer sees.
TEXTS = st.text(alphabet=CHARACTERS + "龘Ax7", min_size=1, max_size=400)


@pytest.fixture(scope="module")
def tokenizer(tiny_bundle: Bundle) -> Any:
    return load_weights(tiny_bundle)[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, max_tokens=st.sampled_from([16, 17, 32, 64]))
def test_windows_put_together_are_the_whole_text(tokenizer: Any, text: str, max_tokens: int) -> None:
    whole = tokenizer.backend_tokenizer.__class__.from_str(tokenizer.backend_tokenizer.to_str())
    whole.no_truncation()
    expected = whole.encode(text, add_special_tokens=False).ids
    cut = windows(tokenizer, [text], max_tokens)
    inside = [window.tokens[1:-1] for window in cut]
    overlap = max_tokens // 4
    assert [token for number, part in enumerate(inside) for token in part[overlap if number else 0 :]] == expected
    for before, after in pairwise(inside):
        assert before[-overlap:] == after[:overlap]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(units=st.lists(st.text(max_size=120), max_size=6), max_tokens=st.sampled_from([16, 32]))
def test_every_unit_has_a_window_and_none_is_too_long(tokenizer: Any, units: list[str], max_tokens: int) -> None:
    cut = windows(tokenizer, units, max_tokens)
    assert [window.unit for window in cut] == sorted(window.unit for window in cut)
    assert {window.unit for window in cut} == set(range(len(units)))
    for window in cut:
        assert 2 <= len(window.tokens) <= max_tokens
        assert (window.tokens[0], window.tokens[-1]) == (tokenizer.cls_token_id, tokenizer.sep_token_id)


@given(st.text(alphabet="岚川修路三座，。；！？” \n", max_size=200))
def test_units_cover_a_text_without_gap(text: str) -> None:
    for unit in get_args(Unit):
        for spans in views(text, unit):
            assert "".join(text[start:end] for start, end in spans) == text


def test_a_paragraph_is_read_by_sentences_or_whole_or_in_all_ways() -> None:
    text = "松堰县新建乡镇幼儿园12所，城镇新增就业3百人。松堰县排查燃气安全隐患40处。"
    whole = [(0, len(text))]
    (sentences,) = views(text, "sentence")
    assert [text[start:end][-1] for start, end in sentences] == ["。", "。"]
    assert views(text, "paragraph") == [whole]
    assert views(text, "multiscale") == [sentences, whole, clause_spans(text)]


def test_equal_views_are_read_once() -> None:
    text = "松堰县新建乡镇幼儿园12所，城镇新增就业超过3百人。"
    assert views(text, "multiscale") == [[(0, len(text))], [(0, 14), (14, len(text))]]
    assert views(text[:14], "multiscale") == [[(0, 14)]]


def test_half_a_character_is_read_as_one_that_nobody_knows(tiny_tokenizer: Any) -> None:
    (whole,), (half,) = (
        windows(tiny_tokenizer, [text], 32) for text in ("云溪\ufffd市新建水厂。", "云溪\ud83d市新建水厂。")
    )
    assert whole == half
