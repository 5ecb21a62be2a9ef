"""Whose paragraphs are tagged next: short requests together, and between them long ones, a part at a time."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from inference.service import limits, memory
from inference.tagged import TaggedParagraph
from inference.tagger import Tagger
from reports.report import Paragraph

logger = logging.getLogger(__name__)

# Small enough that a person who waits for one paragraph is served between two parts of a batch, some half a second of
# work; large enough that sorting sentences by length pays: 64 paragraphs together take half the time of 64 alone.
_PARAGRAPHS_AT_ONCE, _CHARACTERS_AT_ONCE = 64, 10_000
_SHORT_PARAGRAPHS, _SHORT_CHARACTERS = 8, 2_000
_NEWEST = 0.2  # what the latest batch counts for in the mean of all


class Busy(Exception):
    """More wait than may."""

    def __init__(self, seconds: int = limits.RETRY_SECONDS) -> None:
        """Say after how many seconds there will be room."""
        super().__init__(seconds)
        self.seconds = seconds


class Ending(Exception):
    """The server is ending, and tags nothing more."""


class NotWanted(Exception):
    """Whoever asked for tags does not want them any more."""


@dataclass(slots=True, eq=False)
class Asked:
    """A request: its paragraphs, and those of them that are tagged; `tagger` is chosen when its first turn comes."""

    paragraphs: Sequence[Paragraph]
    is_wanted: Callable[[], bool]
    tagger: Tagger | None
    left: int
    """Characters that are still to be tagged."""
    tagged: list[TaggedParagraph] = field(default_factory=list)
    problem: Exception | None = None
    answer: "Future[list[TaggedParagraph]]" = field(default_factory=Future)

    @property
    def is_short(self) -> bool:
        """Whether it is tagged in one go, with others."""
        return len(self.paragraphs) <= _SHORT_PARAGRAPHS and self.left <= _SHORT_CHARACTERS

    def part(self) -> list[Paragraph]:
        """Return what is tagged at its next turn, at least one paragraph."""
        part: list[Paragraph] = []
        room = _CHARACTERS_AT_ONCE
        for one in self.paragraphs[len(self.tagged) : len(self.tagged) + _PARAGRAPHS_AT_ONCE]:
            room -= len(one.text)
            if part and room < 0:
                break
            part.append(one)
        return part


class Turns:
    """The requests that wait for the model, and the one thread that tags.

    One thread, because torch keeps a team of threads for each thread that ever calls it. A turn is that of the short
    requests that have waited longest, or of one long request; where both wait they alternate, and long ones take turns.
    """

    def __init__(self, tagger: Callable[[], Tagger]) -> None:
        """Tag with what `tagger` returns when a request's first turn comes."""
        self._tagger = tagger
        self._short: deque[Asked] = deque()
        self._long: deque[Asked] = deque()
        self._now: list[Asked] = []  # those whose turn it is
        self._short_went = False
        self._working = self._stopping = False
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="tagging")
        self._batches, self._characters_a_second = 0, 0.0
        self.note: Callable[[int, int, int], None] = lambda requests, paragraphs, characters: None
        """Told of each batch, when it is tagged: of how many requests, how many paragraphs and characters."""

    @property
    def waiting(self) -> int:
        """How many requests wait, those whose turn it is among them."""
        return len(self._short) + len(self._long) + len(self._now)

    def ask(
        self, paragraphs: Sequence[Paragraph], is_wanted: Callable[[], bool], tagger: Tagger | None = None
    ) -> "Future[list[TaggedParagraph]]":
        """Queue paragraphs up, all to be tagged with one tagger; what comes of it is their tags, NotWanted or Ending.

        Raises:
            Busy: too many wait.
            Ending: the server is ending.
        """
        asked = Asked(paragraphs, is_wanted, tagger, sum(len(one.text) for one in paragraphs))
        asked.answer.set_running_or_notify_cancel()  # `is_wanted` alone takes it back
        with self._lock:
            if self._stopping:
                raise Ending
            self._check_room(asked)
            (self._short if asked.is_short else self._long).append(asked)
            if not self._working:
                self._working = True
                self._worker.submit(self._work)
        return asked.answer

    def stop(self) -> None:
        """Tag nothing more, and tell whoever waits."""
        with self._lock:
            self._stopping = True
            for one in (*self._short, *self._long, *self._now):
                one.answer.set_exception(Ending())
            self._short.clear()
            self._long.clear()

    def _check_room(self, asked: Asked) -> None:
        """Refuse where too many wait, or too much for one that would itself take long."""
        if self.waiting >= limits.WAITING_FOR_MODEL:
            self._let_go()
        characters = sum(one.left for one in (*self._short, *self._long, *self._now))
        too_much = not asked.is_short and characters + asked.left > limits.CHARACTERS_WAITING
        if self.waiting >= limits.WAITING_FOR_MODEL or too_much:
            raise Busy(self._seconds_for(characters))

    def _seconds_for(self, characters: int) -> int:
        """Return how long the model takes for so many characters, at most what a client may be told to wait."""
        if not self._characters_a_second:
            return limits.RETRY_SECONDS
        return min(max(1, math.ceil(characters / self._characters_a_second)), limits.LONGEST_RETRY_SECONDS)

    def _let_go(self) -> None:
        """Let go of requests that nobody wants any more."""
        for queue in (self._short, self._long):
            for one in [one for one in queue if not one.is_wanted()]:
                queue.remove(one)
                one.answer.set_exception(NotWanted())

    def _work(self) -> None:
        """Tag until nobody waits."""
        while True:
            with self._lock:
                self._let_go()
                self._now = list(self._next())
                if not self._now:
                    self._working = False
                    return
            began = time.perf_counter()
            parts = [(one, one.part()) for one in self._now]
            self._tag(parts)
            self._measure(parts, time.perf_counter() - began)
            with self._lock:
                self._end_turn()

    def _next(self) -> Iterator[Asked]:
        """Take out those whose turn it is."""
        if self._long and (self._short_went or not self._short):
            self._short_went = False
            yield self._long.popleft()
            return
        self._short_went = bool(self._short)
        paragraphs = characters = 0
        while self._short:
            paragraphs += len(self._short[0].paragraphs)
            characters += self._short[0].left
            if max(paragraphs / _PARAGRAPHS_AT_ONCE, characters / _CHARACTERS_AT_ONCE) > 1:
                return
            yield self._short.popleft()

    def _end_turn(self) -> None:
        """Answer those that are done, and let the others wait for their next turn."""
        now, self._now = self._now, []  # who has an answer does not wait any more
        for one in now:
            if self._stopping:
                continue  # all were told
            if one.problem is not None:
                one.answer.set_exception(one.problem)
            elif len(one.tagged) == len(one.paragraphs):
                one.answer.set_result(one.tagged)
            else:
                self._long.append(one)

    def _tag(self, parts: list[tuple[Asked, list[Paragraph]]]) -> None:
        """Tag parts together. Where that fails, each is tagged alone, so that nobody pays for another's text."""
        try:
            current = self._tagger()
            for one, _ in parts:
                one.tagger = one.tagger or current
            for tagger in {id(one.tagger): one.tagger for one, _ in parts}.values():
                alike = [(one, part) for one, part in parts if one.tagger is tagger]
                assert tagger is not None
                tagged = iter(list(tagger.tag([paragraph for _, part in alike for paragraph in part])))
                for one, part in alike:
                    one.tagged += [next(tagged) for _ in part]
                    one.left -= sum(len(paragraph.text) for paragraph in part)
        except Exception as error:
            if len(parts) == 1:
                parts[0][0].problem = error
                return
            logger.warning("%d requests that could not be tagged together are tagged alone", len(parts))
            for one, part in parts:
                if not one.tagged:
                    self._tag([(one, part)])

    def _measure(self, parts: list[tuple[Asked, list[Paragraph]]], seconds: float) -> None:
        paragraphs = [paragraph for _, part in parts for paragraph in part]
        characters = sum(len(one.text) for one in paragraphs)
        if characters:
            rate, before = characters / max(seconds, 1e-6), self._characters_a_second
            self._characters_a_second = before + _NEWEST * (rate - before) if before else rate
        self.note(len(parts), len(paragraphs), characters)
        self._batches += 1
        if self._batches % memory.BATCHES == 0:
            memory.give_back()
