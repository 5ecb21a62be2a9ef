import re
from pathlib import Path

import pytest

from reports.cleaning.characters import clean_text
from reports.reading import read_file
from tests.reports.real import files_of


def spoken(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("year", [1979, 1987, 2022])
def test_a_report_on_one_line_is_cut_where_two_ideographic_spaces_stand(real_data: Path, year: int) -> None:
    (path,) = files_of(real_data, (f"local-reports/national-{year}.txt",))
    written = re.split(r"\s*\u3000\u3000\s*", path.read_text("utf-8"))
    paragraphs = [spoken(clean_text(one).text) for one in written if len(one) > 30 and "国务院总理" not in one]
    read = {spoken(line) for line in read_file(path)[0].text.splitlines()}
    assert sum(one in read for one in paragraphs[1:]) >= 0.99 * len(paragraphs[1:])


def test_words_that_were_links_are_no_headings_and_break_no_sentence(real_data: Path) -> None:
    (path,) = files_of(real_data, ("local-reports/hebei-2004.txt",))
    report = read_file(path)[0]
    assert {line[-1] for line in (one.text for one in report.paragraphs)} <= set("。！：")
    headlines = {headline for one in report.paragraphs for headline in one.section}
    assert all(re.match(r"（.{1,2}）|第.，|200\d年", headline) for headline in headlines)
