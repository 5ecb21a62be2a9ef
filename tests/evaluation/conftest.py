"""A small invented world: two counties that do not exist, and what people said of their reports."""

from collections.abc import Callable

import pytest

from labels.labelled import LabelledParagraph
from reports.report import Paragraph

_SENTENCES = {
    "industry": "岚川轴承产业园新开工项目{n}个，规上工业增加值增长{n}%。",
    "ecology": "修复砚浦湿地{n}公顷，河道断面水质优良率提高{n}个百分点。",
    "livelihood": "新建乡镇幼儿园{n}所，城镇新增就业{n}百人。",
    "security": "排查燃气安全隐患{n}处，化解矛盾纠纷{n}件。",
}
_NOTHING = "第{n}次会议以来，我们始终牢记嘱托、砥砺前行。"


@pytest.fixture(scope="session")
def make_row() -> Callable[..., LabelledParagraph]:
    """Return a maker of rows whose text speaks of exactly the labels it is given."""

    def make(number: int, *labels: str, report: str = "岚川县-2021") -> LabelledParagraph:
        text = "".join(_SENTENCES[label].format(n=number) for label in labels) or _NOTHING.format(n=number)
        return LabelledParagraph(
            Paragraph(id=f"{report}:{number:03}", report=report, text=text, section=("一、工作回顾",)), labels
        )

    return make
