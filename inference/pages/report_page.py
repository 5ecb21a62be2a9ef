"""The pages to read: an overview of all reports, and each report with its tags and the sentences that carry them.

Every page is one file that works from a disk: no network, no foreign font, no file beside it but the pages it links to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from inference.pages.colours import swatches
from inference.pages.outline import outline, passages
from inference.pages.rendering import TEMPLATES, render
from inference.tagged import TaggedParagraph, TaggedReport
from labels.taxonomy import Taxonomy
from reports.flags import meaning_of
from reports.report import About, Part
from storage.whole_files import atomic_writer

INDEX = "index.html"
PAGES = "pages"
_REPORT_TEMPLATE = TEMPLATES / "report_page.html.j2"
_INDEX_TEMPLATE = TEMPLATES / "corpus_page.html.j2"
_LEVELS = {
    "national": "全国 National",
    "province": "省级 Province",
    "prefecture": "地级 Prefecture",
    "county": "县级 County",
    "township": "乡级 Township",
    "": "",
}
PARTS_SHOWN: dict[Part, tuple[str, str]] = {"done": ("回顾", "Done"), "planned": ("部署", "Planned")}
_UNSAFE = re.compile(r"[^\w-]+")
# 200 bytes in UTF-8 where file systems allow 255: room for the number, the ending and a temporary name.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Summary:
    """What the overview says of a report: how many of its `paragraphs` carry each category, none, or need a person's
    eye.

    `about` is the report's, with a title in any case, and without a province where that is the region itself. `parts`
    counts the paragraphs that look back ("done") and ahead ("planned"); `flags` are those of all its paragraphs.
    """

    about: About
    href: str
    flags: tuple[str, ...]
    parts: Mapping[str, int]
    source: str
    paragraphs: int
    tagged: Mapping[str, int]
    untagged: int
    review: int


def write_pages(folder: Path, reports: Iterable[TaggedReport], taxonomy: Taxonomy, model: str) -> Path:
    """Write `index.html` and, for each report, `pages/<number>-<report id>.html`.

    Reports are taken one at a time and only their summaries are kept, so an iterator over thousands needs little
    memory. The
    overview comes last: while it is missing, the pages are not complete.

    Args:
        model: the id of the bundle that tagged them.

    Returns:
        The path of index.html.

    Raises:
        CannotWrite: the place is not writable.
    """
    summaries = []
    for number, report in enumerate(reports, start=1):
        name = page_name(number, report.id)
        summary = summarise(report, taxonomy, f"{PAGES}/{quote(name)}")
        with atomic_writer(folder / PAGES / name) as file:
            file.write(report_page(report, summary, taxonomy, model))
        summaries.append(summary)
    with atomic_writer(folder / INDEX) as file:
        file.write(
            render(
                _INDEX_TEMPLATE,
                summaries=summaries,
                swatches=swatches(taxonomy),
                levels=_LEVELS,
                meaning=meaning_of,
                model=model,
            )
        )
    return folder / INDEX


def page_name(number: int, report: str) -> str:
    """Return the file name of a report's page: the number makes it unique, the rest is for people."""
    safe = _UNSAFE.sub("-", report).strip("-").encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{number}-{safe}.html" if safe else f"{number}.html"


def summarise(report: TaggedReport, taxonomy: Taxonomy, href: str) -> Summary:
    """Count what the overview and the head of a page show; `href` is the link to the page."""
    tagged = Counter(tag for one in report.paragraphs for tag in one.tags)
    parts = Counter(one.paragraph.part for one in report.paragraphs)
    about = report.about
    province = about.province if about.province != about.region else ""
    return Summary(
        about=replace(about, title=about.title or report.id, province=province),
        href=href,
        flags=tuple(dict.fromkeys(flag for one in report.paragraphs for flag in one.paragraph.flags)),
        parts={part: parts[part] for part in PARTS_SHOWN},
        source=report.source,
        paragraphs=len(report.paragraphs),
        tagged={key: tagged[key] for key in taxonomy.ids},
        untagged=sum(not one.tags for one in report.paragraphs),
        review=sum(one.review for one in report.paragraphs),
    )


def report_page(report: TaggedReport, summary: Summary, taxonomy: Taxonomy, model: str) -> str:
    """Return the page of one report. A flag that all its paragraphs carry stands in the head, any other beside its
    paragraph."""
    carried = [set(one.paragraph.flags) for one in report.paragraphs]
    common = [flag for flag in summary.flags if all(flag in flags for flags in carried)]
    return render(
        _REPORT_TEMPLATE,
        summary=summary,
        level=_LEVELS.get(summary.about.level, summary.about.level),
        model=model,
        swatches=swatches(taxonomy),
        root=outline(report.paragraphs),
        cut=lambda one: passages(one.paragraph.text, one.tags, one.evidence),
        nearly=_nearly,
        parts=PARTS_SHOWN,
        meaning=meaning_of,
        own=lambda one: [flag for flag in one.paragraph.flags if flag not in common],
        common=common,
        home=f"../{INDEX}",
    )


def _nearly(tagged: TaggedParagraph) -> str | None:
    """Return the category with the highest score among those that are not tags, None where all are."""
    return max(
        (key for key in tagged.scores if key not in tagged.tags), key=lambda key: tagged.scores[key], default=None
    )
