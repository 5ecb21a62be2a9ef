"""Find where an encoder's files lie, and the digest that tells one from another under the same name."""

from dataclasses import dataclass
from pathlib import Path

from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER
from models.files.digests import deciding_files, folder_digest, read_json
from models.files.tokenizer_check import check_tokenizers
from models.manifest import FILE, read_manifest
from storage.errors import BadBundle
from training.hub.fetching import HubFailed, Say, from_hub

SHIPPED = "models/encoder"


@dataclass(frozen=True, slots=True)
class FoundEncoder:
    """An encoder as a person gave it, the folder of its files, and how manifest and model card name it.

    `digest` is that of all files that may decide what it is.
    """

    given: str
    folder: Path
    name: str
    digest: str


def find_encoder(encoder: str, revision: str | None = None, say: Say = lambda line: None) -> FoundEncoder:
    """Find an encoder's files and check that they are some; a hub name is looked up in the cache, then fetched.

    Args:
        encoder: a folder that transformers can load, or a name on the hub.
        revision: the branch, tag or commit of a hub name.
        say: receives a line before a network is waited for.

    Raises:
        BadBundle: there is no such folder or hub model, or it holds what is no regular file of a sane size, or a
            tokenizer that makes endless text.
    """
    if not Path(encoder).exists():
        return _from_hub(encoder, revision, say)
    if revision is not None:
        raise BadBundle(
            f"--revision {revision}: --encoder {encoder} is a folder. Expected a hub name with it; leave "
            "--revision out."
        )
    return FoundEncoder(encoder, Path(encoder), encoder_name(encoder), _digest(encoder, Path(encoder)))


def _from_hub(encoder: str, revision: str | None, say: Say) -> FoundEncoder:
    try:
        folder = from_hub(encoder, revision, say)
    except HubFailed as error:
        raise cannot_load(encoder, str(error)) from error
    return FoundEncoder(encoder, folder, f"{encoder}@{folder.name}", _digest(encoder, folder))


def check_unchanged(found: FoundEncoder) -> None:
    """Refuse an encoder whose files are no longer those that were found.

    Raises:
        BadBundle: they are not.
    """
    if _digest(found.given, found.folder) != found.digest:
        raise BadBundle(
            f"--encoder {found.given}: its files were changed while it was in use. Expected the same until the end; "
            "begin again, with another --output."
        )


def reports_learnt(found: FoundEncoder, taxonomy: Taxonomy) -> list[str]:
    """Return the ids of the reports on which an encoder that is a bundle learnt a category of the taxonomy; of other
    encoders nothing is known.

    Raises:
        BadBundle: it is a bundle that cannot be read.
    """
    if not (found.folder / FILE).is_file():
        return []
    manifest = read_manifest(found.folder)
    return [] if set(manifest.taxonomy.ids).isdisjoint(taxonomy.ids) else manifest.reports_seen


def encoder_name(encoder: str) -> str:
    """Return how a model card names an encoder: a hub name as it is, a folder without the path of the machine it lies
    on."""
    folder = Path(encoder)
    if not folder.exists():
        return encoder
    return SHIPPED if folder.resolve() == SHIPPED_ENCODER.resolve() else folder.resolve().name


def cannot_load(encoder: str, reason: str) -> BadBundle:
    """Return the error that an encoder cannot be used."""
    return BadBundle(
        f"--encoder {encoder}: cannot be loaded ({reason}). Expected a folder with config.json, weights and tokenizer, "
        f"or a name on a model hub that is reached from here; leave --encoder out to use the shipped {SHIPPED}."
    )


def _digest(encoder: str, folder: Path) -> str:
    _check_config(encoder, folder / "config.json")
    try:
        check_tokenizers(folder)
        return folder_digest(folder, deciding_files(folder))
    except OSError as error:
        raise cannot_load(encoder, f"{Path(str(error.filename)).name}: {error.strerror}") from error
    except ValueError as error:
        raise cannot_load(encoder, str(error)) from error


def _check_config(encoder: str, config: Path) -> None:
    if not config.exists():
        raise BadBundle(
            f"--encoder {encoder}: holds no config.json. Expected a model folder; leave --encoder out to use the "
            f"shipped {SHIPPED}."
        )
    try:
        read_json(config)
    except ValueError as error:
        raise BadBundle(
            f"{config}: is not JSON ({error}). Expected a model's configuration; copy the folder again."
        ) from error
    except OSError as error:
        raise BadBundle(
            f"{config}: {error.strerror}. Expected a model's configuration; copy the folder again."
        ) from error
