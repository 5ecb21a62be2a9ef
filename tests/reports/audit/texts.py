"""Invented reports of any place and year, each unlike the others."""

import random

_SUBJECTS = (
    *(
        "纺织园区",
        "轴承产业",
        "冷链物流",
        "竹编作坊",
        "果蔬大棚",
        "乡村道路",
        "污水管网",
        "河道湿地",
        "苗圃林场",
        "幼儿园舍",
    ),
    *(
        "养老床位",
        "卫生院所",
        "灌溉渠系",
        "陶瓷企业",
        "旧房改造",
        "公交线路",
        "技工学校",
        "粮食仓储",
        "茶叶加工",
        "蚕桑基地",
    ),
)
_VERBS = ("新建", "扩建", "整治", "提升", "引进", "改造", "完成", "启用", "补贴", "验收")
_OBJECTS = ("项目", "工程", "基地", "企业", "设施", "线路", "片区", "站点", "车间", "学校")
_WAYS = (
    *(
        "投资分三年到位",
        "带动周边农户增收",
        "比上年多出一成",
        "由镇村两级共同管护",
        "群众满意度明显提高",
        "建设进度快于计划",
    ),
    *(
        "资金来自专项债券",
        "质量经第三方抽检合格",
        "为今后打下基础",
        "用地全部落实",
        "运行费用纳入预算",
        "配套道路同步通车",
    ),
)


def sentences(seed: str, count: int) -> list[str]:
    """Return sentences that no other seed has in this order and with these numbers."""
    chance = random.Random(seed)
    return [
        f"{chance.choice(_SUBJECTS)}{chance.choice(_VERBS)}{chance.choice(_OBJECTS)}{chance.randint(3, 99)}个，"
        f"{chance.choice(_SUBJECTS)}{chance.choice(_VERBS)}{chance.randint(100, 999)}处，{chance.choice(_WAYS)}。"
        for _ in range(count)
    ]


def invented_report(
    place: str = "",
    year: int = 2031,
    *,
    kind: str = "县",
    mentions: tuple[str, ...] = (),
    session: bool = True,
    seed: str = "",
) -> str:
    """Return a whole report.

    Args:
        place: the full name that the speaker says; with "" it speaks for its 县人民政府 only.
        year: in January of which it is given.
        kind: what the government is one of.
        mentions: names that are spread over the text.
    """
    lines = sentences(seed or f"{place}{year}{mentions}", 60)
    for number, name in enumerate(mentions):
        lines[3 + 4 * number % 50] = f"{name}的干部群众辛勤劳动，{lines[3 + 4 * number % 50]}"
    head = [f"——{year}年1月12日在{place}第九届人民代表大会第二次会议上"] if session and place else []
    return "\n".join(
        [
            "政府工作报告",
            *head,
            "各位代表：",
            f"现在，我代表{place or kind}人民政府，向大会报告工作，请予审议，并请列席人员提出意见。",
            f"一、{year - 1}年工作回顾",
            *("".join(lines[start : start + 5]) for start in range(0, 30, 5)),
            f"二、{year}年工作安排",
            *("".join(lines[start : start + 5]) for start in range(30, 60, 5)),
            "各位代表，让我们团结一心，为建设更加美好的家园而努力奋斗！",
        ]
    )
