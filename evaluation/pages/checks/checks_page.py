"""Set what was checked beside scores: sections of report.html, or a page of their own where no labels were judged."""

from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from evaluation.trust.checks import Checks
from inference.pages.colours import swatches
from inference.pages.rendering import render
from labels.taxonomy import Taxonomy

SHOWN = 100
"""Failures and copies on the page; scores.json lists them all."""
KINDS = MappingProxyType({"MFT": "基本能力 Functionality", "INV": "不变性 Invariance", "DIR": "方向 Direction"})
SPLITS = MappingProxyType(
    {
        "random": "随机段落 Random paragraphs",
        "given": "所给划分 The split given",
        "report": "按报告 By report",
        "region": "按地区 By region",
        "year": "以往年测后年 Past to future",
        "source": "留出来源 Source left out",
        "level": "留出层级 Level left out",
    }
)
_HERE = Path(__file__).parent


def sections(checks: Checks, taxonomy: Taxonomy) -> Markup:
    """Return the sections of what was checked, nothing where nothing was."""
    # Both come from templates that escape every value.
    return Markup(render(_HERE / "sections.html.j2", checks=checks, swatches=swatches(taxonomy), **_EVERYWHERE))


def checks_page(checks: Checks, taxonomy: Taxonomy, model: str, data: str) -> str:
    """Return a page with nothing but what was checked.

    Args:
        model: the bundle's id, "" where none was asked.
        data: the name of the labelled file, "" where there is none.
    """
    return render(
        _HERE / "checks_page.html.j2",
        sections=sections(checks, taxonomy),
        taxonomy=taxonomy,
        swatches=swatches(taxonomy),
        model=model,
        data=data,
    )


_EVERYWHERE = {"most": SHOWN, "kinds": KINDS, "ways": SPLITS}
