import json
from collections import Counter
from typing import Any

import numpy as np
import pytest

from inference.contrast import grouped
from inference.contrast.grouped import table_of
from inference.contrast.table import Table
from inference.contrast.telling import telling_words
from tests.inference.contrast.invented import PLACES, counted, lines

LINES = lines()
COUNTS = counted(LINES)


def places(word: str, text: str) -> int:
    """Count every place of a word, overlapping ones too."""
    return sum(text.startswith(word, start) for start in range(len(text)))


def of(table: Table, by: str, carrying: str = "") -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {group: [] for group in table.groups}
    for line in LINES:
        if not carrying or carrying in line["tags"]:  # type: ignore[operator]
            found[str(line[by])].append(line)
    return found


@pytest.mark.parametrize("by", ["year", "part", "region"])
@pytest.mark.parametrize("category", ["", "industry"])
def test_a_table_counts_what_a_search_finds(by: str, category: str) -> None:
    table = table_of(COUNTS, by, category=category)
    assert len(table.words) > 5
    for place, (_, own) in enumerate(of(table, by, category).items()):
        reports = {line["report"] for line in own}
        assert table.characters[place] == sum(len(line["text"]) for line in own)
        assert table.reports_there[place] == len(reports)
        for number, word in enumerate(table.words):
            assert table.counts[number][place] == sum(places(word, line["text"]) for line in own)
            assert table.reports[number][place] == len({one["report"] for one in own if word in one["text"]})


def test_clumping_is_the_variance_from_report_to_report_by_that_of_chance() -> None:
    table = table_of(COUNTS, "year")
    for number, word in enumerate(table.words):
        found = chance = 0.0
        for place, own in enumerate(of(table, "year").values()):
            rate = table.counts[number][place] / table.characters[place]
            there: Counter[str] = Counter()
            length: Counter[str] = Counter()
            for line in own:
                there[line["report"]] += places(word, line["text"])
                length[line["report"]] += len(line["text"])
            found += sum((there[report] - rate * n) ** 2 for report, n in length.items())
            chance += sum(rate * n * (1 - n / table.characters[place]) for n in length.values())
        assert table.clumping[number] == pytest.approx(max(1.0, found / chance), abs=0.001)


def test_the_best_word_of_every_pair_is_kept_first() -> None:
    assert set(table_of(COUNTS, "year", limit=2).words) == {"新农村", "乡村振兴"}


def test_a_table_holds_no_word_that_none_of_its_paragraphs_says() -> None:
    few: list[dict[str, object]] = [
        {**line, "tags": ["ecology"] if "修复湿地" in str(line["text"]) else []} for line in LINES
    ]
    few.append({**LINES[0], "id": "short", "text": "好。", "tags": ["security"]})
    few.append({**LINES[12], "id": "short too", "text": "行。", "tags": ["security"]})
    table = table_of(counted(few), "year", category="security")
    assert (table.groups, table.words) == (("2031", "2041"), ())
    assert telling_words(table, "2031", "2041") == []
    assert all(map(any, table_of(counted(few), "year", category="ecology").counts))


def test_names_of_places_say_where_and_not_what() -> None:
    named = {word for word in COUNTS.words if any(word in place for place in PLACES)}
    assert named
    assert not named & set(table_of(COUNTS, "region").words)


def test_of_many_groups_those_with_the_most_text_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped, "MOST_GROUPS", 3)
    few = [line for line in LINES if line["region"] != PLACES[2] or line["index"] == 0]
    assert table_of(counted(few), "region").groups == tuple(sorted(set(PLACES) - {PLACES[2]}))


@pytest.mark.parametrize("of_lines", [[], LINES[:1]])
def test_a_corpus_too_small_for_words_has_an_empty_table(of_lines: list[dict[str, object]]) -> None:
    table = table_of(counted(of_lines), "year")
    assert (table.words, table.counts) == ((), ())


def test_a_table_is_json_and_its_prior_is_a_report() -> None:
    table = table_of(COUNTS, "year")
    held = json.loads(json.dumps(table.to_json(), allow_nan=False))
    assert held["counts"] == [list(one) for one in table.counts]
    assert table.prior == pytest.approx(np.mean(list(_lengths().values())), abs=0.001)


def _lengths() -> Counter[str]:
    found: Counter[str] = Counter()
    for line in LINES:
        found[str(line["report"])] += len(str(line["text"]))
    return found
