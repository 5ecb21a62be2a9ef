"""Say how long a run will take on this machine, and how much disk and memory."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.forecast.drawn import Drawn, bytes_below, draw
from inference.forecast.selftest import Speed, measure
from inference.inputs import Untagged
from inference.output.results import write_results
from inference.scale.asked import Asked
from inference.scale.judgements import Judgement, key_of, tagged_by
from inference.scale.run import Done
from inference.scale.store import Store
from inference.scale.taggers import Arrangement
from inference.scale.work import holds_tags_of
from inference.tagged import TaggedReport
from storage.processes.memory import largest_bytes
from storage.processes.pool import cores, usual_workers
from storage.shown import number_of

Tagged = tuple[Untagged, tuple[Judgement, ...]]
_READING, _TAGGING = 1.5, 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run will take: seconds; bytes of its results, and of what is kept beside them; bytes of memory; and what
    that rests on."""

    seconds: float
    results: float
    kept: float
    memory: float
    drawn: Drawn
    speed: Speed | None

    def lines(self) -> list[str]:
        """Return what a person reads of it."""
        whole, sample = self.drawn.whole, self.drawn.sample
        done = 1 - whole.to_tag / whole.characters if whole.characters else 0.0
        rests = f"{number_of(round(sample.files), 'file')} drawn by chance"
        rests += f" ({self.drawn.bytes / max(self.drawn.all_bytes, 1):.0%}"
        rests += f", {self.drawn.without} of them without a report)" if self.drawn.without else ")"
        by = "nothing is left to tag"
        if self.speed:
            one = self.speed
            by = f"{one.taggers} tagging on {one.device}: {one.rate:,.0f} characters a second, after the start"
            rests += f" and {one.characters:,} characters tagged"
        return [
            f"about {whole.reports:,.0f} reports, {whole.paragraphs:,.0f} paragraphs, {whole.characters:,.0f} "
            f"characters; {done:.0%} of them tagged already",
            f"time: about {_time(self.seconds)} ({by})",
            f"disk: about {_size(self.results + self.kept)} ({_size(self.results)} of results, {_size(self.kept)} kept "
            "beside them)",
            f"memory: about {_size(self.memory)}",
            f"by {rests}, while this machine did what else it does; nothing was written",
        ]


def forecast(
    asked: Asked,
    work: Path,
    arrangement: Arrangement,
    *,
    workers: int | None = None,
    replace: bool = False,
    before: float = 0.0,
) -> Forecast:
    """Read and tag a little of what is asked for, and say what all of it takes. Nothing is written but into a
    temporary folder.

    Args:
        work: the work folder of the result, which may be missing.
        workers: processes that read; None for as many as pay.
        replace: what was tagged otherwise is tagged again.
        before: seconds that this process took until now, which the run takes too.

    Raises:
        BadBundle, BadSettings: as `inference.scale.tagging.tag_all`.
        CannotWrite: as `inference.scale.work.working`.
    """
    with tempfile.TemporaryDirectory(prefix="zhengbiao-") as name:
        place = Path(name)
        store = Store(work if holds_tags_of(work, asked.tagger, replace=replace) else place / "none")
        drawn = draw(asked, work, store, place, _READING)
        whole, speed = drawn.whole, None
        tagged: Sequence[Tagged]
        if whole.to_tag and drawn.reports:
            store, characters = Store(place), int(whole.to_tag)
            speed = measure(asked.bundle, store, arrangement, drawn.reports, whole=characters, seconds=_TAGGING)
            tagged = speed.tagged
        else:
            tagged = [(one, told) for one in drawn.reports if (told := store.get(key_of(one.paragraphs))) is not None]
        written = _written(asked, tagged, place, whole.characters)
        kept = _tags(tagged, store) * whole.characters + whole.kept
    reading = usual_workers(len(asked.inputs.found.files)) if workers is None else workers
    memory = largest_bytes() * (1 + (reading if reading > 1 else 0)) + (speed.taggers * speed.memory if speed else 0)
    seconds = before + _seconds(drawn, speed, written.seconds)
    return Forecast(seconds, written.bytes, kept, memory, drawn, speed)


def _seconds(drawn: Drawn, speed: Speed | None, writing: float) -> float:
    """Return how long reading, tagging and writing take beside each other."""
    other = drawn.whole.seconds + writing
    if speed is None:
        return other
    tagging = drawn.whole.to_tag / speed.rate
    free = cores() - speed.taggers * (1 if speed.device.startswith("cpu") else 0)
    beside = max(tagging, other / free) if free > 0 else max(tagging + other / cores(), writing)
    return speed.start + beside


@dataclass(frozen=True, slots=True)
class _Written:
    """What results take: seconds to write, and bytes."""

    seconds: float
    bytes: float


def _written(asked: Asked, tagged: Sequence[Tagged], place: Path, characters: float) -> _Written:
    """Write some reports, and half of them, and return what so many characters take by that."""
    whole, half = (_once(asked, some, place / name) for name, some in (("whole", tagged), ("half", tagged[::2])))
    more = whole[0] - half[0]
    if not more:
        return _Written(whole[1].seconds, whole[1].bytes)
    steep = [max(0.0, (a - b) / more) for a, b in zip(_pair(whole[1]), _pair(half[1]), strict=True)]
    seconds, size = (own + slope * (characters - whole[0]) for own, slope in zip(_pair(whole[1]), steep, strict=True))
    return _Written(max(seconds, 0.0), max(size, 0.0))


def _pair(written: _Written) -> tuple[float, float]:
    return written.seconds, written.bytes


def _once(asked: Asked, tagged: Sequence[Tagged], folder: Path) -> tuple[int, _Written]:
    """Write reports, and return their characters and what that took."""
    folder.mkdir()
    manifest = asked.bundle.manifest
    done = [
        Done(TaggedReport(one.id, one.about, one.source, tagged_by(told, one.paragraphs, manifest.id)), one.origin)
        for one, told in tagged
    ]
    began = time.monotonic()
    write_results(folder, manifest, done, lambda _: None, pages=asked.pages)
    seconds = time.monotonic() - began
    characters = sum(len(paragraph.text) for one, _ in tagged for paragraph in one.paragraphs)
    return characters, _Written(seconds, bytes_below(folder))


def _tags(tagged: Sequence[Tagged], store: Store) -> float:
    """Return the bytes that are kept of what was said of a character."""
    characters = sum(len(paragraph.text) for one, _ in tagged for paragraph in one.paragraphs)
    kept = sum(store.bytes_of(key_of(one.paragraphs)) for one, _ in tagged)
    return kept / characters if characters else 0.0


def _time(seconds: float) -> str:
    minutes, hours = seconds / 60, seconds / 3600
    return f"{hours:.1f} hours" if hours >= 2 else f"{minutes:.0f} minutes" if minutes >= 2 else f"{seconds:.0f} s"


def _size(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{max(size / 1e6, 0.1):,.1f} MB"
