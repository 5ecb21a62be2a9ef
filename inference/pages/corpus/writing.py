"""Write the pages to read: an overview of all reports, and a page for each of them.

Every page is one file that works from a disk: no network, no foreign font, no file beside it but the pages it links to.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from inference.pages.corpus.behind import Behind
from inference.pages.corpus.groupings import Group, figures_of
from inference.pages.corpus.links import Listed, links_to, lists_of
from inference.pages.corpus.overview import Overview, list_page, overview
from inference.pages.corpus.reports_file import REPORTS, Collection, read_reports, write_reports
from inference.pages.corpus.tally import Tally
from inference.pages.held_out import HeldOut
from inference.pages.report_page import report_page
from inference.pages.summary import Summary, summarise
from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.jsonl import read_objects
from storage.shown import shown
from storage.whole_files import atomic_writer

INDEX = "index.html"
CORPUS = "corpus.html"
PAGES = "pages"
TAGGED = "tagged.jsonl"
_UNSAFE = re.compile(r"[^\w-]+")
# 200 bytes in UTF-8 where file systems allow 255: room for the number, the ending and a temporary name.
_LONGEST_NAME = 200


def write_pages(
    folder: Path,
    reports: Iterable[TaggedReport],
    taxonomy: Taxonomy,
    model: str,
    *,
    held_out: HeldOut | None = None,
) -> Path:
    """Write `index.html` with what the model counted, for each report `pages/<number>-<report id>.html`, and
    `reports.json`; where reports are many, their lists stand in `year-<year>.html`.

    Reports are taken one at a time and only their summaries are kept, so an iterator over thousands needs little
    memory. The overview comes last: while it is missing, the pages are not complete.

    Args:
        model: the id of the bundle that tagged them.
        held_out: how good it is on paragraphs that it was not trained on.

    Returns:
        The path of index.html.

    Raises:
        CannotWrite: the place is not writable.
    """
    tally, behind = Tally(taxonomy.ids), Behind(taxonomy.ids)
    summaries = []
    page = partial(report_page, model=model, held_out=held_out)
    for number, report in enumerate(reports, 1):
        summaries.append(_write_page(folder, number, report, taxonomy, page))
        tally.add(report)
        for one in report.paragraphs:
            behind.add(one.to_json())
    collection = Collection(model, held_out, tuple(summaries))
    lists, figures = lists_of(summaries, INDEX), tally.figures()
    given = Overview(
        taxonomy,
        collection,
        figures,
        links_to(lists),
        _own(lists),
        behind=behind.to_json(figures, summaries),
        here=f"../{INDEX}",
    )
    write_reports(folder, collection)
    for listed in lists if given.own is None else ():
        _write(folder / listed.name, list_page(given, listed, lists, home=INDEX))
    _write(folder / INDEX, overview(given))
    return folder / INDEX


def write_corpus_page(
    folder: Path, tagged: Path, taxonomy: Taxonomy, shares: Mapping[str, Any], *, final: Path
) -> Path | None:
    """Write `corpus.html`: the overview of a tagged folder with the corrected figures of shares.json.

    Args:
        folder: where it is written.
        tagged: the folder of `write_pages`, to which its links lead: they hold as long as both are moved together.
        shares: what shares.json holds.
        final: where `folder` will stand in the end.

    Returns:
        Its path, None where the tagged folder has no reports.json to tell the pages.

    Raises:
        BadData: reports.json or tagged.jsonl is not what tag.py writes, or is of other reports than the shares.
        CannotWrite: the place is not writable.
    """
    collection = read_reports(tagged)
    if collection is None:
        return None
    behind = Behind(taxonomy.ids)
    for _, line in read_objects(tagged / TAGGED):
        behind.add(line)
    way, figures = _way(tagged, final), figures_of(shares)
    _check_same(collection, figures.whole, tagged)
    lists = lists_of(collection.summaries, CORPUS)
    given = Overview(
        taxonomy,
        collection,
        figures,
        links_to(lists, way),
        _own(lists),
        behind=behind.to_json(figures, collection.summaries),
        folder=way,
        here=_way(final, tagged / PAGES) + CORPUS,
    )
    _write(folder / CORPUS, overview(given))
    return folder / CORPUS


def _check_same(collection: Collection, whole: Group, tagged: Path) -> None:
    listed = len(collection.summaries), sum(one.paragraphs for one in collection.summaries)
    if listed != (whole.reports, whole.paragraphs):
        raise BadData(
            f"{shown(tagged / REPORTS)}: lists {listed[0]} reports with {listed[1]} paragraphs, but {TAGGED} beside it "
            f"holds {whole.reports} with {whole.paragraphs}. Expected the same; tag again, or take {REPORTS} away to "
            f"do without {CORPUS}."
        )


def _own(lists: Sequence[Listed]) -> Listed | None:
    """Return the list that stands on the overview itself."""
    return lists[0] if len(lists) == 1 and lists[0].year is None else None


def _way(to: Path, start: Path) -> str:
    """Return the way from one folder to another as a link, with a stroke at its end; a name that is no text keeps its
    bytes."""
    way = os.path.relpath(to.resolve(), start.resolve())
    return quote(os.fsencode(way.replace(os.sep, "/"))) + "/"


def _write_page(
    folder: Path, number: int, report: TaggedReport, taxonomy: Taxonomy, page: Callable[..., str]
) -> Summary:
    name = page_name(number, report.id)
    summary = summarise(report, taxonomy, f"{PAGES}/{quote(name)}")
    _write(folder / PAGES / name, page(report, summary, taxonomy, home=f"../{INDEX}"))
    return summary


def _write(path: Path, page: str) -> None:
    with atomic_writer(path, synced=False) as file:  # the folder comes to the disk as a whole
        file.write(page)


def page_name(number: int, report: str) -> str:
    """Return the file name of a report's page: the number makes it unique, the rest is for people."""
    safe = _UNSAFE.sub("-", report).strip("-").encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{number}-{safe}.html" if safe else f"{number}.html"
