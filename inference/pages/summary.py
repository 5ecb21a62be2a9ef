"""Count what the pages say of a report as a whole, and name its level and its parts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from reports.report import About
from reports.words import LEVELS, PARTS, Phrase

LEVELS_SHOWN = {level: phrase.both for level, phrase in LEVELS.items()} | {"": ""}
PARTS_SHOWN: Mapping[str, Phrase] = PARTS


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
    province: str = ""
    """As the report states it."""
    report: str = ""
    """Its id."""


def summarise(report: TaggedReport, taxonomy: Taxonomy, href: str) -> Summary:
    """Count what the overview and the head of a page show; `href` is the link to the page."""
    tagged = Counter(tag for one in report.paragraphs for tag in one.tags)
    parts: Counter[str] = Counter(one.paragraph.part for one in report.paragraphs)
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
        province=about.province,
        report=report.id,
    )
