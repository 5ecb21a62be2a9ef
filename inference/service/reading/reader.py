"""A file that somebody dropped → its pages: read in a process of its own, tagged by the model that is served."""

import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath

from inference.inputs import read_inputs
from inference.output.results import Results, tagged_by_one, write_results
from inference.pages.corpus.writing import INDEX
from inference.service import limits
from inference.service.http.refusals import Refusal
from inference.service.model import Busy, ServedModel
from inference.service.reading.kept import MADE, Kept, Result
from inference.service.subprocesses import ROOT, Scripts, TookTooLong
from inference.tagged import TaggedParagraph
from models.manifest import Manifest
from reports.paragraphs_file import read_paragraphs
from reports.report import Paragraph
from storage.errors import BadData

_PARAGRAPHS = "paragraphs.jsonl"
_LOG = "read.log"
_FILE = "file"
_NO_NAME = "text.txt"
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\ud800-\udfff]+")
_NAME_BYTES = 180


class Reader:
    """Reads what is dropped, two files at a time at most."""

    def __init__(self, model: ServedModel, kept: Kept) -> None:
        """Tag with `model`, and keep what comes of it in `kept`."""
        self.model = model
        self.kept = kept
        self._places = threading.BoundedSemaphore(limits.DROPPED_AT_ONCE)
        self._running: set[Scripts] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def read(self, name: str, data: bytes, is_wanted: Callable[[], bool]) -> Result:
        """Read and tag a file.

        Args:
            name: the file's, as the person's machine calls it.
            is_wanted: asked now and then, whether to go on.

        Raises:
            BadData: it cannot be read; the message is a line for a person.
            Refusal: it holds too much.
            Busy: too many are read already.
            Stopped: the server is ending.
            NotWanted: `is_wanted` said no.
        """
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with ExitStack() as undoing:
                token, place = self.kept.begin()
                undoing.callback(self.kept.forget, token)
                result = self._read(token, place, _safe(name), data, is_wanted)
                self.kept.add(result)
                undoing.pop_all()
            return result
        finally:
            self._places.release()

    def stop(self) -> None:
        """End what is being read, and read nothing more."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for one in running:
            one.stop()

    def _read(self, token: str, place: Path, name: str, data: bytes, is_wanted: Callable[[], bool]) -> Result:
        given = place / _FILE
        given.mkdir()
        (given / name).write_bytes(data)
        said = self._run(given, name, place)
        paragraphs = place / _PARAGRAPHS
        _check_amount(paragraphs)
        made = place / MADE
        tagger = _Queue(self.model, is_wanted)
        tagged = tagged_by_one(tagger, read_inputs([paragraphs]))
        results = write_results(made, tagger.manifest, tagged, lambda count: None)
        return Result(token, name, _page_of(results, made), results.account.reports, results.account.paragraphs, said)

    def _run(self, folder: Path, name: str, place: Path) -> tuple[str, ...]:
        """Read a file in a process of its own, which a hostile one may slow down or kill; return what it said."""
        command = [sys.executable, str(ROOT / "scripts" / "read_reports.py"), f"./{name}", "--workers", "1"]
        with self._scripts() as scripts, (place / _LOG).open("wb") as log:
            try:
                code, last = scripts.follow(
                    [*command, "--output", str(place / _PARAGRAPHS)],
                    output=log,
                    folder=folder,
                    seconds=limits.DROPPED_SECONDS,
                )
            except TookTooLong as error:
                raise BadData(
                    f"{name}: takes more than {limits.DROPPED_SECONDS} seconds to read. Expected a report or a small "
                    "table of them; read it with scripts/tag.py."
                ) from error
        if code:
            raise BadData(_plain(last) if code == 1 else f"{name}: ended the program that reads. Expected a report.")
        lines = (place / _LOG).read_text("utf-8", errors="replace").splitlines()
        return tuple(_plain(line) for line in lines if line.startswith("skipped "))

    @contextmanager
    def _scripts(self) -> Iterator[Scripts]:
        scripts = Scripts()
        with self._lock:
            self._running.add(scripts)
            if self._stopped:
                scripts.stop()
        try:
            yield scripts
        finally:
            with self._lock:
                self._running.discard(scripts)


class _Queue:
    """Tags with the model that is served, one reader's paragraphs between those of others; all with one bundle."""

    def __init__(self, model: ServedModel, is_wanted: Callable[[], bool]) -> None:
        self._model = model
        self._tagger = model.tagger()
        self._is_wanted = is_wanted

    @property
    def manifest(self) -> Manifest:
        """What the bundle says of itself."""
        return self._tagger.manifest

    def tag(self, paragraphs: Sequence[Paragraph]) -> list[TaggedParagraph]:
        """Tag paragraphs, in order."""
        return self._model.tag_paragraphs(paragraphs, self._tagger, self._is_wanted)


def _check_amount(paragraphs: Path) -> None:
    characters = sum(len(one.text) for one in read_paragraphs(paragraphs))
    if characters > limits.CHARACTERS:
        raise Refusal(
            413,
            f"Texts of {characters} characters arrived. Expected at most {limits.CHARACTERS} at once; give the file to "
            "scripts/tag.py.",
        )


def _page_of(results: Results, made: Path) -> str:
    """Return the page to open: that of the report where there is one alone."""
    pages = sorted((made / "pages").glob("*.html")) if results.account.reports == 1 else []
    return f"pages/{pages[0].name}" if pages else INDEX


def _safe(name: str) -> str:
    """Return a file's name without what no file system takes, its ending kept."""
    plain = _UNFIT.sub("_", PurePath(name).name).strip(" .-_") or _NO_NAME
    ending = PurePath(plain).suffix[:12]
    stem = plain.removesuffix(ending).encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{stem}{ending}"


def _plain(line: str) -> str:
    """Return a line of the program without what a terminal needs."""
    return line.strip().removeprefix("skipped ").removeprefix("./")
