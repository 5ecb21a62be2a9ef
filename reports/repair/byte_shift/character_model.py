"""Score how likely Chinese characters follow each other: counts of runs of up to three, learnt by
scripts/build/character_model.py.

Longer runs are smoothed by interpolation with shorter ones (Jelinek and Mercer 1980): a context's weight grows with
how often it was seen and falls with how many different characters followed it (Witten and Bell 1991).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storage.results.files import result_file
from storage.whole_files import atomic_writer

SHIPPED = Path(__file__).with_name("runs.npz")
_LONGEST_RUN = 3
_UNSEEN = 0.1  # how often a character that is not in the model counts as seen
_CACHE_WEIGHT = 0.15  # of the text's own pairs
_STEPS = 8  # counts are kept as round(8 * log2): within 5 %
_BITS = 16  # of a place in the alphabet


class CharacterModel:
    """Counts of characters, pairs and triples."""

    def __init__(self, alphabet: str, counts: Mapping[int, Mapping[int, float]]) -> None:
        """Take counts of runs by their length; a run is the places of its characters in `alphabet`, 16 bits each,
        first one highest."""
        self.alphabet = alphabet
        self.counts = counts
        self._places = {character: place for place, character in enumerate(alphabet)}
        self._total = sum(counts[1].values())
        self._followed: dict[tuple[int, int], float] = {}
        self._followers: dict[tuple[int, int], int] = {}
        for length in range(2, _LONGEST_RUN + 1):
            for run, count in counts[length].items():
                context = length, run >> _BITS
                self._followed[context] = self._followed.get(context, 0.0) + count
                self._followers[context] = self._followers.get(context, 0) + 1

    def log_probability(self, before: str, character: str) -> float:
        """Return the natural logarithm of the probability that `character` follows `before`, of which two characters
        count."""
        place = self._places.get(character)
        probability = (self.counts[1].get(place, _UNSEEN) if place is not None else _UNSEEN) / self._total
        run = 0
        for length, other in enumerate(reversed(before[1 - _LONGEST_RUN :]), start=2):
            known = self._places.get(other)
            if known is None:
                break
            run |= known << _BITS * (length - 2)
            followed = self._followed.get((length, run), 0.0)
            if not followed:
                break
            weight = followed / (followed + self._followers[length, run] + 1.0)
            count = self.counts[length].get(run << _BITS | place, 0.0) if place is not None else 0.0
            probability = weight * count / followed + (1 - weight) * probability
        return math.log(probability)

    def save(self, path: Path) -> None:
        """Write the model, counts to within 5 %.

        Raises:
            CannotWrite: the place is not writable.
        """
        stored: dict[str, npt.NDArray[np.generic]] = {
            "alphabet": np.array([ord(one) for one in self.alphabet], dtype=np.uint32)
        }
        for length, found in self.counts.items():
            runs = np.array(sorted(found), dtype=np.uint64)
            stored[f"runs_{length}"] = np.diff(runs, prepend=np.uint64(0))  # small numbers: they pack well
            packed = np.round(_STEPS * np.log2(np.maximum([found[int(run)] for run in runs], 1)))
            stored[f"counts_{length}"] = packed.astype(np.uint8)
        with (atomic_writer if path == SHIPPED else result_file)(path, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **stored)


def count_characters(texts: Iterable[str], fewest: int) -> CharacterModel:
    """Count runs of one to three characters; of the longer ones those that come less than `fewest` times are left
    out."""
    counted: dict[int, Counter[str]] = {length: Counter() for length in range(1, _LONGEST_RUN + 1)}
    for text in texts:
        for length, counter in counted.items():
            counter.update(text[start : start + length] for start in range(len(text) - length + 1))
    alphabet = "".join(one for one, count in counted[1].most_common(1 << _BITS) if count >= fewest)
    places = {character: place for place, character in enumerate(alphabet)}
    kept = {
        length: {
            _number([places[one] for one in run]): float(count)
            for run, count in counter.items()
            if count >= fewest and all(one in places for one in run)
        }
        for length, counter in counted.items()
    }
    return CharacterModel(alphabet, kept)


def _number(run: Iterable[int]) -> int:
    number = 0
    for place in run:
        number = number << _BITS | place
    return number


def load_character_model(path: Path) -> CharacterModel:
    """Read a model that `CharacterModel.save` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        counts = {}
        for length in range(1, _LONGEST_RUN + 1):
            runs = np.cumsum(stored[f"runs_{length}"], dtype=np.uint64)
            values = 2.0 ** (stored[f"counts_{length}"].astype(np.float64) / _STEPS)
            counts[length] = dict(zip(runs.tolist(), values.tolist(), strict=True))
        return CharacterModel("".join(map(chr, stored["alphabet"].tolist())), counts)


class AdaptedModel:
    """A model that also knows which characters follow each other in one text (a cache, Kuhn and De Mori 1990)."""

    def __init__(self, model: CharacterModel, text: str) -> None:
        """Count the pairs of `text`, characters in the form that the model knows."""
        self._model = model
        self._pairs = Counter(text[start : start + 2] for start in range(len(text) - 1))
        self._first = Counter(text)
        self._asked: dict[tuple[str, str], float] = {}

    def log_probability(self, before: str, character: str) -> float:
        """Return the natural logarithm of the probability that `character` follows `before`, of which two characters
        count."""
        known = self._asked.get((before, character))
        if known is None:
            known = self._asked[before, character] = self._log_probability(before, character)
        return known

    def _log_probability(self, before: str, character: str) -> float:
        general = self._model.log_probability(before, character)
        seen = self._first[before[-1]] if before else 0
        if not seen:
            return general
        return math.log(
            (1 - _CACHE_WEIGHT) * math.exp(general) + _CACHE_WEIGHT * self._pairs[before[-1] + character] / seen
        )

    def log_likelihood(self, text: str, before: str = "") -> float:
        """Return the sum of the logarithms over the characters of `text`, which follows `before`."""
        sequence = before[-2:] + text
        start = len(sequence) - len(text)
        return sum(
            self.log_probability(sequence[max(0, at - 2) : at], sequence[at]) for at in range(start, len(sequence))
        )


@cache
def shipped_model() -> CharacterModel:
    """Return the model that comes along, loaded once."""
    return load_character_model(SHIPPED)
