"""Find the words of texts without a dictionary: strings of hanzi that stand together and apart from their neighbours.

A string is a word where what stands before it and after it varies (Harris 1955; as boundary entropy Jin & Tanaka-Ishii
2006) and its pieces stand together more often than chance would have it. Half a word fails the first, as its other half
always stands beside it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labels.counting import Floats

SHORTEST, LONGEST = 2, 8
"""Hanzi of a word: 高质量发展 has five, 全面建成小康社会 eight."""
FEWEST_PLACES, MOST_ASKED, PER_PLACE = 4, 40, 400_000
"""A word stands in the texts so many times at least: once more for so many characters, up to so many."""
VARIED = 0.8
"""Nats of entropy of the hanzi on either side."""
EXPLAINED = 0.8
"""The part of a string's places beside one and the same hanzi from which it is a piece of a longer one."""
CLOSE, CLOSER = 0.0, 3.0
"""Nats by which pieces stand together more often than chance would have it, wherever a word is cut in two; and those
with a particle at an edge (和谐 is a word, 和社会 none)."""
JOINING = frozenset("的了等是与及而或之")
"""Hanzi at no edge of a word of more than two (目的 and 等级 are words)."""
PARTICLES = JOINING | frozenset("和在为对以将把被也就都其于从并要不这那有个")
"""Hanzi that mostly join words."""
_PIECE = 2_000_000
Whole = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Bonds = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one length, and where they begin in the texts: `at` (places,) and which begins there, `of` (places,)."""

    words: tuple[str, ...]
    at: Places
    of: Places


@dataclass(frozen=True, slots=True)
class _Strings:
    """Frequent strings of one length. `of` (text,) says which begins at each place, from 1, and 0 where none does;
    `places` (strings + 1,) how often each stands."""

    length: int
    of: Places
    places: Whole


def hanzi_of(text: str) -> Codes:
    """Return the code of each character of a text, 0 for what is no hanzi, and a 0 behind it."""
    codes = np.frombuffer(f"{text}\n".encode("utf-16-le", "replace"), np.uint16)
    is_hanzi = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 0x3400) & (codes <= 0x4DBF))
    return np.where(is_hanzi, codes, 0).astype(np.uint16)


def words_of(codes: Codes) -> Iterator[Words]:
    """Yield the words of texts, those of two hanzi first; none reaches over what is no hanzi.

    Args:
        codes: the texts one after another, as `hanzi_of` returns them, shape (characters,).
    """
    fewest = int(np.clip(len(codes) / PER_PLACE, FEWEST_PLACES, MOST_ASKED))
    single = strings = _single(codes, fewest)
    known = {string: int(single.places[number]) for string, number in _named(codes, single).items()}
    hanzi = sum(known.values())
    bonds: Bonds | None = None
    while strings.length < LONGEST and strings.of.any():
        strings = _longer(strings, single, fewest)
        numbers = _named(codes, strings)
        known |= {string: int(strings.places[number]) for string, number in numbers.items()}
        bonds = _bonds(strings, single, hanzi) if bonds is None else bonds
        whole = _stands_apart(strings, single) & _is_whole(strings, bonds)
        words = {string: n for string, n in numbers.items() if whole[n] and _is_close(string, known, hanzi)}
        rank = np.full(len(strings.places), -1, np.int32)
        rank[list(words.values())] = np.arange(len(words))
        at = np.flatnonzero(rank[strings.of] >= 0).astype(np.int32)
        yield Words(tuple(words), at, rank[strings.of[at]])


def _single(codes: Codes, fewest: int) -> _Strings:
    places = np.bincount(codes, minlength=1 << 16)
    places[0] = 0
    frequent = np.flatnonzero(places >= fewest)
    number = np.zeros(1 << 16, np.int32)
    number[frequent] = np.arange(1, len(frequent) + 1)
    return _Strings(1, number[codes], np.concatenate([[0], places[frequent]]))


def _longer(strings: _Strings, single: _Strings, fewest: int) -> _Strings:
    """Return the frequent strings that are longer by one: both strings inside such a one are frequent themselves."""
    length, hanzi = strings.length + 1, len(single.places)

    def keyed() -> Iterator[tuple[Whole, Whole]]:
        for own in _pieces(strings.of[:-1]):
            at = own[strings.of[own + 1] > 0]
            yield at, strings.of[at].astype(np.int64) * hanzi + single.of[at + length - 1]

    found, places = _tally(keys for _, keys in keyed())
    found, places = found[places >= fewest], places[places >= fewest]
    of = np.zeros(len(strings.of), np.int32)
    if len(found):
        for at, keys in keyed():
            number = np.minimum(np.searchsorted(found, keys), len(found) - 1)
            of[at] = np.where(found[number] == keys, number + 1, 0)
    return _Strings(length, of, np.concatenate([[0], places]))


def _pieces(of: Places) -> Iterator[Whole]:
    """Yield the places where a string begins, so many of the text at a time that memory holds them easily."""
    for start in range(0, len(of), _PIECE):
        yield start + np.flatnonzero(of[start : start + _PIECE])


def _tally(pieces: Iterable[Whole]) -> tuple[Whole, Whole]:
    """Return the different keys in order and how often each stands in the pieces."""
    nothing = np.zeros(0, np.int64)
    counted = [(nothing, nothing), *(_runs(np.sort(piece)) for piece in pieces)]
    keys, times = (np.concatenate(one) for one in zip(*counted, strict=True))
    order = np.argsort(keys, kind="stable")
    different, _ = _runs(keys[order])
    return different, np.bincount(np.searchsorted(different, keys), times, len(different)).astype(np.int64)


def _runs(keys: Whole) -> tuple[Whole, Whole]:
    """Return the different ones of sorted keys and how often each stands there."""
    start = np.flatnonzero(np.concatenate([[len(keys) > 0], keys[1:] != keys[:-1]]))
    return keys[start], np.diff(np.append(start, len(keys)))


def _named(codes: Codes, strings: _Strings) -> dict[str, int]:
    """Return each string and its number."""
    place = np.zeros(len(strings.places), np.int64)
    for at in _pieces(strings.of):
        place[strings.of[at]] = at
    text = codes[place[1:, None] + np.arange(strings.length)].astype("<u2")
    return {one.tobytes().decode("utf-16-le"): number for number, one in enumerate(text, 1)}


def _bonds(pairs: _Strings, single: _Strings, hanzi: int) -> Bonds:
    """Return for each place by how many nats its hanzi and the next stand together more often than by chance, with an
    end on either side; minus infinity where they rarely do."""
    found = np.full(len(pairs.of) + 2, -np.inf, np.float32)
    for at in _pieces(pairs.of):
        one, other = single.places[single.of[at]], single.places[single.of[at + 1]]
        found[at + 1] = np.log(pairs.places[pairs.of[at]] * (hanzi / one / other))
    return found


def _is_whole(strings: _Strings, bonds: Bonds) -> npt.NDArray[np.bool_]:
    """Say of each string whether its first and last hanzi mostly hold to it, not to what stands outside: 业设备 is none
    where 企业设备 and 产业设备 stand."""
    torn = np.zeros((2, len(strings.places)))
    for at in _pieces(strings.of):
        own, last = strings.of[at], at + strings.length
        for side, (outside, inside) in enumerate(((at, at + 1), (last, last - 1))):
            torn[side] += np.bincount(own, bonds[outside] > bonds[inside], len(strings.places))
    return np.asarray((2 * torn <= strings.places).all(axis=0))


def _stands_apart(strings: _Strings, single: _Strings) -> npt.NDArray[np.bool_]:
    """Say of each string whether what stands before it and behind it varies."""
    hanzi, padded = len(single.places), np.concatenate([[0], single.of, [0]]).astype(np.int32)
    apart = np.ones(len(strings.places), np.bool_)
    for away in (0, strings.length + 1):
        pairs, times = _tally(strings.of[at].astype(np.int64) * hanzi + padded[at + away] for at in _pieces(strings.of))
        varied, most = _variety(pairs // hanzi, pairs % hanzi == 0, times, strings.places)
        apart &= (varied >= VARIED) & (most < EXPLAINED)
    return apart


def _variety(string: Whole, is_end: npt.NDArray[np.bool_], times: Whole, places: Whole) -> tuple[Floats, Floats]:
    """Return for each string the entropy of what stands beside it, in nats, and the part of the most frequent. What is
    no hanzi there ends the string for sure: each such place counts as another."""
    part = times / places[string]
    added = part * np.log(np.where(is_end, places[string], 1 / part))
    most = np.zeros(len(places))
    np.maximum.at(most, string[~is_end], part[~is_end])
    return np.bincount(string, added, minlength=len(places)).astype(np.float64), most


def _is_close(string: str, known: dict[str, int], hanzi: int) -> bool:
    edges = {string[0], string[-1]}
    if len(string) > SHORTEST and edges & JOINING:
        return False
    least = CLOSER if edges & PARTICLES else CLOSE
    by_chance = max(known[string[:cut]] * known[string[cut:]] for cut in range(1, len(string)))
    return bool(np.log(known[string] * hanzi / by_chance) >= least)
