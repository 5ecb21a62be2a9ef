"""A long report's page → its size, how soon it is open, and how long twenty filters and searches take, in Chromium."""

import statistics
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import options, values
from storage.errors import BadSettings

if TYPE_CHECKING:
    from inference.tagged import TaggedReport

EPILOG = """\
examples:
  python scripts/bench/pages.py
  python scripts/bench/pages.py --characters 100000 --visits 5
  python scripts/bench/pages.py --report 2024.docx

Without --report, the report is made of the paragraphs of the sample reports, over and over; they are shorter than those
of long reports, and make a heavier page. The shipped tagger tags it. Every time is the median of the visits, with all
of the page laid out again; the browser is found by its name, or by the variable CHROMIUM. docs/benchmarks.md keeps what
was measured, with the machine it was measured on.
"""

SAMPLE = commandline.ROOT / "reports" / "sample"
ACTIONS = Path(__file__).with_name("pages.js")
OPEN = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--report", type=Path, metavar="FILE", help="a report of your own (default: one is made)")
    parser.add_argument(
        "--characters",
        type=values.positive,
        default=33_000,
        metavar="N",
        help="length of the report (default: %(default)s, a long provincial one)",
    )
    parser.add_argument(
        "--visits",
        type=values.positive,
        default=3,
        metavar="N",
        help="times that the page is opened and used (default: %(default)s)",
    )
    options.add_threads(parser, 1)
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure the page and twenty actions on it."""
    from scripts.shared.photograph import chromium

    options.use_threads(arguments.threads)
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        report = _own_report(arguments.report) if arguments.report else _long_report(arguments.characters)
        page = _write(report, Path(folder))
        size = page.stat().st_size
        opened, actions = _measure(browser, page, arguments.visits)
    return [_page_table(report, size, opened, actions), _actions_table(actions)]


def _page_table(report: "TaggedReport", size: int, opened: float, actions: Mapping[str, float]) -> Table:
    characters = sum(len(one.paragraph.text) for one in report.paragraphs)
    columns = [
        Column("characters", "characters"),
        Column("paragraphs", "paragraphs"),
        Column("size", "weighs", "kB"),
        Column("opened", "opens in", "ms"),
        Column("slowest", f"slowest of {len(actions)} actions", "ms"),
    ]
    figures = {
        "characters": characters,
        "paragraphs": len(report.paragraphs),
        "size": size / 1000,
        "opened": opened,
        "slowest": max(actions.values()),
    }
    return Table("page", "page", columns, [Row("report", "a report's page", figures)])


def _actions_table(actions: Mapping[str, float]) -> Table:
    rows = [Row(f"action_{number}", name, {"time": time}) for number, (name, time) in enumerate(actions.items(), 1)]
    return Table("actions", "action", [Column("time", "time", "ms")], rows)


def _own_report(path: Path) -> "TaggedReport":
    """Tag the first report of a file."""
    from inference.inputs import Untagged, read_inputs, tag_report
    from inference.tagger import Tagger

    first = next((one for one in read_inputs([path]) if isinstance(one, Untagged)), None)
    if first is None:
        raise BadSettings(f"{path}: holds no report. Expected one to measure; check --report.")
    return tag_report(Tagger.load(), first)


def _long_report(characters: int) -> "TaggedReport":
    """Tag the paragraphs of the sample reports, repeated until they have so many characters; a heading that comes again
    takes up what it has."""
    from inference.inputs import Untagged, read_inputs, tag_report
    from inference.tagger import Tagger

    read = [one for one in read_inputs([SAMPLE]) if isinstance(one, Untagged)]
    tagger = Tagger.load()
    tagged = [paragraph for one in read for paragraph in tag_report(tagger, one).paragraphs]
    order = {one.paragraph.section: place for place, one in reversed(list(enumerate(tagged)))}
    kept, length = [], 0
    for index, one in enumerate(cycle(tagged)):
        if length >= characters:
            break
        kept.append(replace(one, paragraph=replace(one.paragraph, id=f"{read[0].id}:{index}", index=index)))
        length += len(one.paragraph.text)
    kept.sort(key=lambda one: order[one.paragraph.section])
    first = tag_report(tagger, replace(read[0], paragraphs=()))
    return replace(first, paragraphs=tuple(kept))


def _write(report: "TaggedReport", folder: Path) -> Path:
    from inference.pages.corpus.writing import PAGES, page_name, write_pages
    from inference.pages.held_out import held_out_of
    from models.bundle import SHIPPED_TAGGER, read_bundle

    manifest = read_bundle(SHIPPED_TAGGER).manifest
    write_pages(folder, [report], manifest.taxonomy, manifest.id, held_out=held_out_of(manifest.scores))
    return folder / PAGES / page_name(1, report.id)


def _measure(browser: Any, page: Path, visits: int) -> tuple[float, dict[str, float]]:
    """Return the milliseconds until the page is open, and those of each action by its name: medians of the visits."""
    opened: list[float] = []
    times: dict[str, list[float]] = {}
    for tab in _tabs(browser, visits):
        tab.goto(page.as_uri())
        opened.append(tab.evaluate(OPEN))
        for name, time in tab.evaluate(ACTIONS.read_text("utf-8")):
            times.setdefault(name, []).append(time)
    return statistics.median(opened), {name: statistics.median(found) for name, found in times.items()}


def _tabs(browser: Any, visits: int) -> Iterator[Any]:
    """Yield a fresh tab a visit, after one that warms the browser up."""
    browser.new_page().close()
    for _ in range(visits):
        tab = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        yield tab
        tab.close()


if __name__ == "__main__":
    commandline.run(main)
