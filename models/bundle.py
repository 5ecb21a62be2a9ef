"""The bundle: a model folder that plain transformers can load, plus tagger.json and a model card."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labels.taxonomy import Taxonomy
from models.card import model_card
from models.manifest import FILE as MANIFEST
from models.manifest import Manifest, named, read_manifest, write_manifest
from models.weights import WEIGHTS, save_half, weights_digest, without_progress_bar
from storage.errors import BadBundle
from storage.result_folders import result_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

SHIPPED_TAGGER = Path(__file__).with_name("tagger")
SHIPPED_ENCODER = Path(__file__).with_name("encoder")
_NEEDED = (WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json")


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
        BadBundle: a file is missing, the manifest is not usable, or the categories differ.
    """
    if not folder.exists():
        raise BadBundle(
            f"{folder}: does not exist. Expected the folder of a bundle; check --model, or leave it out for the shipped tagger."
        )
    manifest = read_manifest(folder)
    for name in _NEEDED:
        if not (folder / name).is_file():
            raise BadBundle(f"{folder}: the file {name} is missing. Expected a whole bundle; copy it again or train it again.")
    if taxonomy is not None and taxonomy.digest != manifest.taxonomy.digest:
        raise BadBundle(
            f"{folder}: was trained for the categories {', '.join(manifest.taxonomy.ids)}, but {taxonomy.source} has "
            f"{', '.join(taxonomy.ids)}. Expected the same; train a bundle for this taxonomy or give the other one."
        )
    return Bundle(folder, manifest)


def load_weights(bundle: Bundle) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast]":
    """Load model (float32, in evaluation mode) and tokenizer with plain transformers. Nothing is unpickled, no remote code runs.

    Raises:
        BadBundle: the weights are broken, or do not fit the manifest.
    """
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    ids = bundle.manifest.taxonomy.ids
    if weights_digest(bundle.folder) != bundle.manifest.weights:
        raise BadBundle(
            f"{bundle.folder}: {WEIGHTS} is not the one that tagger.json was written for. "
            "Expected files of one bundle; copy it again or train it again."
        )
    try:
        with without_progress_bar():
            model, loaded = AutoModelForSequenceClassification.from_pretrained(
                bundle.folder,
                dtype=torch.float32,
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
                output_loading_info=True,
            )
        tokenizer = AutoTokenizer.from_pretrained(bundle.folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # damaged files make transformers raise anything, and tokenizers nothing more special
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadBundle(
            f"{bundle.folder}: transformers cannot load it ({reason}). Copy the bundle again or train it again."
        ) from error
    if loaded["missing_keys"]:
        # transformers would go on with random numbers in their place
        raise BadBundle(
            f"{bundle.folder}: {WEIGHTS} lacks {', '.join(sorted(loaded['missing_keys'])[:3])}. "
            "Expected all weights of the model; copy the bundle again or train it again."
        )
    outputs = tuple(model.config.id2label[i] for i in range(model.config.num_labels))
    if outputs != ids:
        raise BadBundle(
            f"{bundle.folder}: config.json names the outputs {', '.join(outputs)}, tagger.json {', '.join(ids)}. "
            "Expected the same order; train the bundle again."
        )
    return model.eval(), tokenizer


def write_bundle(folder: Path, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", **facts: Any) -> Bundle:
    """Write weights as fp16 safetensors, tokenizer, manifest and model card.

    Args:
        facts: the fields of `Manifest` but `id` and `weights`, which follow from the weights and from how they are used.

    Raises:
        CannotWrite: as `storage.result_folders.result_folder`.
    """
    with result_folder(folder, "train.py", MANIFEST) as staging:
        model.config.architectures = [type(model).__name__]
        save_half(model.config, model.state_dict(), staging)
        # Cutting text into windows leaves its limits in the tokenizer, and a file with them would cut in silence elsewhere.
        tokenizer.backend_tokenizer.no_truncation()
        tokenizer.backend_tokenizer.no_padding()
        tokenizer.save_pretrained(staging)
        digest = weights_digest(staging)
        manifest = named(folder.resolve().name, Manifest(id="", weights=digest, **facts))
        write_manifest(staging, manifest)
        (staging / "README.md").write_text(model_card(manifest), encoding="utf-8")
    return Bundle(folder, manifest)
