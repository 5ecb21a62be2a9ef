"""Reports in, judgements out, in order; what the store holds is not tagged again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inference.inputs import Untagged
from inference.scale.judgements import Judgement, key_of
from inference.scale.store import Store
from inference.tagger import Tagger
from models.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Arrangement:
    """On what and by how many processes a run tags; None takes what suits the machine."""

    device: str | None = None
    processes: int | None = None
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A report that could not be tagged, and the line that says why."""

    report: Untagged
    reason: str


def tag_all(
    reports: Iterable[Untagged], bundle: Bundle, store: Store, arrangement: Arrangement = Arrangement()
) -> Iterator[tuple[Untagged, tuple[Judgement, ...]] | Failed]:
    """Yield each report with the judgements of its paragraphs, in the order of the reports.

    Every report is kept in the store as soon as it is tagged, also where one before it is not done yet.

    Args:
        reports: taken as they are needed, and a little ahead.
    """
    tagger: Tagger | None = None
    for report in reports:
        key = key_of(report.paragraphs)
        found = store.get(key)
        if found is None:
            tagger = tagger or Tagger(bundle, arrangement.device)
            found = tuple(Judgement.of(one) for one in tagger.tag(report.paragraphs))
            store.put(key, found)
        yield report, found
