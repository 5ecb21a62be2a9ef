"""Lay out the page of one report: its text, its tags, and the sentences that carry them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from inference.pages.colours import swatches
from inference.pages.compared import parts_counted, sections_counted
from inference.pages.corrections import correctable
from inference.pages.held_out import HeldOut
from inference.pages.outline import outline, passages
from inference.pages.rendering import TEMPLATES, render
from inference.pages.summary import LEVELS_SHOWN, PARTS_SHOWN, Summary
from inference.tagged import TaggedParagraph, TaggedReport
from labels.taxonomy import Taxonomy
from reports.flags import meaning_of

_TEMPLATE = TEMPLATES / "report_page.html.j2"


def report_page(
    report: TaggedReport,
    summary: Summary,
    taxonomy: Taxonomy,
    model: str,
    home: str,
    *,
    held_out: HeldOut | None = None,
) -> str:
    """Return the page of one report.

    Args:
        model: the id of the bundle that tagged it.
        home: the link to the overview.
        held_out: how good that bundle is on what it was not trained on, None where it does not say.
    """
    common = _common_flags(report, summary)
    root = outline(report.paragraphs)
    return render(
        _TEMPLATE,
        summary=summary,
        level=LEVELS_SHOWN.get(summary.about.level, summary.about.level),
        model=model,
        held_out=held_out,
        swatches=swatches(taxonomy),
        root=root,
        by_part=parts_counted(report.paragraphs, PARTS_SHOWN, taxonomy) if any(summary.parts.values()) else {},
        by_section=sections_counted(root, taxonomy),
        own=lambda one: [meaning_of(flag) for flag in one.paragraph.flags if flag not in common],
        common=[meaning_of(flag) for flag in common],
        home=home,
        correctable=correctable(report, taxonomy, model),
        **_EVERYWHERE,
    )


def _common_flags(report: TaggedReport, summary: Summary) -> list[str]:
    """Return the flags that all paragraphs carry: they stand in the head, any other beside its paragraph."""
    carried = [set(one.paragraph.flags) for one in report.paragraphs]
    return [flag for flag in summary.flags if all(flag in flags for flags in carried)]


def _nearly(tagged: TaggedParagraph) -> str | None:
    """Return the category with the highest score among those that are not tags, None where all are."""
    return max(
        (key for key in tagged.scores if key not in tagged.tags), key=lambda key: tagged.scores[key], default=None
    )


_EVERYWHERE: Mapping[str, Any] = MappingProxyType(
    {
        "cut": lambda one: passages(one.paragraph.text, one.tags, one.evidence),
        "nearly": _nearly,
        "parts": PARTS_SHOWN,
    }
)
"""What the template asks, whatever the report."""
