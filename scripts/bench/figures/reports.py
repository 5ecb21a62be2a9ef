"""Invented reports as text files, of places that do not exist."""

import random
from pathlib import Path

PLACES = ("砚湖", "松堰", "鹿汀", "云溪", "岚川", "榆木", "砚浦", "青浔")
SENTENCES = (
    "新建轴承产业园{n}个，规模以上工业增加值增长百分之{m}。",
    "清淤河道{n}公里，空气优良天数增加{m}天。",
    "新建乡镇幼儿园{n}所，改造老旧小区{m}个。",
    "排查燃气安全隐患{n}处，化解矛盾纠纷{m}件。",
    "培育龙头企业{n}家，技术改造投资增长百分之{m}。",
    "办理人大代表建议{n}件、政协委员提案{m}件。",
)
_SENTENCES_OF_REAL_LENGTH = 9  # some 230 characters


def write_reports(folder: Path, paragraphs: int, of_each: int, distinct: int | None = None) -> Path:
    """Write reports with so many paragraphs in all, and return their folder.

    Args:
        of_each: paragraphs of a report.
        distinct: how many of these differ, of one sentence each; None takes paragraphs of real length, all different.
    """
    chance = random.Random(1)
    folder.mkdir(parents=True)
    for number in range(paragraphs // of_each):
        place = PLACES[number % len(PLACES)] + "甲乙丙丁戊己庚辛"[number // 8 % 8] + "县"
        heading = f"{place}{2010 + number // 64 % 14}年政府工作报告\n\n各位代表：\n\n"
        sentences = 1 if distinct else _SENTENCES_OF_REAL_LENGTH
        texts = [_paragraph(chance, sentences) for _ in range(distinct or of_each)]
        body = "\n\n".join(texts[n % len(texts)] for n in range(of_each))
        (folder / f"{number:06}.txt").write_text(heading + body + "\n", encoding="utf-8")
    return folder


def _paragraph(chance: random.Random, sentences: int) -> str:
    return "".join(
        chance.choice(SENTENCES).format(n=chance.randrange(2, 9_000), m=chance.randrange(2, 900))
        for _ in range(sentences)
    )
