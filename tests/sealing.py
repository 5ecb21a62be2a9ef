"""Make a bundle that was changed on purpose consistent again, as a person would who wants the change."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.files.digests import digest_of
from models.identity import named
from models.manifest import FILE, read_manifest, write_manifest


def reseal(folder: Path) -> str:
    """Write the digests of what lies in a bundle's folder, and the id of all of it, into tagger.json; return the id."""
    manifest = read_manifest(folder)
    files = {name: digest_of(folder / name) for name in manifest.files if (folder / name).is_file()}
    sealed = named(manifest.id.rpartition("-")[0] or manifest.id, replace(manifest, files=files))
    write_manifest(folder, sealed)
    return sealed.id


def edit_manifest(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the object that tagger.json holds, and nothing else."""
    value = json.loads((folder / FILE).read_text("utf-8"))
    change(value)
    (folder / FILE).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
