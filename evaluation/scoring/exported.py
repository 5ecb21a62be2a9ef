"""The gate of exported bundles: measure on this processor what an export changes and what it gains, and let through
what is worth it."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.scoring.scores import score
from inference.tagger import Tagger
from labels.labelled import LabelledParagraph
from models.processor import processor_name
from reports.report import Paragraph
from storage.errors import BadData, BadSettings

LEAST_EQUAL = 0.995
"""The share of the paragraphs whose tags must stay the same."""
MOST_LOST = 0.003
"""How much of the macro-F1 may be lost."""
LEAST_SPEED = {"int8": 1.4, "bfloat16": 1.2, "float32": 0.0}
"""How many times as quick it must be, by its arithmetic: what changes tags has to be worth it; what changes none may
be wanted for other reasons."""
_FEWEST = 200  # of fewer, one paragraph were more than half a per cent


@dataclass(frozen=True, slots=True)
class Gate:
    """What an export changes on labelled paragraphs: the share of them whose tags are equal, macro-F1 before and after;
    and how many times as quick it is on the processor of that name, in one thread."""

    paragraphs: int
    equal: float
    macro_f1: float
    macro_f1_before: float
    speed: float
    processor: str
    arithmetic: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that a manifest keeps."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the figures in one line."""
        return (
            f"equal tags {self.equal:.2%} of {self.paragraphs} paragraphs, macro-F1 {self.macro_f1:.4f} "
            f"({100 * (self.macro_f1 - self.macro_f1_before):+.2f} points), {self.speed:.2f} times as quick in one "
            f"thread of {self.processor}"
        )

    def check(self, engine: str) -> None:
        """Let an export through that is worth it.

        Raises:
            BadSettings: it changes too much, or gains too little; the message has the figures.
        """
        least = LEAST_SPEED[self.arithmetic]
        lost = self.macro_f1_before - self.macro_f1
        if self.equal >= LEAST_EQUAL and lost <= MOST_LOST and self.speed >= least:
            return
        wanted = f"{LEAST_EQUAL:.1%} equal, at most {100 * MOST_LOST:.1f} points lost" + (
            f", {least} times as quick" if least else ""
        )
        raise BadSettings(f"{engine}: {self}. Expected {wanted}; nothing is written, choose another --format.")


def measured(before: Tagger, after: Tagger, rows: Sequence[LabelledParagraph], rounds: int = 3) -> Gate:
    """Tag labelled paragraphs with two taggers in turns and compare.

    Args:
        rounds: times that each is measured, after once for warming up; the speed is the median of their ratios, by
            processor time.

    Raises:
        BadData: there are too few paragraphs to tell half a per cent.
    """
    if len(rows) < _FEWEST:
        raise BadData(
            f"{len(rows)} labelled paragraphs arrived. Expected at least {_FEWEST}, of which one is half a per cent; "
            "give more with --data, or leave it out for the sample."
        )
    paragraphs = [Paragraph(row.id, row.report, row.text) for row in rows]
    was, now = _tags(before, paragraphs), _tags(after, paragraphs)
    speeds = [_seconds(before, paragraphs) / _seconds(after, paragraphs) for _ in range(rounds)]
    truth, ids = [row.labels for row in rows], before.manifest.taxonomy.ids
    return Gate(
        paragraphs=len(rows),
        equal=statistics.mean(one == other for one, other in zip(was, now, strict=True)),
        macro_f1=score(truth, now, ids).macro_f1,
        macro_f1_before=score(truth, was, ids).macro_f1,
        speed=statistics.median(speeds),
        processor=processor_name(),
        arithmetic=after.engine.kind.arithmetic,
    )


def _tags(tagger: Tagger, paragraphs: Sequence[Paragraph]) -> list[tuple[str, ...]]:
    return [one.tags for one in tagger.tag(paragraphs)]


def _seconds(tagger: Tagger, paragraphs: Sequence[Paragraph]) -> float:
    began = time.process_time()
    _tags(tagger, paragraphs)
    return time.process_time() - began
