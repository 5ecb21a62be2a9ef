"""What the tests of this room share: the shipped taxonomy, its exclusive twin, and rows of reports that do not
exist."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.report import About, Paragraph


@pytest.fixture(scope="session")
def exclusive(taxonomy: Taxonomy) -> Taxonomy:
    return replace(taxonomy, exclusive=True)


def paragraph(report: str = "榆木市-2023", index: int = 0, text: str = "", region: str = "") -> Paragraph:
    text = text or f"新建水厂{index + 1}座，惠及榆木市群众。"
    section = ("一、过去一年工作", "（一）城乡面貌")
    about = About(region=region, year=2023)
    return Paragraph(f"{report}:{index:03d}", report, text, about, section=section, index=index)


def row(report: str, index: int = 0, labels: Sequence[str] = (), region: str = "") -> LabelledParagraph:
    return LabelledParagraph(paragraph(report, index, region=region), tuple(labels))
