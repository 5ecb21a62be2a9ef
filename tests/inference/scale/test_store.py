"""Judgements come out of the store as they went in, or not at all."""

import gzip
import json
from pathlib import Path

import pytest

from inference.scale.judgements import Judgement, key_of
from inference.scale.store import Store
from inference.tagged import Evidence
from inference.tagger import Tagger
from tests.inference.taggers import paragraphs
from tests.invented import invented_sentences

KEY = "ab" * 32
JUDGEMENTS = (
    Judgement(("industry",), {"industry": 0.1 + 0.2, "ecology": 1e-17}, {"industry": (Evidence(0, 4, 0.3),)}, True),
    Judgement((), {"industry": 0.0, "ecology": 1.0}, {}, False),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    store.put(KEY, JUDGEMENTS)
    return store


def test_judgements_come_back_to_the_last_digit(store: Store, tiny_tagger: Tagger) -> None:
    assert store.get(KEY, 2) == JUDGEMENTS
    given = paragraphs(*invented_sentences())
    told = tuple(Judgement.of(one) for one in tiny_tagger.tag(given))
    store.put(key_of(given), told)
    assert store.get(key_of(given)) == told


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.get("cd" * 32) is None
    assert store.failure(KEY) is None


def test_a_key_depends_on_texts_and_their_order_alone() -> None:
    first, second = paragraphs("新建水厂一座。", "新增造林三万亩。")
    assert key_of([first, second]) != key_of([second, first])
    assert key_of([first]) != key_of([first, first])
    assert key_of(paragraphs("一", "二三")) != key_of(paragraphs("一二", "三"))
    renamed = [type(one)("别处-2020:7", "别处-2020", one.text, index=9) for one in (first, second)]
    assert key_of(renamed) == key_of([first, second])


GOOD = {"format": 1, "key": KEY, "judgements": [one.to_json() for one in JUDGEMENTS]}
FIRST = GOOD["judgements"][0]
DAMAGED = {
    "half a file": gzip.compress(json.dumps(GOOD).encode())[:60],
    "nothing": b"",
    "no gzip": json.dumps(GOOD).encode(),
    "no JSON": gzip.compress(b"{"),
    "no UTF-8": gzip.compress(b"\xff\xfe"),
    "a list": gzip.compress(b"[]"),
    "another format": gzip.compress(json.dumps({**GOOD, "format": 2}).encode()),
    "of another report": gzip.compress(json.dumps({**GOOD, "key": "cd" * 32}).encode()),
    "too few": gzip.compress(json.dumps({**GOOD, "judgements": GOOD["judgements"][:1]}).encode()),
    "a key missing": gzip.compress(json.dumps({**GOOD, "judgements": [{"tags": []}] * 2}).encode()),
    "evidence of no sentence": gzip.compress(
        json.dumps({**GOOD, "judgements": [{**FIRST, "evidence": {"industry": [[1]]}}, FIRST]}).encode()
    ),
    "a tag without evidence": gzip.compress(
        json.dumps({**GOOD, "judgements": [{**FIRST, "evidence": {}}, FIRST]}).encode()
    ),
    "a score that is none": gzip.compress(
        json.dumps({**GOOD, "judgements": [{**FIRST, "scores": {"industry": "high"}}, FIRST]}).encode()
    ),
    "deeper than a stack": gzip.compress(b"[" * 200_000),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_missing_and_can_be_made_again(store: Store, name: str) -> None:
    (path,) = store.folder.rglob("*.json.gz")
    path.write_bytes(DAMAGED[name])
    assert store.get(KEY, 2) is None
    assert [one.name for one in store.folder.rglob("*.damaged")] == [f"{path.name}.damaged"]
    store.put(KEY, JUDGEMENTS)
    assert store.get(KEY, 2) == JUDGEMENTS


def test_the_same_judgements_are_the_same_file(store: Store) -> None:
    (path,) = store.folder.rglob("*.json.gz")
    before = path.read_bytes()
    store.put(KEY, JUDGEMENTS)
    assert path.read_bytes() == before


def test_a_failure_is_kept_with_its_reason_until_it_is_forgiven(store: Store) -> None:
    store.fail(KEY, "ended its process")
    assert store.failure(KEY) == "ended its process"
    (path,) = store.folder.glob("failed/*")
    path.write_text("{")
    assert store.failure(KEY) is None
    store.fail(KEY, "ended its process")
    store.forgive(KEY)
    store.forgive(KEY)
    assert store.failure(KEY) is None
