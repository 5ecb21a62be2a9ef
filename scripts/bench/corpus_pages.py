"""Size and speed of the corpus page: invented reports are written as tagged folders, and the page is opened in
Chromium."""

import random
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import values
from storage.processes.memory import largest_bytes

if TYPE_CHECKING:
    from inference.tagged import TaggedParagraph, TaggedReport
    from reports.report import About

EPILOG = """\
examples:
  python scripts/bench/corpus_pages.py
  python scripts/bench/corpus_pages.py --reports 500 --keep runs/invented

Each report has forty short paragraphs. "opens" is the time until Chromium (from $CHROMIUM, or on the path) has run
index.html, the best of three; "memory" the largest that writing held at any time.
"""
PROVINCES = "河北 山西 辽宁 江苏 浙江 福建 江西 山东 河南 湖北 湖南 广东 四川 云南 陕西 甘肃"
LEVELS = ("province", "prefecture", "county", "township")
TEXTS = {
    "industry": "新建轴承园区，引进企业多家。",
    "ecology": "河道清淤，空气优良天数增加。",
    "livelihood": "新建乡镇幼儿园，改造老旧小区。",
    "security": "排查隐患，矿山没有事故。",
}


COLUMNS = (
    Column("seconds", "written in", "s"),
    Column("memory", "memory", "MiB"),
    Column("index", "index.html", "MB"),
    Column("list", "largest list", "MB"),
    Column("opened", "opens in", "s"),
)


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--reports",
        nargs="+",
        type=values.positive,
        default=[500, 5000],
        metavar="N",
        help="reports of each folder (default: 500 5000)",
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the pages there (default: they are removed)")
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure the corpus page of each number of reports."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for count in arguments.reports:
            commandline.say(f"{count:,} reports")
            rows.append(_row((arguments.keep or Path(place)) / f"{count}", count))
    note = "Invented reports of forty short paragraphs; memory is the most until then, the best of three visits counts."
    return [Table("sizes", "reports", COLUMNS, rows, note)]


def _row(folder: Path, count: int) -> Row:
    from inference.pages.corpus.writing import write_pages
    from labels.taxonomy import Taxonomy

    began = time.perf_counter()
    index = write_pages(folder, invented(count), Taxonomy.load(), "invented")
    seconds = time.perf_counter() - began
    lists = [path.stat().st_size / 1e6 for path in folder.glob("*.html") if path != index]
    figures = {
        "seconds": seconds,
        "memory": largest_bytes() / 2**20,
        "index": index.stat().st_size / 1e6,
        "list": max(lists, default=None),
        "opened": _opened(index),
    }
    return Row(str(count), f"{count:,}", figures)


def invented(count: int) -> Iterator["TaggedReport"]:
    """Make reports of places that do not exist, over ten years, that say more of ecology every year."""
    from inference.tagged import TaggedReport
    from reports.report import About

    chance = random.Random(1)
    provinces = [f"{name}省" for name in PROVINCES.split()]
    for number in range(count):
        year, place = 2012 + number % 10, number // 10
        region = f"砚{'湖浦川岭溪峰'[place % 6]}{'甲乙丙丁戊己庚辛壬癸'[place // 6 % 10]}{place // 60 or ''}县"
        about = About(
            f"{region}{year}年政府工作报告",
            region,
            LEVELS[place % 4],  # type: ignore[arg-type]
            year,
            provinces[place % len(provinces)],
            f"{year}-01-12",
        )
        identifier = f"{region}-{year}"
        paragraphs = tuple(_paragraph(identifier, about, n, chance) for n in range(40))
        yield TaggedReport(identifier, about, f"{identifier}.txt", paragraphs)


def _paragraph(report: str, about: "About", number: int, chance: random.Random) -> "TaggedParagraph":
    from inference.tagged import Evidence, TaggedParagraph
    from reports.report import Paragraph, Part

    year = about.year or 0
    likely = {"industry": 0.4, "ecology": 0.1 + (year - 2012) * 0.015, "livelihood": 0.3, "security": 0.12}
    tags = tuple(key for key, odds in likely.items() if chance.random() < odds + 0.02 * LEVELS.index(about.level))
    text = "".join(TEXTS[key] for key in tags) or "各位代表，现在报告工作。"
    spans, start = {}, 0
    for key in tags:
        spans[key] = (Evidence(start, start + len(TEXTS[key]), 0.9),)
        start += len(TEXTS[key])
    is_done = number < 22
    section = "一、回顾" if is_done else "二、安排"
    part: Part = "done" if is_done else "planned"
    source = Paragraph(f"{report}:{number:03}", report, text, about, part, (section,), number)
    scores = {key: 0.9 if key in tags else 0.1 for key in TEXTS}
    return TaggedParagraph(source, tags, scores, spans, number % 13 == 0, "invented")


def _opened(index: Path) -> float:
    """Return the seconds that a browser takes to load a page and run its program."""
    from scripts.shared.photograph import chromium

    with chromium() as browser:
        page = browser.new_page()
        seconds = []
        for _ in range(3):
            page.goto(index.as_uri())
            seconds.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000)
    return float(min(seconds))


if __name__ == "__main__":
    commandline.run(main)
