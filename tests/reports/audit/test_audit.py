"""Rows that hold another report than their columns say are found, and right ones are left in peace."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reports.audit.audit import Audit, Audited
from reports.audit.table import write_audit
from reports.reading import read_all
from tests.reports.audit.texts import invented_report, sentences

HEADER = ("年份", "地区等级", "区县名称", "所属城市", "所属省份", "报告全文")
Cells = tuple[int | None, str, str, str, str, str | None]


def row(year: int, county: str, city: str, province: str, text: str | None, level: str = "区县级") -> Cells:
    return (year, level, county, city, province, text)


def audited(folder: Path, *rows: Cells) -> list[Audited]:
    return audit_of(folder, *rows).rows


def audit_of(folder: Path, *rows: Cells) -> Audit:
    book = Workbook()
    assert book.active is not None
    for cells in (HEADER, *rows):
        book.active.append(cells)
    book.save(folder / "corpus.xlsx")
    audit = Audit()
    for one in read_all([folder / "corpus.xlsx"]):
        audit.add(one)
    audit.finish()
    return audit


RIGHT = {
    "a plain one": row(2020, "唐县", "保定市", "河北省", invented_report("唐县", 2020)),
    "a district that was a county": row(2012, "满城区", "保定", "河北", invented_report("满城县", 2012)),
    "a name that grew": row(2018, "蓟县", "天津市", "天津市", invented_report("天津市蓟州区", 2018)),
    "a name that changed": row(2012, "柯桥区", "绍兴市", "浙江省", invented_report("绍兴县", 2012)),
    "a city that changed its name": row(2009, "", "襄阳市", "湖北省", invented_report("襄樊市", 2009), "地市级"),
    "a short name": row(2020, "巴里坤", "哈密市", "新疆", invented_report("巴里坤哈萨克自治县", 2020)),
    "no name but in the text": row(2018, "易县", "保定", "河北", invented_report("", 2018, mentions=("易县", "易县"))),
    "one name in many cities": row(2020, "鼓楼区", "南京市", "江苏省", invented_report("鼓楼区", 2020, kind="区")),
    "an invented place": row(2026, "砚县", "砚州市", "河北省", invented_report("砚县", 2026)),
    "many places named": row(
        2023, "望都县", "保定", "河北", invented_report("望都县", 2023, mentions=("北京市", "唐县", "天津市"))
    ),
    "a sentence about a congress": row(
        2020,
        "清苑",
        "保定",
        "河北",
        invented_report("", 2020, mentions=("清苑",) * 4, session=False).replace(
            "工作回顾\n", "工作回顾\n一年来圆满完成了县十五届人大一次会议确定的任务，工作受到市政府表彰。"
        ),
    ),
    "given in December": row(
        2024, "曲阳县", "保定", "河北", invented_report("曲阳县", 2024).replace("2024年1月12日", "2023年12月28日")
    ),
}


@pytest.mark.parametrize("right", RIGHT.values(), ids=RIGHT)
def test_a_right_row_is_not_accused(tmp_path: Path, right: Cells) -> None:
    assert [one.verdict for one in audited(tmp_path, right)] == ["ok"]


NEAR = invented_report("", 2022, mentions=("米易", "米易", "米易", "攀枝花市"))
NOTES = "名词解释\n" + "\n".join(f"{number}.“{one[:4]}”：是指{one}" for number, one in enumerate(sentences("n", 30), 1))
NOTICE = "\n".join(
    ["关于做好起草工作的通知", "各乡镇人民政府、县政府各部门：", *sentences("o", 25), "特此通知。", "办公室"]
)
NEWS = "代表大会隆重开幕\n本报讯（记者 某某）大会应到代表200名，实到代表190名。\n" + "\n".join(sentences("p", 25))
WRONG = {
    "唐县 for 高唐县": ("place", row(2020, "唐县", "保定市", "河北省", invented_report("高唐县", 2020))),
    "易县 for 米易县, named in short": ("place", row(2022, "易县", "保定", "河北", NEAR)),
    "a neighbour": ("place", row(2022, "涞水县", "保定", "河北", invented_report("涞源县", 2022))),
    "the same name elsewhere": (
        "place",
        row(2021, "鼓楼区", "福州市", "福建省", invented_report("鼓楼区", 2021, kind="区", mentions=("南京",) * 4)),
    ),
    "the same name, said in full": (
        "place",
        row(2021, "鼓楼区", "福州市", "福建省", invented_report("徐州市鼓楼区", 2021, kind="区")),
    ),
    "an invented near name": ("place", row(2026, "砚县", "砚州市", "河北省", invented_report("米砚县", 2026))),
    "the city's own": ("place", row(2023, "望都县", "保定市", "河北省", invented_report("保定市", 2023, kind="市"))),
    "two years before": ("year", row(2024, "高阳县", "保定", "河北", invented_report("高阳县", 2022))),
    "the year before": ("year", row(2017, "安新县", "保定", "河北", invented_report("安新县", 2016))),
    "cut off": ("cut_off", row(2022, "定兴县", "保定", "河北", invented_report("定兴县", 2022)[:1500])),
    "a glossary": ("not_a_report", row(2023, "博野县", "保定", "河北", NOTES)),
    "a notice": ("not_a_report", row(2022, "曲阳县", "保定", "河北", NOTICE)),
    "news": ("not_a_report", row(2021, "曲阳县", "保定", "河北", NEWS)),
    "no page": ("not_a_report", row(2020, "顺平县", "保定", "河北", "页面不存在，请返回首页。")),
    "English": ("language", row(2020, "雄县", "保定", "河北", "I now report on the work. " * 50)),
    "an error": ("unreadable", row(2020, "雄县", "保定", "河北", "#REF!")),
}


@pytest.mark.parametrize(("kind", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_is_found(tmp_path: Path, kind: str, wrong: Cells) -> None:
    (one,) = audited(tmp_path, wrong)
    assert one.verdict == "wrong"
    assert kind in [found.kind for found in one.findings]


def test_the_words_that_prove_it_stand_where_it_says(tmp_path: Path) -> None:
    text = invented_report("高唐县", 2020).replace("高唐县人民", "高 唐\u3000县人民")
    (one,) = audited(tmp_path, row(2020, "唐县", "保定市", "河北省", text))
    (found,) = [found for found in one.findings if found.kind == "place"]
    assert "高唐县" in found.quote
    assert text[found.position - 1] == found.quote[0]


def test_a_sheet_that_counts_the_year_reviewed_is_not_accused_row_by_row(tmp_path: Path) -> None:
    rows = [row(year - 1, "唐县", "保定市", "河北省", invented_report("唐县", year)) for year in range(2015, 2023)]
    wrong = row(2023, "唐县", "保定市", "河北省", invented_report("唐县", 2023))
    audit = audit_of(tmp_path, *rows, wrong)
    assert [one.verdict for one in audit.rows] == ["ok"] * 8 + ["wrong"]
    assert len(list(audit.convention_lines())) == 1


def test_of_two_rows_with_one_text_one_is_a_copy(tmp_path: Path) -> None:
    text = invented_report("涿州市", 2020, kind="市")
    first = row(2020, "涿州市", "保定", "河北", text)
    again = row(2020, "涿州市", "保定", "河北", text.replace("整治", "整修"))
    one, other = audited(tmp_path, first, again)
    assert (one.verdict, other.verdict) == ("ok", "wrong")
    assert "row 2" in other.findings[-1].english


def test_the_table_opens_with_its_header_frozen_and_nothing_runs_in_it(tmp_path: Path) -> None:
    rows = [
        row(2020, "=1+1", "保定市", "河北省", invented_report("唐县", 2020)),
        row(2021, "唐县", "保定", "河北", None),
    ]
    audit = audit_of(tmp_path, *rows)
    assert audit.tally() == "2 rows: 1 empty, 1 wrong"
    write_audit(tmp_path / "audit.xlsx", audit)
    sheet = load_workbook(tmp_path / "audit.xlsx").worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [sheet.cell(number, 6).value for number in (2, 3)] == ["wrong", "empty"]
    assert not any(cell.data_type == "f" for cells in sheet.iter_rows() for cell in cells)
