"""Write a bundle, or write one again with another manifest; it appears whole or not at all."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.bundle import CARD, NEEDED, Bundle, check_files
from models.card import model_card
from models.files.digests import digest_of
from models.files.saving import saving
from models.files.weights import save_half
from models.identity import named
from models.manifest import FILE, FORMAT, Manifest, write_manifest
from storage.errors import BadBundle
from storage.results.folders import result_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


def write_bundle(folder: Path, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", **facts: Any) -> Bundle:
    """Write weights as fp16 safetensors, tokenizer, manifest and model card; return the bundle.

    Args:
        facts: the fields of `Manifest` but `id`, `files` and `format`, which follow from what is written.
    Raises:
        BadBundle: a weight is NaN, infinite, or too large for 16 bits.
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    with result_folder(folder, "train.py", FILE) as staging:
        model.config.architectures = [type(model).__name__]
        save_half(model.config, model.state_dict(), staging)
        _save_tokenizer(tokenizer, staging, shown=folder)
        files = {path.name: digest_of(path) for path in sorted(staging.iterdir()) if not path.name.startswith(".")}
        manifest = named(folder.resolve().name, Manifest(id="", files=files, **facts))
        write_manifest(staging, manifest)
        with saving(folder):
            (staging / CARD).write_text(model_card(manifest), encoding="utf-8")
    return Bundle(folder, manifest)


def write_again(
    bundle: Bundle, folder: Path, by: str, beside: Mapping[str, Path] | None = None, **changes: Any
) -> Bundle:
    """Write a bundle with another manifest, under the id that this gives it.

    Args:
        by: the script that does so.
        beside: by name, files that come to those of the bundle.
        changes: the fields of `Manifest` that are others.

    Raises:
        BadBundle: a file of it was changed since it was written, or it was exported, which was measured as it is.
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    if bundle.manifest.engine:
        raise BadBundle(
            f"{bundle.folder}: was exported to {bundle.manifest.engine} and measured as it is. Expected the bundle "
            "that it was made from; change that one, and export it again."
        )
    beside = beside or {}
    names = dict.fromkeys((*NEEDED, *bundle.manifest.files))
    with result_folder(folder, by, FILE) as staging:
        with saving(folder):
            for name in names:
                shutil.copyfile(bundle.folder / name, staging / name)
            for name, path in beside.items():
                shutil.copyfile(path, staging / name)
        check_files(Bundle(staging, bundle.manifest), names)
        files = {name: digest_of(staging / name) for name in sorted((*names, *beside))}
        changed = replace(bundle.manifest, **{"format": FORMAT, "files": files, **changes})
        manifest = named(folder.resolve().name, changed)
        write_manifest(staging, manifest)
        with saving(folder):
            (staging / CARD).write_text(model_card(manifest), encoding="utf-8")
    return Bundle(folder, manifest)


def _save_tokenizer(tokenizer: "PreTrainedTokenizerFast", folder: Path, shown: Path) -> None:
    # Cutting text into windows leaves its limits in the tokenizer, and a file with them would cut in silence elsewhere.
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    with saving(shown):
        tokenizer.save_pretrained(folder)
