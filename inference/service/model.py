"""The one model that is held in memory, and its replacement while requests arrive."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from inference.service import limits
from inference.tagged import TaggedParagraph
from inference.tagger import Tagger
from models.bundle import read_bundle
from reports.report import Paragraph
from storage.errors import CannotWrite, ZhengbiaoError, reason_of
from storage.whole_files import target_of

logger = logging.getLogger(__name__)

_Seen = tuple[str, tuple[tuple[str, int, int], ...]]
# Small enough that a person who waits for one paragraph is served between two parts of a batch, some two seconds of
# work.
_PARAGRAPHS_AT_ONCE, _CHARACTERS_AT_ONCE = 64, 20_000


class Busy(Exception):
    """More requests wait for the model than may, or the server is ending."""


class NotWanted(Exception):
    """Whoever asked for tags does not want them any more."""


def always() -> bool:
    """Want tags whatever happens."""
    return True


class ServedModel:
    """A tagger that is loaded again when the files of its bundle change, and that one request at a time uses."""

    def __init__(self, folder: Path, device: str | None = None) -> None:
        """Load the bundle in `folder`, which may be a link to one.

        Raises:
            BadBundle: it is not usable.
            BadSettings: the device does not exist here.
        """
        self._folder = folder
        self._device = device
        self._seen = _files(folder)
        self._tagger = self._load()
        self._loading = threading.Lock()
        self._waiting = 0
        self._counting = threading.Lock()
        self._stopping = False
        # One thread for all requests: torch keeps a team of threads for each thread that ever calls it.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="tagging")
        self.problem = ""
        """Why a bundle that lies in the folder now is not the one served; "" where it is."""

    def tagger(self) -> Tagger:
        """Return the tagger of the bundle that lies in the folder now.

        One that cannot be loaded changes nothing: the model that was served stays, and `problem` says why.
        """
        # Where another request loads the new bundle already, this one still uses the old.
        if _files(self._folder) != self._seen and self._loading.acquire(blocking=False):
            try:
                self._replace()
            finally:
                self._loading.release()
        return self._tagger

    def reload(self) -> str:
        """Serve the bundle that lies in the folder now; return why not, "" where it is served."""
        with self._loading:
            if _files(self._folder) != self._seen:
                self._replace()
            return self.problem

    def tag(self, texts: Sequence[str], is_wanted: Callable[[], bool] = always) -> list[TaggedParagraph]:
        """Tag texts, none of them blank, all with one model.

        Args:
            is_wanted: asked between two groups of texts, whether to go on.

        Raises:
            EmptyText: a text is blank.
            Busy: too many wait already, or the server is ending.
            NotWanted: `is_wanted` said no.
        """
        paragraphs = [Paragraph(str(number), "", text) for number, text in enumerate(texts)]
        return self.tag_paragraphs(paragraphs, self.tagger(), is_wanted)

    def tag_paragraphs(
        self, paragraphs: Sequence[Paragraph], tagger: Tagger, is_wanted: Callable[[], bool] = always
    ) -> list[TaggedParagraph]:
        """Tag paragraphs with what `tagger` returned, when it is their turn; errors as those of `tag`."""
        tagged: list[TaggedParagraph] = []

        def tag_group(group: list[Paragraph]) -> list[TaggedParagraph]:
            if self._stopping:
                raise Busy
            if not is_wanted():
                raise NotWanted
            return list(tagger.tag(group))

        with self._place():
            for group in _groups(paragraphs):
                tagged += self._worker.submit(tag_group, group).result()
        return tagged

    def stop(self) -> None:
        """Tag nothing more, so that whoever waits is told."""
        self._stopping = True

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Hold one of the places of those who wait."""
        with self._counting:
            if self._waiting >= limits.WAITING_FOR_MODEL:
                raise Busy
            self._waiting += 1
        try:
            yield
        finally:
            with self._counting:
                self._waiting -= 1

    def _replace(self) -> None:
        self._seen = _files(self._folder)  # also where loading fails: it is tried again when the files change again
        try:
            self._tagger = self._load()
        except (ZhengbiaoError, OSError) as error:  # OSError where its rights were taken away
            self.problem = reason_of(error)
            logger.error("the new bundle is not served: %s", error)
        else:
            self.problem = ""
            logger.info("now serving %s", self._tagger.manifest.id)

    def _load(self) -> Tagger:
        # The link is followed once, so that all files are of one bundle.
        return Tagger(read_bundle(target_of(self._folder)), self._device)


def _groups(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Cut paragraphs, in order, into groups that are tagged without a pause."""
    group: list[Paragraph] = []
    characters = 0
    for one in paragraphs:
        if group and (len(group) == _PARAGRAPHS_AT_ONCE or characters + len(one.text) > _CHARACTERS_AT_ONCE):
            yield group
            group, characters = [], 0
        group.append(one)
        characters += len(one.text)
    if group:
        yield group


def _files(folder: Path) -> _Seen:
    """Return what changes when a bundle is replaced, or is still being written."""
    try:
        place = target_of(folder)
    except CannotWrite:  # a link that leads to itself
        return str(folder), ()
    files = []
    for file in sorted([*place.glob("*.json"), *place.glob("*.safetensors")]):
        with suppress(
            OSError
        ):  # it is being replaced at this moment, so the next look differs; or it cannot be looked at
            stat = file.stat()
            files.append((file.name, stat.st_mtime_ns, stat.st_size))
    return str(place), tuple(files)
