"""A part of the reports, for one of several runs that share a work folder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from inference.inputs import Inputs, Untagged, is_read_again
from reports.formats.finding import Found
from reports.skipped import Skipped


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`-th of `of` parts, from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"shard {self.number} of {self.of}"

    @property
    def lock(self) -> str:
        """The name of its lock file in the work folder."""
        return f"{SHARD_LOCK}{self.number}-of-{self.of}.lock"

    def files(self, inputs: Inputs) -> Inputs:
        """Leave out files that other parts read. Tables and paragraphs files stay: `reports` parts what they hold."""
        found = inputs.found
        kept = [_stays(one) or number % self.of == self.number - 1 for number, one in enumerate(found.entries)]
        before = [0, *accumulate(kept)]
        entries = [one for one, stays in zip(found.entries, kept, strict=True) if stays]
        own = Found(entries, found.named, found.links, [before[end] for end in found.ends], is_part=True)
        return replace(inputs, found=own, between=tuple((before[place], one) for place, one in inputs.between))

    def reports(self, given: Iterable[Untagged | Skipped]) -> Iterator[Untagged | Skipped]:
        """Leave out what other parts tag of the reports in tables and paragraphs files."""
        count = 0
        for one in given:
            if isinstance(one, Untagged) and one.origin is not None and is_read_again(one.origin.file):
                count += 1
                if count % self.of != self.number - 1:
                    continue
            yield one


SHARD_LOCK = "shard-"


def _stays(entry: Path | Skipped) -> bool:
    return isinstance(entry, Path) and is_read_again(entry)
