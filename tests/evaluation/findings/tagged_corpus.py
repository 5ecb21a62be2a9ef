"""An invented corpus as tag.py leaves it, with what people would say of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from inference.tagged import Evidence, TaggedParagraph
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.report import About, Paragraph
from reports.sentences import sentence_spans
from storage.jsonl import write_objects

IDS = Taxonomy.load().ids
MODEL = "tagger-00000000"
_PLACES = ["砚湖", "岚川", "霁川", "鹿汀", "榆木", "临棠", "青蒲", "云梓", "汀兰", "望岫"]
_TEXT = "{place}新建轴承产业园{n}个，投产项目十项。{place}修复湿地一百二十公顷，栽种榆树三万棵。"


def corpus(by_year: int = 8, years: tuple[int, ...] = (2031, 2032, 2033), seed: int = 0) -> list[TaggedParagraph]:
    """Return tagged paragraphs: in each year so many reports of 4 to 9 paragraphs."""
    chance = np.random.default_rng(seed)
    found = []
    for year in years:
        for place in _PLACES[:by_year]:
            report, level = f"{place}县-{year}", "county" if chance.random() < 0.5 else "prefecture"
            count = int(chance.integers(4, 10))
            for index in range(count):
                text = _TEXT.format(place=place, n=index + 1)
                paragraph = Paragraph(
                    f"{report}:{index:03}",
                    report,
                    text,
                    About(region=f"{place}县", level=level, year=year),
                    "done" if index < count / 2 else "planned",
                    index=index,
                )
                tags = tuple(key for key in IDS if chance.random() < 0.4)
                marks = {key: (Evidence(*sentence_spans(text)[n % 2], 0.9),) for n, key in enumerate(tags)}
                found.append(TaggedParagraph(paragraph, tags, dict.fromkeys(IDS, 0.5), marks, False, MODEL))
    return found


def gold(tagged: list[TaggedParagraph], seed: int = 1) -> list[LabelledParagraph]:
    """Return what people say: mostly what was tagged, each category wrong in about every eighth paragraph."""
    chance = np.random.default_rng(seed)
    rows = []
    for one in tagged:
        labels = tuple(key for key in IDS if (key in one.tags) != (chance.random() < 0.125))
        spans = sentence_spans(one.paragraph.text)
        evidence = {key: (spans[int(chance.integers(2))],) for key in labels}
        rows.append(LabelledParagraph(one.paragraph, labels, evidence=evidence))
    return rows


def write_tagged(folder: Path, tagged: list[TaggedParagraph], model: str = MODEL) -> Path:
    """Write tagged.jsonl as tag.py does, and return its folder."""
    folder.mkdir(exist_ok=True)
    write_objects(folder / "tagged.jsonl", (replace(one, model=model).to_json() for one in tagged))
    return folder
