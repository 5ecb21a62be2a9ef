"""Invented paragraphs of two times: the older speak of one thing, the newer of another, all of much the same."""

import numpy as np

from inference.contrast.counting import Counts, WordCounter
from inference.contrast.passages import passage_of

_COMMON = ["修建水库", "扩大就业", "修复湿地", "培训教师", "改造厂房", "检查食品", "开办夜校", "清理河道"]
_HOW = ["稳步", "抓紧", "继续", "依法", "逐年", "大力"]
_OLD, _NEW = "新农村", "乡村振兴"
PLACES = ("砚湖县", "岚川县", "霁川市", "鹿汀县")


def lines(reports: int = 12, paragraphs: int = 12, seed: int = 0) -> list[dict[str, object]]:
    """Return lines of tagged.jsonl: half of the reports of 2031, half of 2041."""
    chance = np.random.default_rng(seed)
    found = []
    for report in range(reports):
        newer, place = report % 2 == 1, PLACES[report % 4]
        for index in range(paragraphs):
            clauses = [f"{chance.choice(_HOW)}{chance.choice(_COMMON)}{chance.integers(1, 90)}项" for _ in range(4)]
            theme = _NEW if newer else _OLD
            clauses.insert(int(chance.integers(4)), f"{chance.choice(_HOW)}{'推动' if index % 2 else '谋划'}{theme}")
            last = f"{chance.choice(_HOW)}{chance.choice(_COMMON)}，{chance.choice(_HOW)}{theme}"
            text = f"{'，'.join(clauses)}。{place}{last}。"
            middle = text.index("。") + 1
            found.append(
                {
                    "id": f"{place}-{report}:{index:03}",
                    "report": f"{place}-{report}",
                    "region": place,
                    "province": "岚州省",
                    "level": "county",
                    "year": 2041 if newer else 2031,
                    "part": "done" if index < 6 else "planned",
                    "index": index,
                    "text": text,
                    "tags": ["industry"] if index % 3 else [],
                    "evidence": {"industry": [[0, middle, 0.9 - 0.01 * index]]} if index % 3 else {},
                }
            )
    return found


def counted(of: list[dict[str, object]]) -> Counts:
    """Return the words of lines, counted."""
    counter = WordCounter()
    for line in of:
        counter.add(passage_of(line))
    return counter.count()
