"""Write the pages to read: an overview of all reports, and a page for each of them.

Every page is one file that works from a disk: no network, no foreign font, no file beside it but the pages it links to.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote

from inference.pages.colours import swatches
from inference.pages.held_out import HeldOut
from inference.pages.rendering import TEMPLATES, render
from inference.pages.report_page import report_page
from inference.pages.summary import LEVELS_SHOWN, Summary, summarise
from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from reports.flags import meaning_of
from storage.whole_files import atomic_writer

INDEX = "index.html"
PAGES = "pages"
_TEMPLATE = TEMPLATES / "corpus_page.html.j2"
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
    """Write `index.html` and, for each report, `pages/<number>-<report id>.html`.

    Reports are taken one at a time and only their summaries are kept, so an iterator over thousands needs little
    memory. The overview comes last: while it is missing, the pages are not complete.

    Args:
        model: the id of the bundle that tagged them.
        held_out: see `report_page`.

    Returns:
        The path of index.html.

    Raises:
        CannotWrite: the place is not writable.
    """
    summaries = [
        _write_page(folder, number, report, taxonomy, partial(report_page, model=model, held_out=held_out))
        for number, report in enumerate(reports, 1)
    ]
    _write_overview(folder, summaries, taxonomy, model)
    return folder / INDEX


def _write_page(
    folder: Path, number: int, report: TaggedReport, taxonomy: Taxonomy, page: Callable[..., str]
) -> Summary:
    name = page_name(number, report.id)
    summary = summarise(report, taxonomy, f"{PAGES}/{quote(name)}")
    with atomic_writer(folder / PAGES / name) as file:
        file.write(page(report, summary, taxonomy, home=f"../{INDEX}"))
    return summary


def _write_overview(folder: Path, summaries: Sequence[Summary], taxonomy: Taxonomy, model: str) -> None:
    with atomic_writer(folder / INDEX) as file:
        file.write(
            render(
                _TEMPLATE,
                summaries=summaries,
                swatches=swatches(taxonomy),
                levels=LEVELS_SHOWN,
                meaning=meaning_of,
                model=model,
            )
        )


def page_name(number: int, report: str) -> str:
    """Return the file name of a report's page: the number makes it unique, the rest is for people."""
    safe = _UNSAFE.sub("-", report).strip("-").encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{number}-{safe}.html" if safe else f"{number}.html"
