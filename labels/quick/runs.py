"""TF-IDF vectors of texts over runs of characters, made when they are asked for, in room that does not grow with the
texts.

What `labels.quick.characters.character_vectors` gives, but that each run has a number by its hash in place of a
dictionary of all of them (Weinberger et al. 2009, "Feature hashing for large scale multitask learning"): of 100,000
paragraphs that dictionary and the vectors take gigabytes, the counts here 8 MiB.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack

from storage.errors import BadData

RUNS = 1 << 21
"""Numbers that runs can have. Two runs of one number count as one; of 100,000 short paragraphs that befalls few of the
frequent ones, which tell texts apart."""
_LONGEST = 3
_AT_ONCE = 1 << 17  # characters: of each some 60 bytes are needed while they are counted
_MIX = np.uint64(0x9E3779B97F4A7C15)
_BITS = np.uint64(64 - RUNS.bit_length() + 1)
_SPACES = re.compile(r"\s\s+")

Numbers = npt.NDArray[np.int64]


class CharacterRuns:
    """Knows in how many of the texts that it was made of each run of one to three characters stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Count.

        Raises:
            BadData: no two texts share a run.
        """
        frequency = np.zeros(RUNS, np.int32)
        for some in _pieces(texts):
            np.add.at(frequency, _counted(some)[1], 1)
        if frequency.max() < 2:
            raise BadData(
                f"No run of characters stands in two of the {len(texts)} texts. Expected prose of one language; give "
                "more paragraphs."
            )
        # A run that occurs in one text only cannot generalise, and such are most.
        self._weights = np.where(frequency > 1, np.log((1 + len(texts)) / (1.0 + frequency)) + 1, 0).astype(np.float32)

    def vectors(self, texts: Sequence[str]) -> csr_matrix:
        """Return vectors of length 1, shape (texts, RUNS)."""
        parts = [self._vectors(some) for some in _pieces(texts)]
        return vstack(parts, format="csr") if parts else csr_matrix((0, RUNS))

    def _vectors(self, texts: Sequence[str]) -> csr_matrix:
        owners, numbers, counts = _counted(texts)
        shared = self._weights[numbers] > 0
        owners, numbers, counts = owners[shared], numbers[shared], counts[shared]
        values = (1 + np.log(counts)) * self._weights[numbers]
        lengths = np.sqrt(np.bincount(owners, values**2, len(texts)))
        starts = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(texts)))])
        return csr_matrix((values / lengths[owners], numbers, starts), shape=(len(texts), RUNS))


@dataclass(frozen=True, slots=True)
class TextVectors:
    """The vectors of texts as if they were rows of one matrix; none is kept."""

    runs: CharacterRuns
    texts: Sequence[str]

    @property
    def shape(self) -> tuple[int, int]:
        """How many texts and runs there are."""
        return len(self.texts), RUNS

    def __getitem__(self, numbers: Iterable[int]) -> csr_matrix:
        """Return the rows of these numbers, in their order."""
        return self.runs.vectors([self.texts[number] for number in numbers])


def _pieces(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    first = length = 0
    for number, text in enumerate(texts):
        if length and length + len(text) > _AT_ONCE:
            yield texts[first:number]
            first, length = number, 0
        length += len(text)
    if first < len(texts):
        yield texts[first:]


def _counted(texts: Sequence[str]) -> tuple[Numbers, Numbers, Numbers]:
    """Return text, number of the run, and how often it stands there, for all runs, ordered by both."""
    plain = [_SPACES.sub(" ", text.lower()) for text in texts]
    codes = np.frombuffer("".join(plain).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(plain), dtype=np.int64), [len(text) for text in plain])
    found = []
    for length in range(1, _LONGEST + 1):
        last = len(codes) - length + 1
        hashed: npt.NDArray[np.uint64] = np.full(max(0, last), length, np.uint64)
        for place in range(length):
            hashed = (hashed ^ codes[place : place + len(hashed)]) * _MIX
            hashed ^= hashed >> np.uint64(29)
        within = owner[: len(hashed)] == owner[length - 1 :]
        numbers = ((hashed * _MIX) >> _BITS).astype(np.int64)
        found.append((owner[: len(hashed)] * RUNS + numbers)[within])
    keys, counts = np.unique(np.concatenate(found), return_counts=True)
    return keys // RUNS, keys % RUNS, counts
