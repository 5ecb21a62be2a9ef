"""The words of a text against a plain reading of what a word is, string by string."""

import re
from collections import Counter
from math import log

import numpy as np
import pytest

from inference.contrast import candidates
from inference.contrast.candidates import hanzi_of, words_of
from tests.inference.contrast.invented import lines

TEXTS = [str(line["text"]) for line in lines()]


def found(texts: list[str]) -> dict[str, int]:
    """Return each word with its places."""
    codes = np.concatenate([hanzi_of(text) for text in texts])
    return {word: int((own.of == number).sum()) for own in words_of(codes) for number, word in enumerate(own.words)}


def plainly(texts: list[str], fewest: int = candidates.FEWEST_PLACES) -> dict[str, int]:
    """Return the same by looking at every string of every run of hanzi."""
    runs = [run for text in texts for run in re.findall("[一-鿿]+", text)]
    places: Counter[str] = Counter()
    beside: tuple[dict[str, Counter[str]], dict[str, Counter[str]]] = ({}, {})
    torn: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for run in runs:
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + candidates.LONGEST) + 1):
                places[run[start:end]] += 1
    hanzi = sum(n for string, n in places.items() if len(string) == 1 and n >= fewest)

    def bond(pair: str) -> float:
        if len(pair) < 2 or places[pair] < fewest:
            return -np.inf
        return float(np.float32(log(places[pair] * hanzi / places[pair[0]] / places[pair[1]])))

    for run in runs:
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + candidates.LONGEST) + 1):
                string = run[start:end]
                for side, hanzi_there in enumerate((run[start - 1 : start], run[end : end + 1])):
                    rare = not hanzi_there or places[hanzi_there] < fewest
                    beside[side].setdefault(string, Counter())["" if rare else hanzi_there] += 1
                torn[0][string] += bond(run[start - 1 : start + 1] if start else "") > bond(string[:2])
                torn[1][string] += bond(run[end - 1 : end + 1]) > bond(string[-2:])

    def is_word(string: str) -> bool:
        there = places[string]
        if len(string) < 2 or there < fewest:
            return False
        for side in (0, 1):
            own = beside[side][string]
            entropy = sum(n / there * log(there if hanzi == "" else there / n) for hanzi, n in own.items())
            most = max((n / there for hanzi, n in own.items() if hanzi), default=0.0)
            if entropy < candidates.VARIED or most >= candidates.EXPLAINED or 2 * torn[side][string] > there:
                return False
        edges = {string[0], string[-1]}
        if len(string) > 2 and edges & candidates.JOINING:
            return False
        close = min(log(there * hanzi / places[string[:cut]] / places[string[cut:]]) for cut in range(1, len(string)))
        return close >= (candidates.CLOSER if edges & candidates.PARTICLES else candidates.CLOSE)

    return {string: there for string, there in places.items() if is_word(string)}


@pytest.mark.parametrize("piece", [50, candidates._PIECE])
def test_words_are_those_of_a_plain_reading_however_the_text_is_cut(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "_PIECE", piece)
    words = found(TEXTS)
    assert len(words) > 20
    assert words == plainly(TEXTS)


def test_whole_words_are_found_and_halves_are_not() -> None:
    words = found(TEXTS)
    assert {"新农村", "乡村振兴", "水库", "湿地"} <= words.keys() | {word[2:] for word in words}
    assert not {"农村", "新农", "乡村", "村振兴", "振兴"} & words.keys()


def test_no_word_reaches_over_what_is_no_hanzi() -> None:
    texts = [f"{one}甲乙，丙丁{other}" for one in "东南西北春夏" for other in "金木水火土山"]
    assert {"甲乙", "丙丁"} <= found(texts).keys()
    assert not any("乙丙" in word for word in found(texts))


@pytest.mark.parametrize("texts", [[""], ["x"], ["好"], ["一二三四五六七八九十"], ["\ud840", "𠀀𠀀𠀀𠀀𠀀"]])
def test_texts_without_words_have_none(texts: list[str]) -> None:
    assert found(texts) == {}
