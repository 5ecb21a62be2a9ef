"""A small report about a place that does not exist, written for the tests."""

TITLE = "2031年云溪市政府工作报告"
SESSION = "——2031年1月8日在云溪市第四届人民代表大会第二次会议上"
SPEAKER = "云溪市市长 方知远"
OPENING = "现在，我代表市人民政府，向大会报告工作，请予审议，并请市政协委员提出意见。"
CLOSING = "各位代表！让我们更加紧密地团结起来，埋头苦干，为建设山清水秀的云溪而努力奋斗！"


def _work(place: str, numbers: range) -> list[str]:
    return [
        f"（一）着力壮大制造业，{place}产业根基更加稳固。新开工玻璃、纸伞、竹器项目{n}个，规模以上企业增加{n + 3}户，"
        f"技术改造投资增长{n}.5%。沿溪工业园二期建成投用，引进设备{n * 12}台，带动就业{n * 140}人，园区道路全线贯通。"
        for n in numbers
    ]


REVIEW = ["一、2030年工作回顾", *_work("全市", range(3, 5))]
PLAN = [
    "二、2031年工作安排",
    "今年的主要预期目标是：地区生产总值增长6%左右，城镇新增就业4200人以上，溪水断面达标率保持在95%以上。",
    *_work("沿溪", range(7, 9)),
]
BODY = ["各位代表：", OPENING, *REVIEW, *PLAN, CLOSING]
LINES = [TITLE, SESSION, SPEAKER, *BODY]
TEXT = "\n".join(LINES)


def report_of(place: str, year: int) -> str:
    """The same report, given by another place for another year; only its set phrases stay the same."""
    text = (
        TEXT.replace("云溪市", place)
        .replace("云溪", place[:-1])
        .replace("沿溪", f"{place[:-1]}{year}")
        .replace("全市", place)
    )
    return text.replace("2031年", f"{year}年").replace("2030年", f"{year - 1}年")
