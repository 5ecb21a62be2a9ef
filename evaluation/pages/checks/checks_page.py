"""Set what was checked beside scores: sections of report.html, or a page of their own where no labels were judged."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from evaluation.trust.checks import Checks
from inference.pages.colours import swatches
from inference.pages.rendering import render
from labels.taxonomy import Taxonomy
from reports.words import Phrase

SHOWN = 100
"""Failures and copies on the page; scores.json lists them all."""
KINDS: Mapping[str, Phrase] = MappingProxyType(
    {
        "MFT": Phrase("基本能力", "Functionality"),
        "INV": Phrase("不变性", "Invariance"),
        "DIR": Phrase("方向", "Direction"),
    }
)
SPLITS: Mapping[str, Phrase] = MappingProxyType(
    {
        "random": Phrase("随机段落", "Random paragraphs"),
        "given": Phrase("所给划分", "The split given"),
        "report": Phrase("按报告", "By report"),
        "region": Phrase("按地区", "By region"),
        "year": Phrase("以往年测后年", "Past to future"),
        "source": Phrase("留出来源", "Source left out"),
        "level": Phrase("留出层级", "Level left out"),
    }
)
_NOT_SPLIT: Mapping[str, str] = MappingProxyType(
    {
        "report": "报告太少。",
        "region": "地区太少。",
        "year": "标注注明的年份不足两个。",
        "source": "标注注明的来源不足两个，或来源几乎与报告一样多。",
        "level": "标注注明的层级不足两个，或层级几乎与报告一样多。",
    }
)
"""Why labels cannot be split so, in Chinese; the exception says it in English, with its numbers."""
_HERE = Path(__file__).parent


def sections(checks: Checks, taxonomy: Taxonomy) -> Markup:
    """Return the sections of what was checked, nothing where nothing was."""
    behaviour = checks.behaviour
    named = {} if behaviour is None else {one.name: Phrase(one.chinese, one.english) for one in behaviour.tests}
    # Both come from templates that escape every value.
    return Markup(
        render(
            _HERE / "sections.html.j2",
            checks=checks,
            swatches=swatches(taxonomy),
            tests_named=named,
            **_EVERYWHERE,
        )
    )


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


_EVERYWHERE = {"most": SHOWN, "kinds": KINDS, "ways": SPLITS, "not_split": _NOT_SPLIT}
