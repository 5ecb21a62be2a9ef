"""The reader on pages in many manners, and the measure by which it is compared with extractors of main text."""

from pathlib import Path

import pytest

from reports.reading import read_file
from tests.reports.main_text import chinese, measure
from tests.reports.page_templates import TEMPLATES, UNSEEN, Template, saved
from tests.reports.sample_text import BODY, LINES, TITLE
from tests.studies.extractors import body_between, digest


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("template", TEMPLATES + UNSEEN, ids=lambda template: template.__name__)
def test_the_report_and_nothing_of_the_page_is_read(template: Template, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(saved(template(TITLE, BODY), encoding))
    (report,) = read_file(path)
    assert chinese(report.text) == chinese("".join(BODY))
    assert report.encoding == encoding


def test_a_perfect_extractor_scores_one() -> None:
    measured = measure(BODY, BODY)
    assert (measured.recall, measured.precision, measured.breaks, measured.furniture, measured.copied) == (
        1,
        1,
        1,
        0,
        0,
    )


def test_copies_and_furniture_cost_precision_and_a_lost_half_costs_recall() -> None:
    assert measure(BODY, [*BODY, *BODY]).precision == pytest.approx(0.5, abs=0.01)
    assert measure(BODY, [*BODY, *BODY]).copied == pytest.approx(0.5, abs=0.01)
    assert measure(BODY, ["网站首页 政务公开", *BODY, "备案号"]).furniture == 2
    lines = ["".join(chr(ord("一") + 40 * number + column) for column in range(40)) for number in range(10)]
    assert measure(lines, lines[:5]).recall == 0.5


def test_a_report_on_one_line_has_lost_its_breaks() -> None:
    measured = measure(BODY, ["".join(BODY)])
    assert (measured.recall, measured.breaks) == (1, 0)


def test_a_body_is_found_by_the_hashes_of_its_ends() -> None:
    text = chinese("".join(BODY))
    assert body_between([*LINES, "责任编辑"], digest(text[:12]), digest(text[-12:])) == BODY
