"""The types that travel, and the one place that knows the fields which describe a report."""

from reports.report import ABOUT_KEYS, PARAGRAPH_KEYS, About, Paragraph
from reports.summary import SUMMARY_HEADER


def test_a_paragraph_is_written_in_the_order_of_the_file_format() -> None:
    about = About("甲县报告", "甲县", "county", 2031, "乙省", "2031-01-09", "丙丁", "第一届人民代表大会第一次会议")
    written = Paragraph("甲县-2031:0", "甲县-2031", "新建水厂一座。", about, extra={"labels": []}).to_json()
    assert list(written) == [
        *("id", "report", "title", "region", "level", "year", "province", "date", "speaker", "meeting", "part"),
        *("section", "index", "text", "start", "end", "source", "flags", "labels"),
    ]
    assert set(written) - {"labels"} == set(PARAGRAPH_KEYS)
    assert {key: written[key] for key in ABOUT_KEYS} == about.to_json()


def test_the_summary_has_a_column_for_each_field_that_describes_a_report() -> None:
    assert set(ABOUT_KEYS) <= set(SUMMARY_HEADER)
