"""The one model that is held in memory, and its replacement while requests arrive."""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from inference.engines.kinds import kind_of
from inference.service.turns import Turns
from inference.tagged import TaggedParagraph
from inference.tagger import Tagger
from models.bundle import read_bundle
from reports.report import Paragraph
from storage.errors import CannotWrite, ZhengbiaoError, reason_of
from storage.whole_files import target_of

logger = logging.getLogger(__name__)

_Seen = tuple[str, tuple[tuple[str, int, int], ...]]


def always() -> bool:
    """Want tags whatever happens."""
    return True


class ServedModel:
    """A tagger that is loaded again when the files of its bundle change, and that requests use in turns."""

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
        self.turns = Turns(self.tagger)
        self.problem = ""
        """Why a bundle that lies in the folder now is not the one served; "" where it is."""

    @property
    def id(self) -> str:
        """The id of the model in memory, without a look at the folder."""
        return self._tagger.manifest.id

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
        """Tag texts, none of them blank, all with one model, and wait for it.

        Args:
            is_wanted: asked before each turn, whether to go on.

        Raises:
            EmptyText: a text is blank.
            Busy: too many wait already.
            Ending: the server is ending.
            NotWanted: `is_wanted` said no.
        """
        return self._ask(texts, is_wanted).result()

    async def tagged(self, texts: Sequence[str], is_wanted: Callable[[], bool] = always) -> list[TaggedParagraph]:
        """Tag texts as `tag` does, without a thread that waits."""
        return await asyncio.wrap_future(self._ask(texts, is_wanted))

    def tag_paragraphs(
        self, paragraphs: Sequence[Paragraph], tagger: Tagger, is_wanted: Callable[[], bool] = always
    ) -> list[TaggedParagraph]:
        """Tag paragraphs with what `tagger` returned, when it is their turn; errors as those of `tag`."""
        return self.turns.ask(paragraphs, is_wanted, tagger).result()

    def stop(self) -> None:
        """Tag nothing more, and tell whoever waits."""
        self.turns.stop()

    def _ask(self, texts: Sequence[str], is_wanted: Callable[[], bool]) -> "Future[list[TaggedParagraph]]":
        return self.turns.ask([Paragraph(str(number), "", text) for number, text in enumerate(texts)], is_wanted)

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
        bundle = read_bundle(target_of(self._folder))
        if note := kind_of(bundle, self._device).note:
            logger.warning("%s", note)
        return Tagger(bundle, self._device)


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
