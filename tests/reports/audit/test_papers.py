"""Papers that stand in tables of government work reports, and are none, are named for what they are."""

from pathlib import Path

import pytest

from tests.reports.audit.test_audit import audited, row
from tests.reports.audit.texts import invented_report, sentences


def paper(title: str, opening: str = "", seed: str = "") -> str:
    body = sentences(seed or title, 60)
    address = ["各位代表：", opening] if opening else []
    lines = ["".join(body[start : start + 5]) for start in range(0, 60, 5)]
    return "\n".join([title, *address, *lines])


OTHERS = {
    "a resolution on the report": paper("砚湖县人民代表大会关于政府工作报告的决议"),
    "a division of tasks": paper("关于印发2031年《政府工作报告》任务分解的通知"),
    "an explanation of the report": paper("2031年砚湖县政府工作报告解读"),
    "a budget report": paper("砚湖县2030年财政执行情况", "受县人民政府委托，现将2030年预算执行情况提请大会审查。"),
    "a report on the plan of the year": paper("砚湖县发改局", "受县人民政府委托，向大会报告2031年计划草案，请予审议。"),
    "the report of the congress's standing committee": paper("工作报告", "我受县人大常委会委托，向大会报告工作。"),
    "a court's report": paper("砚湖县人民法院", "现在，我代表县人民法院向大会报告工作，请予审议。"),
    "a procuratorate's report": paper("工作报告", "现在，我代表县人民检察院向大会报告工作，请予审议。"),
    "a report of the political consultative conference": paper(
        "工作报告", "我受政协第九届委员会委托，向大会报告工作。"
    ),
    "a paper of the Party": paper("中共砚湖县委全会报告", "我代表县委常委会向全会报告工作。"),
    "a statistical bulletin": paper("砚湖县2030年国民经济和社会发展统计公报"),
    "a speech at another meeting": paper("在砚湖县第九届人民代表大会第二次会议闭幕时的讲话"),
    "a plan of several years": paper("砚湖县国民经济和社会发展第十九个五年规划纲要"),
    "another report or paper": paper("砚湖县教育局2030年工作总结"),
}


@pytest.mark.parametrize(("name", "text"), OTHERS.items(), ids=OTHERS)
def test_another_paper_is_named_for_what_it_is(tmp_path: Path, name: str, text: str) -> None:
    (one,) = audited(tmp_path, row(2031, "砚湖县", "砚州市", "河北省", text))
    assert [(found.kind, found.english) for found in one.findings] == [
        ("not_a_report", f"no government work report: {name}")
    ]
    assert one.verdict == "wrong"


def test_a_plan_that_a_mayor_reports_on_is_to_be_looked_at(tmp_path: Path) -> None:
    text = paper("关于第十九个五年规划纲要的报告", "我代表县人民政府，就《规划纲要（草案）》向大会作说明，请一并审议。")
    assert [one.verdict for one in audited(tmp_path, row(2031, "砚湖县", "砚州市", "河北省", text))] == ["look at"]


def test_a_report_that_speaks_of_plans_budgets_and_news_stays_one(tmp_path: Path) -> None:
    text = invented_report("砚湖县", 2031).replace("请予审议", "请连同五年规划纲要（草案）和预算草案一并审议")
    lines = text.replace("二、2031年", "本报讯（记者）报告指出，预算执行情况良好。\n二、2031年")
    assert [one.verdict for one in audited(tmp_path, row(2031, "砚湖县", "砚州市", "河北省", lines))] == ["ok"]


CELLS = {
    "Mongolian": "ᠵᠠᠰᠠᠭ ᠤᠨ ᠣᠷᠳᠣᠨ ᠤ ᠠᠵᠢᠯ " * 20,
    "Tibetan": "སྲིད་གཞུང་གི་ལས་དོན་སྙན་ཞུ། " * 20,
    "Uyghur": "ھۆكۈمەت خىزمىتىدىن دوكلات " * 20,
    "Korean": "정부사업보고 시인민대표대회 " * 20,
    "a link": "https://www.yanhu.invalid/zwgk/2031/bg.html",
    "an error page": "404 Not Found\n您访问的页面不存在",
    "a table of contents": "目录\n一、2030年工作回顾………1\n二、2031年工作安排………9\n三、自身建设………20",
    "a few words": "见附件，正文略",
}


@pytest.mark.parametrize(("name", "text"), CELLS.items(), ids=CELLS)
def test_a_cell_without_a_report_says_what_it_holds(tmp_path: Path, name: str, text: str) -> None:
    (one,) = audited(tmp_path, row(2031, "砚湖县", "砚州市", "河北省", text))
    assert one.verdict == "wrong"
    assert name in one.findings[0].english
    assert text.startswith(one.findings[0].quote)


def test_several_reports_in_a_cell_are_one_row_that_says_so(tmp_path: Path) -> None:
    both = invented_report("砚湖县", 2031) + "\n\n" + invented_report("砚湖县", 2032)
    (one,) = audited(tmp_path, row(2031, "砚湖县", "砚州市", "河北省", both))
    assert (one.verdict, one.findings[-1].kind) == ("wrong", "several")
