"""Name a bundle by all that decides what it says, and refuse it where that was changed afterwards."""

from dataclasses import replace
from pathlib import Path

from models.files.digests import read_json
from models.manifest import FILE, Manifest
from models.seal import id_of, seals_of
from storage.errors import BadBundle


def named(name: str, manifest: Manifest) -> Manifest:
    """Return the manifest with its id: `name` and eight hex digits that change with whatever changes a tag.

    That is every file it is loaded from, the encoder, thresholds, calibration, categories, unit and window, and the
    rule for review where one is stated.
    """
    return replace(manifest, id=id_of(name, manifest.to_json(), manifest.taxonomy.digest))


def check_id(folder: Path, manifest: Manifest) -> None:
    """Refuse a manifest that was changed after it was written.

    Raises:
        BadBundle: its id is not that of what it holds; the message says what was changed and what id the change would
            have.
    """
    expected = named(manifest.id.rpartition("-")[0] or manifest.id, manifest).id
    if expected == manifest.id:
        return
    path = folder / FILE
    raise BadBundle(
        f"{path}: {_changed(path, manifest)} changed after the bundle was written: the id there is "
        f'"{manifest.id}", that of what it holds "{expected}". '
        f'Copy the bundle again; to keep the change, write "id": "{expected}" there.'
    )


def _changed(path: Path, manifest: Manifest) -> str:
    seals = seals_of(manifest.to_json(), manifest.taxonomy.digest)
    sealed = read_json(path).get("sealed")
    if not isinstance(sealed, dict):
        return f"the id or one of {', '.join(seals)}"
    return " and ".join(key for key in {**seals, **sealed} if sealed.get(key) != seals.get(key)) or "the id"
