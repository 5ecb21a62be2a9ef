"""What is large, by chance or by intent, takes time and memory in proportion to its size.

The bound tells that from the square of the size, which would take minutes to hours here; it is no measure of speed.
"""

import time
from pathlib import Path

import pytest

from reports.formats.finding import find_files
from reports.reading import read_file
from reports.sentences import clause_spans, sentence_spans
from reports.skipped import Skipped, lines_of
from storage.errors import UnreadableReport
from tests.reports.sample_text import BODY, TEXT, TITLE

MOST_SECONDS = 60
OPENING = "\n".join([TITLE, *BODY[:3], ""])

LARGE = {
    "a line of 5 MB without a stop": f"{TEXT}\n" + "溪产业根基更加稳固着力壮大" * 130_000,
    "nothing but a line of 5 MB": "溪产业根基更加稳固着力壮大" * 130_000,
    "64,000 sentences in a paragraph": OPENING + "纸伞远销各地，竹器也有名气，订单不断增加。" * 64_000,
    "64,000 different sentences": OPENING + "".join(f"{number}家企业投产，产值增长。" for number in range(64_000)),
    "200,000 blank lines": TEXT + "\n" * 200_000 + "打印本页",
    "100,000 short lines": OPENING + "新建水厂一座，\n" * 100_000,
    "100,000 lines of a note": f"{TEXT}\n名词解释：\n（1）某某：" + "说明文字若干\n" * 100_000,
    "120,000 lost bytes": f"{TEXT}\n" + "溪?业" * 120_000,
    "100,000 comments that never end": TEXT + "<!--" * 100_000,
    "100,000 pronunciations": f"{TEXT}\n" + "溪(xī)" * 100_000,
    "50,000 openings": "各位代表：现在，我代表市人民政府报告工作，请予审议。\n" * 50_000,
    "2,000 nested blocks": "<html><body>" + "<div>" * 2_000 + TEXT + "</div>" * 2_000,
    "20,000 nested brackets": f"<html><body><p>{TEXT}</p><p>" + "（" * 20_000 + "溪" + "）" * 20_000,
    "100,000 tags that are none": f"<html><body><p>{TEXT}</p>" + "<" * 100_000,
}


def seconds_since(began: float) -> float:
    return time.process_time() - began


@pytest.mark.parametrize("case", LARGE)
def test_a_large_file_is_read_in_bounded_time(case: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LARGE[case], encoding="utf-8")
    began = time.process_time()
    assert read_file(path)
    assert seconds_since(began) < MOST_SECONDS


def test_a_page_of_which_the_parser_loses_a_part_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><p>{TEXT}</p>" + "<div>" * 20_000 + TEXT, encoding="utf-8")
    with pytest.raises(UnreadableReport, match=r"a\.html: nests more than 2,048 elements"):
        read_file(path)


@pytest.mark.parametrize("text", ["\n" * 500_000, "溪" + "\n" * 500_000, "溪。" * 500_000, "溪" * 2_000_000])
def test_a_paragraph_of_any_form_is_cut_in_bounded_time(text: str) -> None:
    began = time.process_time()
    for spans in (sentence_spans(text), clause_spans(text)):
        assert (spans[0][0], spans[-1][1]) == (0, len(text))
    assert seconds_since(began) < MOST_SECONDS


def test_a_folder_of_20_000_files_is_walked_in_bounded_time(tmp_path: Path) -> None:
    for number in range(20_000):
        (tmp_path / f"{number}.{'png' if number % 2 else 'txt'}").touch()
    began = time.process_time()
    assert len(find_files([tmp_path] * 3)) == 10_000
    assert len(lines_of([Skipped(Path("a"), "a")] * 500_000, "x")) == 21
    assert seconds_since(began) < MOST_SECONDS
