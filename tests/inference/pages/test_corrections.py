"""What a page carries for corrections tells every paragraph exactly, and weighs little."""

import json
import re
from dataclasses import replace
from typing import Any
from zlib import crc32

from inference.pages.corrections import correctable
from inference.pages.rendering import lean
from inference.pages.report_page import report_page
from inference.pages.summary import summarise
from inference.tagged import TaggedReport
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from tests.inference.pages.invented_reports import IDS, MODEL, hard_report

TAXONOMY = Taxonomy.load()
REPORT = hard_report("霁川🌊<script>县", 3, long=True)


def carried(report: TaggedReport) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(correctable(report, TAXONOMY, MODEL))
    return found


def lines(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Count lines on as corrections.js does."""
    found: list[dict[str, Any]] = []
    for record, *changes in value["paragraphs"]:
        length = sum(map(int, record.split("|")[0].split()))
        line = dict(found[-1]) if found else {}
        if found:
            index = line["index"] + 1
            line |= {"id": f"{line['report']}:{index}", "index": index, "start": line["end"] + 1}
        changed = changes[0] if changes else {}
        line["end"] = changed.get("start", line.get("start", 0)) + length
        found.append(line | changed)
    return found


def test_the_keys_of_every_line_are_told() -> None:
    for line, one in zip(lines(carried(REPORT)), REPORT.paragraphs, strict=True):
        further = json.loads("{" + line.pop("+") + "}")
        assert line | {"text": one.paragraph.text} | further == one.paragraph.to_json()


def test_paragraphs_of_no_order_are_told_too() -> None:
    turned = replace(REPORT, paragraphs=REPORT.paragraphs[::-1])
    for line, one in zip(lines(carried(turned)), turned.paragraphs, strict=True):
        assert (line["id"], line["start"], line["end"]) == (one.paragraph.id, one.paragraph.start, one.paragraph.end)


def test_sentences_tags_and_text_are_told() -> None:
    for (record, *_), one in zip(carried(REPORT)["paragraphs"], REPORT.paragraphs, strict=True):
        lengths, tags, checksum = record.split("|")
        spans = sentence_spans(one.paragraph.text)
        assert [int(length) for length in lengths.split()] == [end - start for start, end in spans]
        shown = {IDS[int(tag)]: own for tag, own in re.findall(r"(\d+)(?::([\d,]+))?", tags)}
        assert tuple(shown) == one.tags
        for tag, own in shown.items():
            numbers = [int(number) for number in own.split(",") if number]
            assert [spans[number] for number in numbers] == sorted(
                (mark.start, mark.end) for mark in one.evidence.get(tag, ())
            )
        assert int(checksum, 16) == crc32(one.paragraph.text.encode()) >> 16


def test_what_was_said_before_of_a_line_does_not_become_part_of_a_correction() -> None:
    first = REPORT.paragraphs[0]
    said = {
        "labels": ["ecology"],
        "annotators": {"陈": []},
        "corrected": {},
        "why": "unsure",
        "number": 12345678901234567890,
    }
    paragraph = replace(first.paragraph, extra=said)
    report = replace(REPORT, paragraphs=(replace(first, paragraph=paragraph),))
    assert lines(carried(report))[0]["+"] == '"why": "unsure", "number": 12345678901234567890'


def test_another_text_has_another_digest() -> None:
    first = REPORT.paragraphs[0]
    other = replace(first, paragraph=replace(first.paragraph, text=first.paragraph.text + "。"))
    changed = replace(REPORT, paragraphs=(other, *REPORT.paragraphs[1:]))
    assert carried(REPORT)["digest"] != carried(changed)["digest"]
    assert carried(REPORT)["digest"] == carried(REPORT)["digest"]


def test_the_data_are_a_twentieth_of_the_page_at_most() -> None:
    page = report_page(REPORT, summarise(REPORT, TAXONOMY, "x"), TAXONOMY, MODEL, "../index.html")
    data = correctable(REPORT, TAXONOMY, MODEL)
    assert data in page
    assert len(data.encode()) <= (len(page.encode()) - len(data.encode())) / 20


def test_lean_code_says_the_same() -> None:
    assert lean('  // why\n  const a = "// b";\n\n/* c */\n    x { y: z }\n') == 'const a = "// b";\nx { y: z }'
