import pytest

from reports.metadata.kind import what_else

SPEECH = ["各位代表：现在，我代表市人民政府，向大会报告工作，请予审议。", "一、2030年工作回顾", "新增造林三千亩。"]
NEWS = [
    "1月9日上午，云溪市第四届人民代表大会第一次会议隆重开幕。",
    "大会应到代表320人，实到311人，符合法定人数。",
    "会议由大会执行主席林小溪主持。",
    "市长方知远代表市政府作政府工作报告。",
]
PLAN = "请审议2030年国民经济和社会发展计划执行情况与2031年计划草案的报告。"


@pytest.mark.parametrize(
    ("title", "head", "body", "opened", "kind"),
    [
        ("政府工作报告", [], NEWS, False, "news_item"),
        (
            "2031年云溪市政府工作报告",
            [],
            [*NEWS, "方知远指出，要办好实事。", "他强调，要加快发展。"],
            False,
            "news_item",
        ),
        ("", ["云溪市第十六个五年规划纲要"], ["“十五五”时期，全市经济快速增长。"], False, "plan_document"),
        ("", ["云溪县国民经济和社会发展第十个五年计划纲要"], ["一、发展环境", "工业增长。"], False, "plan_document"),
        ("", [], [f"各位代表：我受市人民政府委托，向大会{PLAN}"], True, "plan_document"),
        (
            "",
            [],
            ["受市政府委托，现将2030年预算执行情况的报告提请审议。"],
            True,
            "budget_report",
        ),
        ("", ["云溪市人民检察院工作报告"], ["2030年，全市检察机关忠实履职。"], False, "court_report"),
        ("", [], ["各位代表：现在，我代表市中级人民法院向大会报告工作，请予审议。"], True, "court_report"),
        ("", [], ["各位代表：现在，我代表市人民检察院向大会报告工作，请予审议。"], True, "court_report"),
        ("", ["关于印发重点工作任务分解的通知"], ["各县区人民政府，市政府各部门：", "特此通知。"], False, "notice"),
        ("", ["名词解释"], ["1.双百行动：百家纸伞坊改造。", "2.一网通办：一个平台办事。"], False, "glossary_alone"),
    ],
)
def test_a_document_of_another_kind_is_named(
    title: str, head: list[str], body: list[str], opened: bool, kind: str
) -> None:
    assert what_else(title, head, body, opened) == ("not_a_report", kind)


@pytest.mark.parametrize(
    ("title", "body", "opened"),
    [
        ("政府工作报告", SPEECH, True),
        ("", SPEECH[1:], False),
        ("", ["各位代表：现在，我代表市人民政府，向大会报告工作，请连同规划纲要草案一并审议。"], True),
        ("", ["各位代表：现在，我代表市人民政府，向大会作关于第十六个五年规划纲要的报告，请予审议。"], True),
        ("政府工作报告", [*SPEECH, "全年召开会议三次。", "会议由市长主持召开。"], False),
        ("政府工作报告", ["现在报告工作。同时，2031年计划草案和预算草案的报告已印发。"], True),
    ],
)
def test_a_report_is_never_taken_for_another_document(title: str, body: list[str], opened: bool) -> None:
    assert what_else(title, [], body, opened) == ()
