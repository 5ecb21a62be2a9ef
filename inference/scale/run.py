"""A run over many reports: what is read and tagged once is kept by its text, so that a run that ends at any moment goes
on where it was."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from inference.inputs import Untagged, is_read_again, read_inputs
from inference.scale.asked import Asked
from inference.scale.judgements import Judgement, key_of, tagged_by
from inference.scale.reading import Reading
from inference.scale.shards import Shard
from inference.scale.store import Store
from inference.scale.tagging import Arrangement, Failed, tag_all
from inference.scale.work import Work
from inference.tagged import TaggedReport
from reports.account import Account
from reports.report import Origin
from reports.skipped import Skipped


@dataclass(frozen=True, slots=True)
class Done:
    """A report that was tagged, and where it was read."""

    report: TaggedReport
    origin: Origin | None


@dataclass(slots=True)
class Run:
    """What is read and tagged into a work folder, in the order of the inputs.

    `shard` limits it to a part. Where `again`, what was given up is read again, and what failed is tagged again.
    `used` are the keys of all tags that were needed, in bytes: some hundred bytes a report; `before` says how many
    reports an earlier run had tagged.
    """

    asked: Asked
    work: Work
    workers: int | None = None
    shard: Shard | None = None
    again: bool = False
    store: Store = field(init=False)
    used: set[bytes] = field(default_factory=set)
    before: int = 0
    _fresh: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.store = self.work.store

    @property
    def reading(self) -> Reading:
        """What reads a file, or takes what it gave before; other processes can be given it."""
        return Reading(self.work.read, dict(self.asked.columns), self.again)

    def given(self) -> Iterator[Untagged | Skipped]:
        """Yield every report of the inputs, and what was met and not read.

        Raises:
            UnreadableReport, BadData: as `inference.inputs.read_inputs`.
        """
        inputs = self.shard.files(self.asked.inputs) if self.shard else self.asked.inputs
        reading = self.reading
        for one in _own(self.shard, read_inputs(inputs, self.workers, self.asked.columns, reading)):
            if isinstance(one, Skipped) and (file := _given_up(one)) is not None:
                reading.keep_given_up(file, one.reason)
            yield one

    def tagged(self, arrangement: Arrangement) -> Iterator[Done | Skipped]:
        """Tag what is missing, and yield every report and what was skipped, in the order of the inputs.

        Raises:
            UnreadableReport, BadData: as `given`.
            CannotWrite: what is tagged cannot be kept.
        """
        aside: deque[tuple[int, Skipped]] = deque()
        with closing(tag_all(self._to_tag(aside), self.asked.bundle, self.store, arrangement)) as results:
            for number, result in enumerate(results):
                yield from _before(aside, number)
                yield self._failed(result) if isinstance(result, Failed) else self._done(*result)
        yield from _before(aside, None)

    def tag_part(self, arrangement: Arrangement, progress: Callable[[int], object]) -> Account:
        """Tag what is missing, and return the account of it; errors as `tagged`.

        Args:
            progress: called after each report with the number of its paragraphs.
        """
        account = Account()
        for one in self.tagged(arrangement):
            if isinstance(one, Skipped):
                account.add_skipped(one)
            else:
                account.add_report(one.origin, len(one.report.paragraphs))
                progress(len(one.report.paragraphs))
        return account

    def _to_tag(self, aside: "deque[tuple[int, Skipped]]") -> Iterator[Untagged]:
        """Yield what is to be tagged; what is not goes aside, with the number of reports before it."""
        count = 0
        for one in self.given():
            if isinstance(one, Skipped):
                aside.append((count, one))
                continue
            key = key_of(one.paragraphs)
            if bytes.fromhex(key) not in self.used and not self.store.bytes_of(key):
                self._fresh.add(bytes.fromhex(key))
            self.used.add(bytes.fromhex(key))
            reason = None if self.again else self.store.failure(key)
            if reason is not None and self.store.get(key, len(one.paragraphs)) is None:
                aside.append((count, untagged(one, reason)))
                continue
            count += 1
            self.before += bytes.fromhex(key) not in self._fresh
            yield one

    def _failed(self, failed: Failed) -> Skipped:
        self.store.fail(key_of(failed.report.paragraphs), failed.reason)
        return untagged(failed.report, failed.reason)

    def _done(self, report: Untagged, judgements: tuple[Judgement, ...]) -> Done:
        if self.again:
            self.store.forgive(key_of(report.paragraphs))
        tagged = tagged_by(judgements, report.paragraphs, self.asked.bundle.manifest.id)
        return Done(TaggedReport(report.id, report.about, report.source, tagged), report.origin)


def untagged(report: Untagged, reason: str) -> Skipped:
    """Return what is listed of a report that could not be tagged."""
    source = next((one.source for one in report.paragraphs if one.source), report.source)
    line = f"{source}: {report.id} could not be tagged: {reason}"
    return Skipped(Path(source), line, "untagged", origin=report.origin, passing=True)


def _own(shard: Shard | None, given: Iterator[Untagged | Skipped]) -> Iterator[Untagged | Skipped]:
    return given if shard is None else shard.reports(given)


def _given_up(skipped: Skipped) -> Path | None:
    """Return the file whose reading as a whole was given up, if what it gives is kept."""
    origin = skipped.origin
    if not skipped.passing or origin is None or origin.member or is_read_again(origin.file):
        return None
    return origin.file


def _before(aside: "deque[tuple[int, Skipped]]", report: int | None) -> Iterator[Skipped]:
    """Take what went aside before the report of this number; None takes all that is left."""
    while aside and (report is None or aside[0][0] <= report):
        yield aside.popleft()[1]
