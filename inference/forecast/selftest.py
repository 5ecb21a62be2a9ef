"""A test of some seconds of how quickly this machine tags, in the arrangement that a run would use."""

import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from inference.inputs import Untagged
from inference.scale.judgements import Judgement, key_of
from inference.scale.store import Store
from inference.scale.taggers import (
    Answer,
    Arrangement,
    Texts,
    Tools,
    start_tagger,
    taggers_that_fit,
    taggers_worth,
)
from inference.scale.tagging import MOST_SECONDS
from models.bundle import Bundle
from storage.processes.team import Team
from storage.processes.worker import Undone


@dataclass(frozen=True, slots=True)
class Speed:
    """How many processes tag on which device, what each takes to start and to hold, in seconds and bytes, and how many
    characters all of them tag in a second; how many they tagged to find that out, and what they said of the reports."""

    taggers: int
    device: str
    start: float
    memory: int
    rate: float
    characters: int
    tagged: tuple[tuple[Untagged, tuple[Judgement, ...]], ...]


def measure(
    bundle: Bundle, store: Store, arrangement: Arrangement, reports: Sequence[Untagged], *, whole: int, seconds: float
) -> Speed:
    """Tag reports, over and over, for so many seconds.

    Args:
        store: an empty one that is written to.
        reports: at least one.
        whole: the characters that the run has to tag.

    Raises:
        BadBundle, BadSettings, CannotWrite: as `inference.scale.tagging.tag_all`.
    """
    began = time.monotonic()
    team: Team[Texts | None, Answer] = Team(partial(start_tagger, bundle, store, arrangement), MOST_SECONDS, workers=1)
    try:
        first = team.give(None).result()
        assert isinstance(first, Tools)
        start = time.monotonic() - began
        fit, _ = taggers_that_fit(arrangement, first)
        team.grow(taggers_worth(arrangement, whole, fit))
        # The first report takes a process several times as long as the same later on.
        for warm in [team.give(_texts(reports[0])) for _ in range(team.workers)]:
            with suppress(Undone):  # the run will name it
                warm.result()
        rate, characters, tagged = _tag(team, reports, seconds)
        memory = max(one.memory for one in (team.give(None).result(),) if isinstance(one, Tools))
        return Speed(team.workers, first.device, start, memory, rate, characters, tagged)
    finally:
        team.end()


_FEWEST, _LONGEST = 16, 4
"""Reports that are to be tagged even where that takes longer, and how many times longer it may."""
_Tagged = tuple[tuple[Untagged, tuple[Judgement, ...]], ...]


def _tag(team: Team[Texts | None, Answer], reports: Sequence[Untagged], seconds: float) -> tuple[float, int, _Tagged]:
    """Return the characters tagged in a second, how many were in all, and what was said of each report."""
    told: dict[int, tuple[Judgement, ...]] = {}
    given: deque[tuple[int, int, Future[Answer]]] = deque()
    began, done, number = time.monotonic(), 0, 0
    while (took := time.monotonic() - began) < seconds or (number < _FEWEST and took < _LONGEST * seconds):
        while len(given) < 2 * team.workers:
            place = number % len(reports)
            texts = _texts(reports[place])
            given.append((place, sum(map(len, texts.texts)), team.give(texts)))
            number += 1
        place, characters, future = given.popleft()
        try:
            answer = future.result()
        except Undone:  # the run will name it
            continue
        done += characters
        if isinstance(answer, tuple):
            told[place] = answer
    under_way = sum(characters for _, characters, _ in list(given)[: team.workers])
    rate = (done + under_way / 2) / took
    return rate, done, tuple((reports[place], judgements) for place, judgements in told.items())


def _texts(report: Untagged) -> Texts:
    return Texts(key_of(report.paragraphs), tuple(one.text for one in report.paragraphs))
