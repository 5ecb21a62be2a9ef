"""Tagged folders of invented reports, as tag.py leaves them, with what a workbook has to cope with."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from inference.tagged import Evidence, TaggedParagraph
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_TAGGER, read_bundle
from models.manifest import Manifest
from reports.report import About
from reports.rows import ROW_KEY
from storage.jsonl import write_objects
from tests.inference.invented import paragraph

TAXONOMY = Taxonomy.load()
AWKWARD = (
    "=1+1",
    "+86",
    "-3",
    "@SUM(A1)",
    "\t=2",
    "\r=3",
    "<script>&amp;\"'",
    "_x0041_",
    "a\x01b\x0bc",
    "𠮷𠮷",
    "行\n行",
)


def manifest() -> Manifest:
    """Return that of the shipped bundle."""
    return read_bundle(SHIPPED_TAGGER).manifest


def tagged() -> list[TaggedParagraph]:
    """Return paragraphs of reports of two years and levels, one of which states neither, with awkward texts."""
    found = []
    abouts = (
        About(
            "砚湖市二〇三一年报告",
            "砚湖市",
            "prefecture",
            2031,
            "砚北省",
            "2031-01-12",
            "顾未名",
            "第三届人民代表大会第五次会议",
        ),
        About("=岚川县报告", "岚川县", "county", 2032, "砚北省"),
        About("+未注明"),
    )
    for number, about in enumerate(abouts):
        for place, text in enumerate(AWKWARD):
            spans = {"industry": (Evidence(0, len(text), 0.93),)} if (place + number) % 2 else {}
            spans |= {"ecology": (Evidence(0, 1, 0.81), Evidence(0, 2, 0.7))} if place % 3 == 0 else {}
            section = ("一、回顾",) if place < 6 else ("二、安排",)
            one = paragraph(place, text, section, spans, review=place == 4)
            own = replace(
                one.paragraph,
                id=f"报告{number}:{place:03}",
                report=f"报告{number}",
                about=about,
                source="reports/表.xlsx",
                flags=("year_contradicted", "of_a_later_version") if place == 0 else (),
                extra={ROW_KEY: {"sheet": "表", "row": number + 2, "columns": columns(number, place)}},
            )
            found.append(replace(one, paragraph=own, model=manifest().id))
    return found


def columns(number: int, place: int) -> dict[str, Any]:
    """Return what the user's own table has in further columns: names that clash, types that mix, long numbers."""
    return {
        "text": f"=自己的{place}",
        "int": number,
        "人口（万）": 3.5 if place else 4,
        "身份证号": 110101203101011234 + number,
        "空": None,
        "一个长得没有哪个程序会收下的列名" * 3: "是",
        "混合": place if number else "三",
    }


def write_folder(folder: Path, paragraphs: list[TaggedParagraph]) -> Path:
    """Write tagged.jsonl and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_objects(folder / "tagged.jsonl", (one.to_json() for one in paragraphs))
    return folder
