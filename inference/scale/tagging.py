"""Reports in, judgements out, in order; what the store holds is not tagged again, what cannot be tagged is named."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from inference.inputs import Untagged
from inference.scale.judgements import Judgement, key_of
from inference.scale.store import Store
from inference.scale.taggers import (
    Answer,
    Texts,
    Tools,
    Work,
    start_tagger,
    taggers_at_most,
    taggers_that_fit,
    taggers_worth,
)
from inference.scale.taggers import Arrangement as Arrangement
from models.bundle import Bundle
from storage.processes.team import Team
from storage.processes.worker import Undone

MOST_SECONDS = 60.0
"""Seconds of processor time without progress after which a report is given up; a batch of windows is progress."""
# Reports that may be read before the one that is waited for is tagged, for each tagger, and their characters: enough
# for all taggers while one is long at a report, and little to hold.
_AHEAD, _CHARACTERS_AHEAD = 500, 500_000
_USUAL = Arrangement()
_Start = Callable[[Bundle, Store, Arrangement], Work]


@dataclass(frozen=True, slots=True)
class Failed:
    """A report that could not be tagged, and what it did instead, as a sentence that begins with "it"."""

    report: Untagged
    reason: str


def tag_all(
    reports: Iterable[Untagged],
    bundle: Bundle,
    store: Store,
    arrangement: Arrangement = _USUAL,
    *,
    start: _Start = start_tagger,
    most_seconds: float = MOST_SECONDS,
) -> Generator[tuple[Untagged, tuple[Judgement, ...]] | Failed, None, None]:
    """Yield each report with the judgements of its paragraphs, in the order of the reports.

    Processes of their own tag, beside this one and the readers. Every report is kept in the store as soon as it is
    tagged, also where one before it is not done yet. One that ends its process, or makes no progress, is tried once
    more while the others wait, and then comes as `Failed`. No process is started where the store holds all; all end
    at once when the generator is closed.

    Args:
        reports: taken as they are needed, and a little ahead.
        start: what loads the bundle in a process.
        most_seconds: of processor time without progress.

    Raises:
        BadBundle: the bundle cannot be loaded, or answers with what is no number.
        BadSettings: the device does not exist here, or no process can be started.
        CannotWrite: the store is not writable.
    """
    tagging = _Tagging(partial(start, bundle, store, replace(arrangement, tell=None)), arrangement, most_seconds)
    waiting: deque[_Waiting] = deque()
    todo = iter(reports)
    try:
        while True:
            while tagging.has_room(waiting) and (report := next(todo, None)) is not None:
                waiting.append(tagging.waiting(report, store))
            if not waiting:
                return
            yield tagging.outcome(waiting.popleft())
    finally:
        tagging.end()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A report whose turn has not come, and its judgements, or where they will be."""

    report: Untagged
    key: str
    characters: int
    judgements: "tuple[Judgement, ...] | Future[Answer]"


class _Tagging:
    """The taggers of a run: the first is started with the first report that is not in the store, others where there is
    enough for them to do."""

    def __init__(self, start: Callable[[], Work], arrangement: Arrangement, most_seconds: float) -> None:
        self._arrangement = arrangement
        self._most = taggers_at_most(arrangement)
        self._team: Team[Texts | None, Answer] = Team(start, most_seconds, stuck_again=True)
        self._first: Future[Answer] | None = None
        self._fit: int | None = None
        self._doing: dict[str, Future[Answer]] = {}
        self._ahead = self._given = 0  # characters: not yet yielded, and ever given to taggers
        self.end = self._team.end

    def has_room(self, waiting: "deque[_Waiting]") -> bool:
        """Say whether one more report may be read ahead."""
        return not waiting or (len(waiting) < _AHEAD * self._most and self._ahead < _CHARACTERS_AHEAD * self._most)

    def waiting(self, report: Untagged, store: Store) -> _Waiting:
        """Look a report up in the store, or have it tagged."""
        key, texts = key_of(report.paragraphs), tuple(one.text for one in report.paragraphs)
        characters = sum(map(len, texts))
        self._ahead += characters
        judgements = self._doing.get(key) or store.get(key, len(texts))
        if judgements is None:
            judgements = self._doing[key] = self._give(Texts(key, texts))
            self._given += characters
        return _Waiting(report, key, characters, judgements)

    def _give(self, texts: Texts) -> "Future[Answer]":
        if self._first is None:
            self._team.grow(1)
            self._first = self._team.give(None)
        return self._team.give(texts)

    def outcome(self, waiting: _Waiting) -> tuple[Untagged, tuple[Judgement, ...]] | Failed:
        """Wait for the judgements of a report."""
        self._ahead -= waiting.characters
        if not isinstance(waiting.judgements, Future):
            return waiting.report, waiting.judgements
        try:
            self._grow()
            judgements = waiting.judgements.result()
        except Undone as undone:
            return Failed(waiting.report, _why(undone))
        finally:
            self._doing.pop(waiting.key, None)
        assert isinstance(judgements, tuple)
        return waiting.report, judgements

    def _tools(self) -> Tools:
        """Wait until the first tagger has loaded; raise what keeps it from that, before another one tries."""
        assert self._first is not None
        tools = self._first.result()
        assert isinstance(tools, Tools)
        return tools

    def _grow(self) -> None:
        """Start further taggers where there is enough for them to do, and memory for them."""
        if self._fit is None:
            self._fit, line = taggers_that_fit(self._arrangement, self._tools())
            if line and self._arrangement.tell:
                self._arrangement.tell(line)
        self._team.grow(min(self._fit, taggers_worth(self._arrangement, self._given, self._fit), len(self._doing)))


def _why(undone: Undone) -> str:
    return (
        f"it {undone.why}, and did so again when it was tried alone. Expected text that can be tagged; look at it, "
        "and try it once more with --retry-failed."
    )
