"""The work folder of a result: what was read and tagged, by content, whom it belongs to, and who works in it."""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from inference.scale.fingerprint import Fingerprint, reader_version
from inference.scale.kept_files import DAMAGED, ENDING, Damaged, read_kept
from inference.scale.shards import SHARD_LOCK, Shard
from inference.scale.store import FAILED, TAGS, Store
from reports.formats.own_results import RECORD, WORK_ABOUT
from storage.errors import CannotWrite, ZhengbiaoError
from storage.locks import LOCK, check_free, holding, is_held
from storage.results.markers import read_marker
from storage.shown import shown
from storage.whole_files import (
    cannot_write,
    is_unfinished,
    make_folder,
    missing,
    remove_empty,
    target_of,
    write_json,
)

READ = "read"
_CLAIM = ".claim.lock"
"""Held while a run looks whose folder this is, and makes it its own."""
_KEPT = re.compile(rf"([0-9a-f]{{64}})(?:{re.escape(ENDING)}|\.json)({re.escape(DAMAGED)})?")


@dataclass(frozen=True, slots=True)
class Work:
    """A work folder that this process holds, or a part of it."""

    folder: Path

    @property
    def read(self) -> Path:
        """The folder of what was read."""
        return self.folder / READ

    @property
    def store(self) -> Store:
        """What was tagged."""
        return Store(self.folder)

    def clear(self, used: Collection[bytes] = frozenset(), kinds: Collection[str] = (TAGS, FAILED, READ)) -> int:
        """Remove what is kept and not used, what is damaged, and what killed runs left unfinished; nothing else.

        Args:
            used: the keys to keep, as `bytes.fromhex` gives them.

        Returns:
            How many damaged files there were.

        Raises:
            CannotWrite: something cannot be removed.
        """
        damaged = 0
        for kind in kinds:
            for path in _files(self.folder / kind):
                key = _KEPT.fullmatch(path.name)
                if key is not None and key[2]:
                    damaged += 1
                if is_unfinished(path.name) or (key is not None and (key[2] or bytes.fromhex(key[1]) not in used)):
                    _remove(path)
            remove_empty([*_folders(self.folder / kind), self.folder / kind])
        return damaged


def check_work(folder: Path, output: Path, inputs: Sequence[Path]) -> None:
    """Prove that nothing that is read lies in a work folder, which is cleared of what is not used, and that it does
    not lie in a result, which is replaced as a whole and may hold nothing else.

    Raises:
        CannotWrite: something does.
    """
    place, result = target_of(folder), target_of(output)
    if above := next((one for one in (place, *place.parents) if one == result or read_marker(one)), None):
        raise CannotWrite(
            f"{shown(folder)} is to keep the work and lies in {shown(above)}, the place of a result, which holds "
            "nothing else. Expected another place; give another --work."
        )
    for given in inputs:
        read = target_of(given)
        if read == place or place in read.parents:
            raise CannotWrite(
                f"{shown(given)} is read and lies in {shown(folder)}, which keeps the work for the result. Expected "
                "another place; give another --output, or --work."
            )


def holds_tags_of(folder: Path, fingerprint: Fingerprint, *, replace: bool = False) -> bool:
    """Say whether what is tagged in a work folder is of this fingerprint; nothing is held or changed.

    Raises:
        CannotWrite: as `working`.
    """
    stood = _stood(folder / RECORD)
    same = stood is not None and stood.get("tagger") == asdict(fingerprint)
    if stood is not None and not same and not replace:
        raise CannotWrite(_refusal(folder, stood, fingerprint))
    return same


@contextmanager
def working(
    folder: Path, fingerprint: Fingerprint, *, replace: bool = False, shard: Shard | None = None
) -> Iterator[Work]:
    """Hold a work folder, made where it is missing, for tags of one fingerprint.

    Args:
        replace: clear away what was tagged under another one.
        shard: the part that is worked on, beside other parts; None holds all of it.

    Raises:
        CannotWrite: another run holds it; it is of another fingerprint, or of another program; it is to be cleared
            while other parts work there; it is not writable.
    """
    folder = target_of(folder)
    made = missing(folder)
    make_folder(folder)
    try:
        with ExitStack() as held:
            work = Work(folder)
            if shard is None:
                check_free(folder)  # who holds it may be stopped, claim and all
            with holding(folder, _CLAIM, wait=True):
                others = held.enter_context(_held(folder, shard))
                _claim(work, fingerprint, replace, others)
            try:
                yield work
            except ZhengbiaoError:
                if shard is None and not any((folder / kind).exists() for kind in (TAGS, FAILED)):
                    work.clear()  # what ended before anything was tagged leaves nothing
                    (folder / RECORD).unlink(missing_ok=True)
                raise
    finally:
        remove_empty(made)


@contextmanager
def _held(folder: Path, shard: Shard | None) -> Iterator[list[str]]:
    """Hold it alone, or a part of it beside other parts, which are named."""
    with holding(folder, LOCK if shard is None else shard.lock):
        parts = [Path(one.path) for one in os.scandir(folder) if _is_of_shard(one.name)]
        others = [_part(one) for one in parts if (shard is None or one.name != shard.lock) and is_held(one)]
        if shard is None and others:
            raise _at_work(folder, others[0])
        if shard is not None and is_held(folder / LOCK):
            raise _at_work(folder, "a run for all of it")
        yield others


def _at_work(folder: Path, who: str) -> CannotWrite:
    return CannotWrite(f"{shown(folder)}: {who} is at work there. Expected it to have ended; wait until it has.")


def _part(lock: Path) -> str:
    return lock.name.removesuffix(".lock").replace("-", " ")


def _is_of_shard(name: str) -> bool:
    return name.startswith(SHARD_LOCK) and name.endswith(".lock")


def _claim(work: Work, fingerprint: Fingerprint, replace: bool, others: Sequence[str]) -> None:
    record = work.folder / RECORD
    value = {"about": WORK_ABOUT, "tagger": asdict(fingerprint), "reader": reader_version()}
    stood = _stood(record)
    if stood == value:
        return
    if stood is None:
        others = [one.name for one in os.scandir(work.folder) if not _is_housekeeping(one.name)]
        if others:
            raise CannotWrite(
                f"{shown(work.folder)} holds what is of no run of tag.py: {min(others)}. Expected a folder of its own "
                "for what is read and tagged; move that folder away, or give another --work."
            )
    elif stood.get("tagger") != value["tagger"]:
        if not replace:
            raise CannotWrite(_refusal(work.folder, stood, fingerprint))
        if others:  # which go on to keep what the other model says
            raise _at_work(work.folder, f"{others[0]}, by the model that is to be replaced,")
        work.clear(kinds=(TAGS, FAILED))
    write_json(record, value)


def _refusal(folder: Path, stood: Any, fingerprint: Fingerprint) -> str:
    try:
        differing = Fingerprint(**stood["tagger"]).differing(fingerprint)
    except (KeyError, TypeError):
        differing = f"an unknown tagger (now {fingerprint.bundle})"
    return (
        f"{shown(folder)} holds reports tagged otherwise: {differing}. Expected the same for one result; give another "
        "--output and --work, or --replace to tag all of them again."
    )


def _stood(record: Path) -> Any:
    """Return what the record of a work folder holds, None where there is none.

    Raises:
        CannotWrite: it is another program's.
    """
    try:
        value = read_kept(record)
    except Damaged:
        value = "damaged"
    if value is not None and not (isinstance(value, dict) and value.get("about") == WORK_ABOUT):
        raise CannotWrite(
            f"{shown(record)}: is not of a run of tag.py, or damaged. Expected its record; move that folder away, or "
            "give another --work."
        )
    return value


def _is_housekeeping(name: str) -> bool:
    return name in (LOCK, _CLAIM) or _is_of_shard(name) or is_unfinished(name)


def _folders(folder: Path) -> list[Path]:
    try:
        return [Path(one.path) for one in os.scandir(folder) if one.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder of what is kept, and one folder below."""
    for below in (folder, *_folders(folder)):
        try:
            entries = list(os.scandir(below))
        except FileNotFoundError:
            continue
        yield from (Path(one.path) for one in entries if one.is_file(follow_symlinks=False))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error
