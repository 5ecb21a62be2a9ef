"""Tagged reports of places that do not exist."""

from dataclasses import replace

from inference.tagged import Evidence, TaggedParagraph, TaggedReport
from reports.report import About, Paragraph, Part

REPORT = "岚川县-2021"
ABOUT = About(
    title="岚川县2021年政府工作报告",
    region="岚川县",
    level="county",
    year=2021,
    province="砚北省",
    date="2021-01-12",
    speaker="顾未名",
    meeting="第三届人民代表大会第五次会议",
)


def paragraph(
    number: int,
    text: str,
    section: tuple[str, ...] = (),
    evidence: dict[str, tuple[Evidence, ...]] | None = None,
    review: bool = False,
) -> TaggedParagraph:
    """Make a paragraph whose tags are the categories it has evidence for; of the others security scores highest."""
    found = evidence or {}
    scores = {"industry": 0.1, "ecology": 0.1, "livelihood": 0.1, "security": 0.3}
    scores |= {tag: max(one.score for one in spans) for tag, spans in found.items()}
    parts: dict[str, Part] = {"一、回顾": "done", "二、安排": "planned"}
    source = Paragraph(
        id=f"{REPORT}:{number:03}",
        report=REPORT,
        text=text,
        about=ABOUT,
        section=section,
        index=number,
        part=parts.get(section[0], "") if section else "",
    )
    return TaggedParagraph(source, tuple(found), scores, found, review, "tagger")


def report(identifier: str = REPORT, title: str = ABOUT.title, **changes: TaggedParagraph) -> TaggedReport:
    """Make a report of four paragraphs: no tag; industry; industry and ecology, for review; livelihood."""
    paragraphs = {
        "opening": paragraph(0, "各位代表：现在，我代表县人民政府作工作报告。"),
        "industry": paragraph(
            1, "新建轴承园区3个。同志们辛苦了。", ("一、回顾",), {"industry": (Evidence(0, 9, 0.93),)}
        ),
        "both": paragraph(
            2,
            "关停园区排污企业5家。河道水质转好。",
            ("一、回顾", "（一）治水"),
            {"industry": (Evidence(0, 11, 0.52),), "ecology": (Evidence(11, 18, 0.95), Evidence(0, 11, 0.6))},
            review=True,
        ),
        "livelihood": paragraph(3, "新建乡镇幼儿园2所。", ("二、安排",), {"livelihood": (Evidence(0, 10, 0.88),)}),
    }
    return TaggedReport(identifier, replace(ABOUT, title=title), "岚川.txt", tuple({**paragraphs, **changes}.values()))
