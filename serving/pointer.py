"""Which bundle is served: the links `current` and `previous` in the server's folder."""

import os
import shutil
from pathlib import Path

from models.bundle import SHIPPED_TAGGER
from storage.errors import BadBundle, CannotWrite
from storage.whole_files import make_folder

CURRENT, PREVIOUS, MODELS = "current", "previous", "models"
"""Names in the server's folder; MODELS holds the bundles that were trained here."""


def open_pointer(state: Path, model: Path | None) -> Path:
    """Return the link to serve from, after pointing it to `model`.

    Args:
        model: a bundle; None stays with what is served there already, which is the shipped tagger in the beginning.

    Raises:
        BadBundle: the link leads nowhere.
        CannotWrite: the folder is not writable.
    """
    link = make_folder(state) / CURRENT
    if model is not None:
        if not model.exists():
            raise BadBundle(f"{model}: does not exist. Expected the folder of a bundle; check --model.")
        if not link.exists() or model.resolve() != link.resolve():
            point_to(state, model)
    elif not link.is_symlink():
        point_to(state, SHIPPED_TAGGER)
    elif not link.exists():
        raise BadBundle(f"{link}: leads to {os.readlink(link)}, which is gone. Expected a bundle there; name one with --model.")
    return link


def point_to(state: Path, bundle: Path) -> None:
    """Make `bundle` the current one and the current one the previous; a reader sees the old bundle or the new, never none.

    Raises:
        CannotWrite: the folder is not writable.
    """
    target = bundle.resolve()
    if target.parent == (state / MODELS).resolve():
        target = Path(MODELS) / target.name  # so that the folder may be moved as a whole
    current = state / CURRENT
    if current.is_symlink():
        _link(state / PREVIOUS, Path(os.readlink(current)))
    _link(current, target)


def remove_unused(state: Path) -> None:
    """Delete the bundles trained here that are neither current nor previous, unfinished ones among them."""
    kept = {(state / name).resolve() for name in (CURRENT, PREVIOUS)}
    for folder in (state / MODELS).iterdir() if (state / MODELS).is_dir() else ():
        if folder.is_dir() and not folder.is_symlink() and folder.resolve() not in kept:
            shutil.rmtree(folder)


def _link(place: Path, target: Path) -> None:
    fresh = place.with_name(f".{place.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        os.replace(fresh, place)
    except OSError as error:
        raise CannotWrite(
            f"Cannot point {place} to {target}: {error.strerror}. Give a folder you may write to with --state."
        ) from error
