"""What the machines of a cluster do: read files, tag reports. This runs in Ray's processes, and imports no Ray.

Each works in a process of its own beside Ray's, as in a local run: what ends that one, or makes no progress there, does
not end Ray's, is tried once more, and is then named.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from inference.inputs import Untagged, is_read_again, read_inputs
from inference.scale.cluster.pulse import Pulse
from inference.scale.judgements import key_of
from inference.scale.reading import Reading
from inference.scale.store import Store
from inference.scale.taggers import Answer, Arrangement, Texts, Work
from inference.scale.tagging import why_failed
from models.bundle import Bundle
from reports.report import Paragraph, Report
from storage.errors import GaveUp, UnreadableReport, ZhengbiaoError
from storage.processes import pool
from storage.processes.team import Team
from storage.processes.worker import Undone

Start = Callable[[Bundle, Store, Arrangement], Work]
Row = dict[str, Any]
_readers: dict[str, Team[Path, Any]] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files, and gives the texts of the reports in them that are not tagged yet.

    What a file holds is kept in the work folder, as a local run keeps it. What cannot be read is passed over here: the
    run that writes the result meets it again, and names it.
    """

    reading: Reading
    work: Path
    folder: Path
    """Where the driver works: names of files may begin there."""

    def __call__(self, row: Row) -> Iterator[Row]:
        """Yield a row for each report of a file: `key` and `texts`."""
        os.chdir(self.folder)
        path, store = Path(row["file"]), Store(self.work)
        for paragraphs in self._reports(path):
            key = key_of(paragraphs)
            if not _is_settled(store, key, len(paragraphs), again=self.reading.again):
                yield {"key": key, "texts": [one.text for one in paragraphs]}

    def _reports(self, path: Path) -> Iterable[Sequence[Paragraph]]:
        pulse = Pulse(self.work)
        if is_read_again(path):
            return _rows(path, self.reading, pulse)
        with pulse.beating():
            read = pool.outcome(path, _team_of(self.reading).give(path))
        if isinstance(read, GaveUp):
            self.reading.keep_given_up(path, str(read))
        return [] if isinstance(read, UnreadableReport) else [one.paragraphs for one in read if isinstance(one, Report)]


def _rows(path: Path, reading: Reading, pulse: Pulse) -> Iterator[Sequence[Paragraph]]:
    """Yield the reports of a table or a paragraphs file, one after the other."""
    try:
        for one in read_inputs([path], 1, reading.columns):
            pulse.beat()
            if isinstance(one, Untagged):
                yield one.paragraphs
    except ZhengbiaoError:
        return  # as for other files


def _team_of(reading: Reading) -> Team[Path, Any]:
    """Return the process that reads, beside this one of Ray's, which reads many files in its life."""
    name = repr(reading)
    if name not in _readers:
        _readers[name] = Team(partial(pool.reader, reading), pool.MOST_SECONDS, workers=1)
    return _readers[name]


def _is_settled(store: Store, key: str, paragraphs: int, *, again: bool) -> bool:
    if store.get(key, paragraphs) is not None:
        return True
    return not again and store.failure(key) is not None


class ReportTagger:
    """Tags reports into the work folder: an actor of Ray's."""

    def __init__(
        self, bundle: Bundle, work: Path, arrangement: Arrangement, *, start: Start, most_seconds: float, folder: Path
    ) -> None:
        """Prepare a process that loads the bundle with the first report.

        Args:
            folder: as for `Reader`.
            most_seconds: of processor time without progress, after which a report is given up.
        """
        os.chdir(folder)
        self._store = Store(work)
        self._pulse = Pulse(work)
        self._team: Team[Texts, Answer] = Team(
            partial(start, bundle, self._store, arrangement), most_seconds, workers=1, stuck_again=True
        )

    def __call__(self, row: Row) -> Row:
        """Tag a report, and return its `key`, how many `paragraphs` it has, and a `line` where the run has to end."""
        key, texts = row["key"], tuple(row["texts"])
        line = ""
        if self._store.get(key, len(texts)) is None:  # else another did it, or this one before it was ended
            try:
                with self._pulse.beating():
                    self._team.give(Texts(key, texts)).result()
                self._store.forgive(key)
            except Undone as undone:
                self._store.fail(key, why_failed(undone))
            except ZhengbiaoError as error:
                line = str(error)
        return {"key": key, "paragraphs": len(texts), "line": line}


def looked_around(
    work: Path, token: str, places: Sequence[Path], program: str, *, bundle: Bundle, device: str | None, engine: str
) -> str:
    """Return what a machine lacks to take part, "" where it lacks nothing.

    Args:
        token: what the driver wrote among the signs of life.
        places: files and folders that are read there.
        program: the driver's `program_version`.
        engine: what scores there, in the words of the run's fingerprint: another one gives other tags.
    """
    from inference.engines.kinds import kind_of
    from inference.scale.fingerprint import program_version

    seen = Pulse(work).signs()
    if all(content != token for _, content in seen):
        return f"does not see {work}"
    if lacking := next((one for one in places if not one.exists()), None):
        return f"does not see {lacking}"
    if program_version() != program:
        return "has another version of this program"
    kind = str(kind_of(bundle, device))
    return (
        "" if kind == engine else f"would tag by {kind}, and not by {engine} (--device cuda or cpu tells all the same)"
    )
