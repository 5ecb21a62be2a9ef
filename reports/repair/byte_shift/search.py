"""Find which characters stood there before one byte was lost: a beam search over the bytes that cannot be seen any
more."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from reports.repair.byte_shift.character_model import AdaptedModel

_LEADS = range(0x81, 0xFF)
_TRAILS = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
_BEAM = 64
_LONGEST = 80  # characters of a shifted stretch: text in simplified characters seldom has an ASCII byte to end it
# Lost bytes at which a stretch may end: each costs a fifth of a second, and where more stand so close together none is
# a lone loss.
_MOST_ENDS = 4
# A comma of full width (A3 AC) makes a pair vanish with almost any character behind it; other pairs vanish seldom.
_GAP_COST, _GAP_COST_AT_COMMA, _MOST_GAPS = 7.0, 3.0, 2
_COMMA_TRAIL = 0xAC
_STATES_WITH_GAPS, _TRAILS_IN_GAPS = 6, 4
# Where full-width marks were narrowed, an ASCII mark is the pair A3 xx; letters and the like are a trail byte that
# ends the shift.
_NARROWED = {mark: bytes((0xA3, ord(mark) + 0x80)) for mark in "!,;:?()"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of a damaged stretch: `length` characters of the damaged text are really `text`.

    `own` is its log-likelihood alone, `score` with the rest of the region behind it. `open_end`: its last byte was
    lost too. `gaps` counts the places where a pair that shows nothing was put.
    """

    text: str
    length: int
    own: float
    score: float
    open_end: bool
    gaps: int


@dataclass(frozen=True, slots=True)
class _State:
    pending: int  # the byte that waits for its partner; 0: any lead byte, it is the one that was lost
    text: str
    plain: str
    score: float
    gaps: int = 0


@cache
def _character(lead: int, trail: int) -> str:
    """Return the character of two bytes of GBK, "" where they are none (GB 18030 keeps such pairs for private use)."""
    if trail < 0x40 or trail == 0x7F or trail > 0xFE or lead not in _LEADS:
        return ""
    character = bytes((lead, trail)).decode("gb18030", "ignore")
    return "" if len(character) != 1 or 0xE000 <= ord(character) <= 0xF8FF else character


@cache
def _vanished() -> dict[int, list[int]]:
    """Return the pairs that stand for no character, by their first byte."""
    pairs = {lead: [trail for trail in _TRAILS if not _character(lead, trail)] for lead in _LEADS}
    return {lead: trails for lead, trails in pairs.items() if trails}


def shown_bytes(character: str) -> bytes | None:
    """Return the two bytes that a shown character is in the shifted stream, None where it cannot be part of one."""
    if character in _NARROWED:
        return _NARROWED[character]
    encoded = character.encode("gb18030", "ignore")
    return encoded if len(encoded) == 2 else None


def candidates(
    region: str,
    first: int,
    before: str,
    named: Collection[str] | None,
    model: AdaptedModel,
    *,
    plain: Callable[[str], str],
) -> Iterator[Candidate]:
    """Yield readings of `region`, which begins with a lost byte.

    Args:
        first: where the shifted characters begin in it.
        before: the two characters before the region.
        named: the lost byte and the one before it, the trail byte of `before`, were read as one of these characters,
            whose pronunciation was put there. None: nothing is known of it.
        plain: turns a character into the form that the model knows.
    """
    search = _Search(region, model, plain)
    states = _first_states(plain(before), before, named)
    ends = 0
    for place in range(first, min(len(region), first + _LONGEST)):
        character = region[place]
        if character in "?\ufffd":
            ends += 1
            if ends > _MOST_ENDS:
                return
            yield from search.finished(states, _TRAILS, place + 1, open_end=True)
        if character.isascii() and 0x40 <= ord(character) <= 0x7E:
            states = search.with_gaps(states, ord(character))
            yield from search.finished(states, [ord(character)], place + 1, open_end=False)
            return
        shown = shown_bytes("?" if character == "\ufffd" else character)
        if shown is None:
            return
        trail, pending = shown
        grown = (one for state in search.with_gaps(states, trail) for one in search.extended(state, trail, pending))
        states = _best(grown)


def _first_states(plain: str, before: str, named: Collection[str] | None) -> list[_State]:
    trail_before = shown_bytes(before[-1:])
    if named is None or trail_before is None:
        return [_State(0, "", plain, 0.0)]
    return [_State(lead, "", plain, 0.0) for lead in _LEADS if _character(trail_before[1], lead) in named]


def _best(states: Iterable[_State]) -> list[_State]:
    """Keep the best. None is merged with another, so that a reading that differs in one character stays beside the
    best one."""
    return sorted(states, key=lambda one: -one.score)[:_BEAM]


@dataclass(frozen=True, slots=True)
class _Search:
    """The damaged region, and how likely its readings are."""

    region: str
    model: AdaptedModel
    plain: Callable[[str], str]

    def extended(self, state: _State, trail: int, pending: int) -> Iterator[_State]:
        """Yield the states after the pending byte met `trail` and `pending` waits."""
        for lead in (state.pending,) if state.pending else _LEADS:
            if character := _character(lead, trail):
                simple = self.plain(character)
                score = state.score + self.model.log_probability(state.plain[-2:], simple)
                yield _State(pending, state.text + character, state.plain + simple, score, state.gaps)

    def with_gaps(self, states: list[_State], trail: int) -> list[_State]:
        """Return the states and, behind them, those in which a pair that shows nothing stood before the next
        character, whose first byte is `trail`."""
        open_states = [state for state in states[:_STATES_WITH_GAPS] if state.gaps < _MOST_GAPS]
        return [*states, *(gap for state in open_states for gap in self._gaps(state, trail))]

    def _gaps(self, state: _State, trail: int) -> Iterator[_State]:
        opened = [(one.score, lead, one) for lead in _vanished() for one in self.extended(state, lead, 0)]
        opened.sort(key=lambda one: -one[0])
        for _, lead, one in opened[:_TRAILS_IN_GAPS]:
            for pending in _vanished()[lead]:
                if _character(pending, trail):
                    cost = _GAP_COST_AT_COMMA if lead == _COMMA_TRAIL else _GAP_COST
                    yield replace(one, pending=pending, score=one.score - cost, gaps=one.gaps + 1)

    def finished(self, states: Iterable[_State], trails: list[int], length: int, open_end: bool) -> Iterator[Candidate]:
        """Yield the readings in which the shift ends after `length` characters, with one of `trails`."""
        rest = self.plain(self.region[length:])
        behind = self.model.log_likelihood(rest[2:], rest[:2])
        for state in states:
            for end in (one for trail in trails for one in self.extended(state, trail, 0)):
                joint = self.model.log_likelihood(rest[:2], end.plain)
                yield Candidate(end.text, length, end.score, end.score + joint + behind, open_end, end.gaps)
