"""The bundle: a model folder that plain transformers can load, plus tagger.json and a model card."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labels.taxonomy import Taxonomy
from models.files.digests import digest_of, may_be_read
from models.files.finite import not_finite
from models.files.tokenizer_check import check_tokenizers
from models.files.weights import WEIGHTS, without_progress_bar
from models.identity import check_id
from models.manifest import FILE, Manifest, read_manifest
from storage.errors import BadBundle

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

SHIPPED_TAGGER = Path(__file__).with_name("tagger")
SHIPPED_ENCODER = Path(__file__).with_name("encoder")
NEEDED = (WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json")
CARD = "README.md"
_FROM_HERE = {"local_files_only": True, "trust_remote_code": False}  # no code that lies beside the weights runs


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked model folder."""

    folder: Path
    manifest: Manifest


def read_bundle(folder: Path, taxonomy: Taxonomy | None = None) -> Bundle:
    """Check a bundle without loading its weights.

    Args:
        taxonomy: what the caller works with; the bundle must have been trained for the same categories.

    Raises:
        BadBundle: a file is missing, was changed or came in since the bundle was written; the manifest is not usable;
            its tokenizer makes endless text; or the categories differ.
    """
    if not folder.exists():
        raise BadBundle(
            f"{folder}: does not exist. Expected the folder of a bundle; check --model, or leave it out for the "
            "shipped tagger."
        )
    manifest = read_manifest(folder)
    for name in NEEDED:
        if not (folder / name).exists():
            raise BadBundle(
                f"{folder}: the file {name} is missing. Expected a whole bundle; copy it again or train it again."
            )
    if taxonomy is not None and taxonomy.digest != manifest.taxonomy.digest:
        raise BadBundle(
            f"{folder}: was trained for the categories {', '.join(manifest.taxonomy.ids)}, but {taxonomy.source} has "
            f"{', '.join(taxonomy.ids)}. Expected the same; train a bundle for this taxonomy or give the other one."
        )
    check_id(folder, manifest)
    bundle = Bundle(folder, manifest)
    check_files(bundle, [name for name in (*NEEDED, *manifest.files) if name != WEIGHTS])
    _check_strangers(bundle)
    try:
        check_tokenizers(folder)
    except (OSError, ValueError) as error:
        raise BadBundle(
            f"{folder}: transformers cannot load it safely ({error}). Copy the bundle again or train it again."
        ) from error
    return bundle


def check_files(bundle: Bundle, names: Iterable[str]) -> None:
    """Refuse files that are not those that the manifest was written for. One of format 1 knows the weights only."""
    folder, known = bundle.folder, bundle.manifest.files
    for name in names:
        try:
            digest = digest_of(folder / name)
        except OSError as error:
            raise BadBundle(f"{folder}: {name}: {error.strerror}. Expected a whole bundle; copy it again.") from error
        if digest != known.get(name, digest if bundle.manifest.format == 1 else None):
            raise BadBundle(
                f"{folder}: {name} is not the one that {FILE} was written for. Expected files of one bundle; copy it "
                "again or train it again."
            )


def _check_strangers(bundle: Bundle) -> None:
    """Refuse what transformers might read in the folder besides the files that the manifest names."""
    own = {FILE, CARD, *NEEDED, *bundle.manifest.files}
    strange = sorted(
        entry.name for entry in bundle.folder.iterdir() if entry.name not in own and may_be_read(entry.name)
    )
    if strange and bundle.manifest.format > 1:
        raise BadBundle(
            f"{bundle.folder}: {strange[0]} lies there, which {FILE} does not name and transformers might read. "
            "Expected the files of the bundle alone; move it elsewhere."
        )


def load_weights(bundle: Bundle) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast]":
    """Load model (float32, in evaluation mode) and tokenizer with plain transformers. Nothing is unpickled, no remote
    code runs.

    Raises:
        BadBundle: the weights are broken, hold NaN or infinity, or do not fit the manifest.
    """
    check_files(bundle, bundle.manifest.files)
    model, tokenizer, missing = _loaded(bundle.folder)
    _check_loaded(bundle, model, missing)
    return model.eval(), tokenizer


def load_tokenizer(bundle: Bundle) -> "PreTrainedTokenizerFast":
    """Load the tokenizer alone, as `load_weights` does.

    Raises:
        BadBundle: a file of the bundle was changed, or transformers cannot load it.
    """
    from transformers import AutoTokenizer

    check_files(bundle, bundle.manifest.files)
    with _loading(bundle.folder):
        return AutoTokenizer.from_pretrained(bundle.folder, **_FROM_HERE)


@contextmanager
def _loading(folder: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # damaged files make transformers raise anything, and tokenizers nothing more special
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadBundle(
            f"{folder}: transformers cannot load it ({reason}). Copy the bundle again or train it again."
        ) from error


def _loaded(folder: Path) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast, Collection[str]]":
    """Return model and tokenizer as they are, and the names of the weights that are not there."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    with _loading(folder):
        with without_progress_bar():
            model, loaded = AutoModelForSequenceClassification.from_pretrained(
                folder, dtype=torch.float32, use_safetensors=True, output_loading_info=True, **_FROM_HERE
            )
        tokenizer = AutoTokenizer.from_pretrained(folder, **_FROM_HERE)
    return model, tokenizer, loaded["missing_keys"]


def _check_loaded(bundle: Bundle, model: "PreTrainedModel", missing: Collection[str]) -> None:
    """Refuse weights that are not whole, hold what is no number, or answer for other categories than the manifest's."""
    if missing:
        # transformers would go on with random numbers in their place
        raise BadBundle(
            f"{bundle.folder}: {WEIGHTS} lacks {', '.join(sorted(missing)[:3])}. "
            "Expected all weights of the model; copy the bundle again or train it again."
        )
    if found := not_finite(model.state_dict()):
        raise BadBundle(
            f"{bundle.folder}: {WEIGHTS}: {found}. Expected finite numbers; copy the bundle again or train it again."
        )
    ids = bundle.manifest.taxonomy.ids
    outputs = tuple(model.config.id2label[i] for i in range(model.config.num_labels))
    if outputs != ids:
        raise BadBundle(
            f"{bundle.folder}: config.json names the outputs {', '.join(outputs)}, tagger.json {', '.join(ids)}. "
            "Expected the same order; train the bundle again."
        )
