"""Load any encoder, a local folder or a hub name, with a new head for the categories."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER
from reports.errors import BadBundle

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

SHIPPED = "models/encoder"
_SMALL = 20_000_000


def load_encoder(encoder: str, taxonomy: Taxonomy) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast]":
    """Load encoder and tokenizer, float32, with one output for each category in taxonomy order.

    Args:
        encoder: a folder that transformers can load, or a name on the hub.

    Raises:
        BadBundle: there is no such folder or hub model, or transformers cannot load it.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = Path(encoder)
    if folder.exists():
        _check_folder(folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(encoder, trust_remote_code=False)
        model, loaded = AutoModelForSequenceClassification.from_pretrained(
            encoder,
            num_labels=len(taxonomy.ids),
            id2label=dict(enumerate(taxonomy.ids)),
            label2id={key: number for number, key in enumerate(taxonomy.ids)},
            problem_type="multi_label_classification",
            dtype=torch.float32,
            trust_remote_code=False,
            ignore_mismatched_sizes=True,  # a fine-tuned model may be the encoder: its head has other categories
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadBundle(
            f"--encoder {encoder}: cannot be loaded ({reason}). Expected a folder with config.json, weights and tokenizer, or a "
            f"name on a model hub that is reached from here; leave --encoder out to use the shipped {SHIPPED}."
        ) from error
    _check_loaded(encoder, model.base_model_prefix, [*loaded["missing_keys"], *(key for key, *_ in loaded["mismatched_keys"])])
    if not getattr(tokenizer, "is_fast", False):
        raise BadBundle(
            f"--encoder {encoder}: has no fast tokenizer. Expected one with tokenizer.json; convert it with transformers."
        )
    tokenizer.padding_side = "right"  # windows are trimmed on the right
    return model, tokenizer


def _check_loaded(encoder: str, prefix: str, absent: Sequence[str]) -> None:
    """Refuse an encoder whose weights are not in its file: transformers would go on with random numbers. A new pooler is usual."""
    lacking = sorted(key for key in absent if key.startswith(f"{prefix}.") and ".pooler." not in key)
    if lacking:
        raise BadBundle(
            f"--encoder {encoder}: its weights lack {lacking[0]} ({len(lacking)} such in all), or have it in another size. "
            "Expected the weights that config.json describes; copy the model again."
        )


def _check_folder(folder: Path) -> None:
    config = folder / "config.json"
    if not config.is_file():
        raise BadBundle(
            f"--encoder {folder}: holds no config.json. Expected a model folder; leave --encoder out to use the shipped {SHIPPED}."
        )
    try:
        json.loads(config.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadBundle(f"{config}: is not JSON ({error}). Expected a model's configuration; copy the folder again.") from error


def encoder_name(encoder: str) -> str:
    """Return how a model card names an encoder: a hub name as it is, a folder without the path of the machine it lies on."""
    folder = Path(encoder)
    if not folder.exists():
        return encoder
    return SHIPPED if folder.resolve() == SHIPPED_ENCODER.resolve() else folder.resolve().name


def longest_window(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", wanted: int) -> int:
    """Return `wanted` tokens, or what the encoder can take where that is less."""
    positions = getattr(model.config, "max_position_embeddings", None) or wanted
    return int(min(wanted, positions, tokenizer.model_max_length))


def usual_rate(model: "PreTrainedModel") -> float:
    """Return the learning rate that suits the encoder's size."""
    return 3e-4 if model.num_parameters() < _SMALL else 3e-5
