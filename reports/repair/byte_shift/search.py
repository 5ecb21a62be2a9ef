"""Which characters stood there before one byte was lost: a beam search over the bytes that cannot be seen any more."""

from collections.abc import Callable, Collection, Iterator
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
    states = [_State(0, "", plain(before), 0.0)]
    trail_before = shown_bytes(before[-1:])
    if named is not None and trail_before is not None:
        leads = [lead for lead in _LEADS if _character(trail_before[1], lead) in named]
        states = [_State(lead, "", plain(before), 0.0) for lead in leads]
    ends = 0
    for place in range(first, min(len(region), first + _LONGEST)):
        character = region[place]
        if character in "?\ufffd":
            ends += 1
            if ends > _MOST_ENDS:
                return
            for state in states:
                yield from _finished(state, _TRAILS, place + 1, region, model, plain, open_end=True)
        if character.isascii() and 0x40 <= ord(character) <= 0x7E:
            for state in [*states, *_with_gaps(states, ord(character), model, plain)]:
                yield from _finished(state, [ord(character)], place + 1, region, model, plain, open_end=False)
            return
        shown = shown_bytes("?" if character == "\ufffd" else character)
        if shown is None:
            return
        grown = [
            one
            for state in [*states, *_with_gaps(states, shown[0], model, plain)]
            for one in _extended(state, shown[0], shown[1], model, plain)
        ]
        states = _best(grown)


def _extended(
    state: _State, trail: int, pending: int, model: AdaptedModel, plain: Callable[[str], str]
) -> Iterator[_State]:
    """Yield the states after the pending byte met `trail` and `pending` waits."""
    for lead in (state.pending,) if state.pending else _LEADS:
        if character := _character(lead, trail):
            simple = plain(character)
            score = state.score + model.log_probability(state.plain[-2:], simple)
            yield _State(pending, state.text + character, state.plain + simple, score, state.gaps)


def _with_gaps(states: list[_State], trail: int, model: AdaptedModel, plain: Callable[[str], str]) -> Iterator[_State]:
    """Yield states in which a pair that shows nothing stood before the next character, whose first byte is `trail`."""
    for state in states[:_STATES_WITH_GAPS]:
        if state.gaps >= _MOST_GAPS:
            continue
        opened = [(one.score, lead, one) for lead in _vanished() for one in _extended(state, lead, 0, model, plain)]
        opened.sort(key=lambda one: -one[0])
        for _, lead, one in opened[:_TRAILS_IN_GAPS]:
            for pending in _vanished()[lead]:
                if _character(pending, trail):
                    cost = _GAP_COST_AT_COMMA if lead == _COMMA_TRAIL else _GAP_COST
                    yield replace(one, pending=pending, score=one.score - cost, gaps=one.gaps + 1)


def _best(states: list[_State]) -> list[_State]:
    """Keep the best. None is merged with another, so that a reading that differs in one character stays beside the
    best one."""
    return sorted(states, key=lambda one: -one.score)[:_BEAM]


def _finished(
    state: _State,
    trails: list[int],
    length: int,
    region: str,
    model: AdaptedModel,
    plain: Callable[[str], str],
    open_end: bool,
) -> Iterator[Candidate]:
    rest = plain(region[length:])
    behind = model.log_likelihood(rest[2:], rest[:2])
    for trail in trails:
        for end in _extended(state, trail, 0, model, plain):
            joint = model.log_likelihood(rest[:2], end.plain)
            yield Candidate(end.text, length, end.score, end.score + joint + behind, open_end, end.gaps)
