"""Tagged reports of places that do not exist with texts hard to count in: emoji, rare characters, markup, length."""

import random
from collections.abc import Iterator

from inference.tagged import Evidence, TaggedParagraph, TaggedReport
from labels.taxonomy import Taxonomy
from reports.report import About, Paragraph
from reports.sentences import sentence_spans

IDS = Taxonomy.load().ids
MODEL = "tagger-0a1b2c3d"
_PIECES = (
    "新建轴承产业园三个，投产项目十项。",
    "砚湖修复湿地一百二十公顷🌿，栽种榆树三万棵👩‍👩‍👧！",
    "𠮷山乡、𡘙口镇建成𣲵水泵站两座；",
    "</p></script><script>document.title = 'broken'</script><!-- 乡镇幼儿园两所。",
    "“放管服”改革深化，取消许可事项 1,200 项 & 减税 < 3 成。",
    "Řepa a 1.5％，ﬁ 合字，e\u0301 组合，\u200b零宽，全年平稳。",
    "开展安全生产检查🚒🚒，排除隐患四百处？",
)


def hard_report(name: str, seed: int, long: bool = False) -> TaggedReport:
    """Make a report of a dozen paragraphs, of which one may have more than 10,000 characters, with chance tags."""
    chance = random.Random(seed)
    about = About(title=f"{name}<b>政府工作报告</b>🌿", region=name, level="county", year=2031, speaker='顾"未名"')
    texts = ["".join(chance.choices(_PIECES, k=chance.randint(1, 6))) for _ in range(11)]
    texts.append("各项工作平稳")
    if long:
        texts[3] = "".join(chance.choices(_PIECES, k=420))
        assert len(texts[3]) > 10_000
    tagged = tuple(_tagged(f"{name}-2031", about, texts, chance))
    return TaggedReport(f"{name}-2031", about, f"{name}.txt", tagged)


def _tagged(report: str, about: About, texts: list[str], chance: random.Random) -> Iterator[TaggedParagraph]:
    place = 0
    for index, text in enumerate(texts):
        spans = sentence_spans(text)
        tags = tuple(key for key in IDS if chance.random() < 0.4)
        evidence = {
            key: tuple(Evidence(*spans[at], 0.9) for at in chance.sample(range(len(spans)), min(2, len(spans))))
            for key in tags
            if chance.random() < 0.8
        }
        paragraph = Paragraph(
            id=f"{report}:{index}",
            report=report,
            text=text,
            about=about,
            part="done" if index < 6 else "planned",
            section=("一、回顾",) if index < 6 else ("二、</script>安排",),
            index=index,
            start=place,
            end=place + len(text),
            source="砚湖<i>.txt",
            flags=("annex",) if index == 9 else (),
            extra={"row": {"sheet": "表", "row": index, "columns": {"代码": 12345678901234567890, "比": 1.0}}}
            if index > 7
            else {},
        )
        place += len(text) + chance.choice((1, 1, 30))
        yield TaggedParagraph(paragraph, tags, dict.fromkeys(IDS, 0.5), evidence, chance.random() < 0.2, MODEL)
