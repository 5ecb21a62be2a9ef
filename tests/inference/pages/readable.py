"""A report of an invented city, long enough to be scrolled, filtered and searched."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from inference.pages.held_out import HeldOut
from inference.pages.report_page import report_page
from inference.pages.summary import summarise
from inference.tagged import Evidence, TaggedParagraph, TaggedReport
from labels.taxonomy import Taxonomy
from reports.report import Part
from tests.inference.invented import ABOUT, paragraph
from tests.waiting import wait_until

HELD_OUT = HeldOut(0.909, "grouped 5-fold cross-validation by region", 5406)
REPORT = "砚湖市-2023"
_SENTENCES = {
    "industry": "砚湖市新建轴承园区{n}个，投产项目{n}项。",
    "ecology": "治理污水管网{n}公里，断面水质转好。",
    "livelihood": "新建乡镇幼儿园{n}所，改造老旧小区。",
}
_EACH = 12


def readable() -> TaggedReport:
    """Return an opening without a part, and for done and planned twelve paragraphs each: of industry (0.95), of ecology
    and livelihood both in one sentence (0.60 and 0.80), and of none, for review, in turns."""
    made = [paragraph(0, "各位代表：现在，我代表砚湖市人民政府报告工作。")]
    for part, heading in (("done", "一、过去一年回顾"), ("planned", "二、今年工作部署")):
        for turn in range(_EACH):
            inner = "（一）前半" if turn < _EACH // 2 else "（二）后半"
            made.append(_in(part, (heading, inner), _one(len(made), turn)))  # type: ignore[arg-type]
    about = replace(ABOUT, title="砚湖市2023年政府工作报告", region="砚湖市", year=2023, date="2023-01-08")
    return TaggedReport(REPORT, about, "2023/砚湖.txt", tuple(made))


def _one(number: int, turn: int) -> TaggedParagraph:
    if turn % 3 == 0:
        text = _SENTENCES["industry"].format(n=number) + "同志们辛苦了。"
        return paragraph(number, text, evidence={"industry": (Evidence(0, len(text) - 7, 0.95),)})
    if turn % 3 == 1:
        text = _SENTENCES["ecology"].format(n=number)
        both = {"ecology": (Evidence(0, len(text), 0.6),), "livelihood": (Evidence(0, len(text), 0.8),)}
        return paragraph(number, text, evidence=both)
    return paragraph(number, f"第{number}次会议以来，砥砺前行。", review=True)


def _in(part: Part, section: tuple[str, ...], one: TaggedParagraph) -> TaggedParagraph:
    place = replace(one.paragraph, part=part, section=section, start=100 * one.paragraph.index)
    return replace(one, paragraph=replace(place, end=place.start + len(place.text)))


def written(folder: Path, given: TaggedReport, home: str = "../index.html") -> Path:
    """Write the page of a report and return its path."""
    taxonomy = Taxonomy.load()
    path = folder / "pages" / "1-报告.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    page = report_page(
        given, summarise(given, taxonomy, "1.html"), taxonomy, "砚湖-tagger", home=home, held_out=HELD_OUT
    )
    path.write_text(page, "utf-8")
    return path


def until(tab: Any, claim: str) -> None:
    """Wait until an expression is true in a page. The browser's own waiting evaluates strings inside the page, which
    its policy forbids."""
    wait_until(lambda: tab.evaluate(claim))
