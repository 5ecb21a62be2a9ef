"""What the page of a report carries so that a reader can correct it: where its sentences end, and what else a labelled
line holds."""

import hashlib
import json
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from inference.tagged import TaggedParagraph, TaggedReport
from labels.evidence import carrying
from labels.further_keys import FURTHER_KEYS
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from reports.sentences import sentence_spans

_SAID = frozenset(("labels", "annotators", *FURTHER_KEYS, "tags", "scores", "review", "model"))
"""Keys of lines that say what somebody, or a model, said before: a correction is a new answer."""
_FURTHER = "+"
"""Stands for all keys that the program does not know, as JSON text: JavaScript would round their numbers."""


def correctable(report: TaggedReport, taxonomy: Taxonomy, model: str) -> str:
    """Return what corrections.js reads, as JSON that may stand in a <script> element.

    `paragraphs` holds for each the lengths of its sentences in code points, the number of each tag with those of the
    sentences that carry it, and half the CRC-32 of its text in hex ("23 41|0:1,2 3|fa71"), and the keys of its line
    that differ from what follows of the line before (`_following`). The text itself stands in the page already.
    """
    lines = [one.paragraph for one in report.paragraphs]
    records: list[list[Any]] = []
    before: dict[str, Any] = {}
    for one in report.paragraphs:
        spans = sentence_spans(one.paragraph.text)
        line = _line(one.paragraph)
        expected = _following(before, one.paragraph)
        changed = {key: value for key, value in line.items() if key not in expected or expected[key] != value}
        lengths = " ".join(str(end - start) for start, end in spans)
        checksum = crc32(_bytes(one.paragraph.text)) >> 16
        record = f"{lengths}|{_shown(one, spans, taxonomy.ids)}|{checksum:x}"
        records.append([record, changed] if changed else [record])
        before = line
    value = {
        "report": report.id,
        "model": model,
        "digest": _digest(lines),
        "exclusive": taxonomy.exclusive,
        "categories": [[one.id, one.chinese, one.english] for one in taxonomy.categories],
        "paragraphs": records,
    }
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c")  # nothing in it may end the element, or begin a comment


def _line(paragraph: Paragraph) -> dict[str, Any]:
    """Return a paragraph's line without its text, with the keys that are not known in one piece."""
    line = replace(paragraph, text="", extra={}).to_json()
    further = {key: value for key, value in paragraph.extra.items() if key not in _SAID}
    return line | {_FURTHER: json.dumps(further, ensure_ascii=False)[1:-1]}


def _following(before: Mapping[str, Any], paragraph: Paragraph) -> dict[str, Any]:
    """Return the line to expect behind another one: as that one, but counted on. The first follows nothing."""
    if not before:
        return {}
    index, start = before["index"] + 1, before["end"] + 1
    counted = {"id": f"{before['report']}:{index}", "index": index, "start": start}
    return {**before, **counted, "end": paragraph.start + len(paragraph.text)}


def _shown(one: TaggedParagraph, spans: Sequence[tuple[int, int]], ids: Sequence[str]) -> str:
    """Return a paragraph's tags and the sentences that carry them, by their numbers."""
    tags = []
    for tag in one.tags:
        marks = tuple((found.start, found.end) for found in one.evidence.get(tag, ()))
        numbers = [str(number) for number, carries in enumerate(carrying(marks, spans)) if carries]
        tags.append(f"{ids.index(tag)}{':' if numbers else ''}{','.join(numbers)}")
    return " ".join(tags)


def _digest(paragraphs: Sequence[Paragraph]) -> str:
    """Return what tells this text of the report from any other."""
    whole = hashlib.sha256()
    for one in paragraphs:
        whole.update(_bytes(f"{one.id}\n{len(one.text)}\n{one.text}\n"))
    return b32encode(whole.digest()[:10]).decode().lower()


def _bytes(text: str) -> bytes:
    return text.encode(errors="replace")  # half a character, which broken JSON may hold, is no UTF-8
