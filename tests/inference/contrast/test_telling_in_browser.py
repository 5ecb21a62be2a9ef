import json
from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

from inference.contrast.grouped import table_of
from inference.contrast.script import SCRIPT
from inference.contrast.table import Table
from inference.contrast.telling import telling_words
from tests.browser import chromium, opened
from tests.inference.contrast.invented import counted, lines

pytestmark = pytest.mark.slow


def scattered() -> Table:
    """Return a table of words inside each other, with counts by chance."""
    chance = np.random.default_rng(5)
    before, middle, after = ("", "甲", "丙乙"), ("子丑", "寅卯", "辰巳"), ("", "午", "未申")
    words = ["".join(one) for one in product(before, middle, after)]
    size = len(words), 4
    return Table(
        "region",
        "",
        ("甲县", "乙县", "丙县", "–"),
        tuple(words),
        tuple(map(tuple, chance.poisson(chance.gamma(1, 20, size)).tolist())),
        tuple(map(tuple, chance.integers(1, 4, size).tolist())),
        (30_000, 41_000, 9_000, 800),
        (3, 4, 2, 1),
        tuple(chance.uniform(1, 4, len(words)).tolist()),
        2500.5,
    )


def test_a_page_finds_the_words_that_the_program_finds(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><title>x</title><script>{SCRIPT.read_text('utf-8')}</script>", "utf-8")
    counts = counted(lines())
    tables = [scattered(), table_of(counts, "year"), table_of(counts, "region", category="industry")]
    compared = 0
    with chromium() as browser, opened(browser, page) as shown:
        for table in tables:
            held = json.loads(json.dumps(table.to_json()))
            assert shown.evaluate("table => tellingWords(table, table.groups[0], 'nowhere')", held) == []
            for first, second in permutations(table.groups, 2):
                for limit in (3, 20):
                    ours = telling_words(table, first, second, limit)
                    theirs = shown.evaluate("given => tellingWords(...given)", [held, first, second, limit])
                    assert [one["word"] for one in theirs] == [one.word for one in ours]
                    for one, other in zip(ours, theirs, strict=True):
                        assert other["z"] == pytest.approx(one.z, rel=1e-12)
                        for name in ("first_per_1000", "second_per_1000", "first_reports", "second_reports"):
                            assert other[name] == getattr(one, name)
                    compared += len(ours)
    assert compared > 100
