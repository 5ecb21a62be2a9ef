"""Point to the bundle that is served: the links `current` and `previous` in the server's folder."""

import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inference.service.retraining.state import CURRENT, MODELS, PREVIOUS, read_made, write_made
from models.bundle import SHIPPED_TAGGER
from models.files.training_files import stranger_in
from storage.errors import BadBundle, CannotWrite, ZhengbiaoError
from storage.results.markers import STAGING, read_marker, remove_made, strangers
from storage.results.staging import discard
from storage.whole_files import make_folder, target_of, work_of

logger = logging.getLogger(__name__)

_OURS = re.compile(r"tagger-\d{8}-\d{6}(-\d+)?")


def open_pointer(state: Path, model: Path | None) -> Path:
    """Return the link to serve from, after pointing it to `model`.

    Args:
        model: a bundle; None stays with what is served there already, which is the shipped tagger in the beginning.

    Raises:
        BadBundle: the link leads nowhere.
        CannotWrite: the folder is not writable, or holds something else of that name.
    """
    link = make_folder(state) / CURRENT
    if model is not None:
        if not model.exists():
            raise BadBundle(f"{model}: does not exist. Expected the folder of a bundle; check --model.")
        if not link.exists() or target_of(model) != target_of(link):
            point_to(state, model)
    elif not link.is_symlink():
        point_to(state, SHIPPED_TAGGER)
    elif not link.exists():
        raise BadBundle(
            f"{link}: leads to {os.readlink(link)}, which is gone. Expected a bundle there; name one with --model."
        )
    return link


def point_to(state: Path, bundle: Path) -> None:
    """Make `bundle` the current one and the current one the previous; a reader sees the old bundle or the new, never
    none.

    Raises:
        CannotWrite: the folder is not writable, or holds something else of that name.
    """
    target = target_of(bundle)
    if target.parent == target_of(state / MODELS):
        target = Path(MODELS) / target.name  # so that the folder may be moved as a whole
    current = state / CURRENT
    if current.is_symlink():
        _link(state / PREVIOUS, Path(os.readlink(current)))
    _link(current, target)


@contextmanager
def pointed_back_on_failure(state: Path) -> Iterator[None]:
    """Have both links lead where they led before, where the block ends with an exception."""
    before = {name: Path(os.readlink(state / name)) for name in (CURRENT, PREVIOUS) if (state / name).is_symlink()}
    try:
        yield
    except ZhengbiaoError:
        for name in (CURRENT, PREVIOUS):
            if name in before:
                _link(state / name, before[name])
            elif (state / name).is_symlink():
                (state / name).unlink()
        raise


def note_bundle(state: Path, name: str) -> None:
    """Note, before it is trained, that a bundle in MODELS will be this server's own.

    Raises:
        BadData: the record cannot be read.
        CannotWrite: the folder is not writable, or has something of that name already.
    """
    if os.path.lexists(state / MODELS / name):
        raise CannotWrite(f"{state / MODELS / name}: is there already. Expected a name for a new bundle; move it away.")
    write_made(state, {one for one in read_made(state) if _OURS.fullmatch(one) and _folders(state, one)} | {name})


def remove_unused(state: Path) -> None:
    """Delete the bundles that servers trained here and that are neither current nor previous, unfinished ones among
    them.

    A folder that no server made, or into which somebody put something, stays.

    Raises:
        BadData: the record of what was made cannot be read.
        CannotWrite: one cannot be deleted.
    """
    kept = {target_of(state / name) for name in (CURRENT, PREVIOUS)}
    for name in sorted(filter(_OURS.fullmatch, read_made(state))):
        for folder in _folders(state, name):
            if target_of(folder) not in kept:
                _remove(folder)


def _folders(state: Path, name: str) -> list[Path]:
    """Return what is there of a bundle: its folder, that of the work for it, and what a killed training left
    half-written."""
    models = state / MODELS
    found = [models / name, work_of(models / name), *models.glob(f".{name}.*")]
    return [folder for folder in found if folder.is_dir() and not folder.is_symlink()]


def _remove(folder: Path) -> None:
    if STAGING.fullmatch(folder.name):
        discard(folder)
        return
    marker = read_marker(folder)
    strange = next(strangers(folder), None) if marker else stranger_in(folder)
    if strange is not None:
        logger.warning("%s is not deleted: it holds %s, which no training writes", folder, strange)
        return
    try:
        if marker:
            remove_made(folder)
        else:
            shutil.rmtree(folder)
    except OSError as error:
        raise CannotWrite(
            f"{folder}: cannot be deleted ({error.strerror}). Expected to make room; delete it."
        ) from error


def _link(place: Path, target: Path) -> None:
    """Make a link, in place of one that is there; whatever else is there stays."""
    fresh = place.with_name(f".{place.name}.new")
    try:
        for one in (place, fresh):
            if os.path.lexists(one) and not one.is_symlink():
                raise CannotWrite(
                    f"Cannot point {place} to {target}: {one} is no link. Move it away, or give another --state."
                )
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        os.replace(fresh, place)
    except OSError as error:
        raise CannotWrite(
            f"Cannot point {place} to {target}: {error.strerror}. Give a folder you may write to with --state."
        ) from error
