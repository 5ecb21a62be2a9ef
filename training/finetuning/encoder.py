"""Load any encoder, a local folder or a hub name, with a new head for the categories."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from labels.taxonomy import Taxonomy
from models.files.finite import past_half
from models.files.tokenizer_check import check_steps
from models.units import windows
from storage.errors import BadBundle
from training.hub.encoder_source import SHIPPED, FoundEncoder, cannot_load, check_unchanged, find_encoder

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

_SMALL = 20_000_000


def load_encoder(encoder: str | FoundEncoder, taxonomy: Taxonomy) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast]":
    """Load encoder and tokenizer, float32, with one output for each category in taxonomy order.

    Args:
        encoder: a folder that transformers can load, a name on the hub, or what was found for one.

    Raises:
        BadBundle: there is no such folder or hub model, transformers cannot load it, a weight is NaN, infinite or past
            what 16 bits hold, or it would not read text as it should; or what was found has changed since.
    """
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    found = find_encoder(encoder) if isinstance(encoder, str) else encoder
    if found is encoder:
        check_unchanged(found)
    encoder = found.given
    try:
        tokenizer = AutoTokenizer.from_pretrained(found.folder, local_files_only=True, trust_remote_code=False)
        if getattr(tokenizer, "is_fast", False):
            check_steps(json.loads(tokenizer.backend_tokenizer.to_str()))  # made of other files, it was never looked at
        model, loaded = AutoModelForSequenceClassification.from_pretrained(
            found.folder,
            local_files_only=True,
            num_labels=len(taxonomy.ids),
            id2label=dict(enumerate(taxonomy.ids)),
            label2id={key: number for number, key in enumerate(taxonomy.ids)},
            problem_type="multi_label_classification",
            dtype=torch.float32,
            trust_remote_code=False,
            ignore_mismatched_sizes=True,  # a fine-tuned model may be the encoder: its head has other categories
            output_loading_info=True,
        )
        known = set(tokenizer(_sample(taxonomy))["input_ids"])  # some broken vocabularies show only in use
    except Exception as error:  # a foreign folder can be wrong in any way, and tokenizers raises nothing more special
        raise cannot_load(encoder, _first_line(error)) from error
    _check_loaded(
        encoder, model.base_model_prefix, [*loaded["missing_keys"], *(key for key, *_ in loaded["mismatched_keys"])]
    )
    if lost := past_half(model.state_dict()):
        raise BadBundle(
            f"--encoder {encoder}: its weight {lost}. Expected numbers that 16 bits hold; copy the model again."
        )
    if not getattr(tokenizer, "is_fast", False):
        raise BadBundle(
            f"--encoder {encoder}: has no fast tokenizer. Expected one with tokenizer.json; convert it with "
            "transformers."
        )
    tokenizer.padding_side = "right"  # windows are trimmed on the right
    _check_words(encoder, tokenizer, known)
    _check_tokenizer(encoder, model, tokenizer)
    _check_padding(encoder, model, tokenizer, taxonomy)
    return model, tokenizer


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _check_loaded(encoder: str, prefix: str, absent: Sequence[str]) -> None:
    """Refuse an encoder whose weights are not in its file: transformers would go on with random numbers. A new pooler
    is usual."""
    lacking = sorted(key for key in absent if key.startswith(f"{prefix}.") and ".pooler." not in key)
    if lacking:
        raise BadBundle(
            f"--encoder {encoder}: its weights lack {lacking[0]} ({len(lacking)} such in all), or have it in another "
            "size. "
            "Expected the weights that config.json describes; copy the model again."
        )


def _sample(taxonomy: Taxonomy) -> str:
    """Return text in the language of the reports."""
    return "".join(category.chinese + category.definition_chinese for category in taxonomy.categories)


def _check_words(encoder: str, tokenizer: "PreTrainedTokenizerFast", known: set[int]) -> None:
    """Refuse a tokenizer that is not the encoder's. Where its file is missing, transformers makes one to which all is
    unknown.

    Args:
        known: the tokens that it makes of `_sample`.
    """
    if known <= set(tokenizer.all_special_ids):
        raise BadBundle(
            f"--encoder {encoder}: its tokenizer ({type(tokenizer).__name__}, {len(tokenizer)} tokens) knows no word "
            "of the categories' definitions. Expected tokenizer.json, or the vocabulary that this tokenizer reads; "
            "copy the model again, or name the right tokenizer_class in its tokenizer_config.json."
        )


def _check_tokenizer(encoder: str, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast") -> None:
    """Refuse a tokenizer whose numbers the weights do not know, or that cannot pad."""
    highest, rows = max(tokenizer.get_vocab().values()), model.get_input_embeddings().weight.shape[0]
    if highest >= rows:
        raise BadBundle(
            f"--encoder {encoder}: its tokenizer has tokens up to number {highest}, its weights only {rows} "
            "embeddings. Expected tokenizer and weights of one model; copy the model again."
        )
    if tokenizer.pad_token_id is None:
        raise BadBundle(
            f"--encoder {encoder}: its tokenizer has no padding token. Expected one, as every BERT has; name it in its "
            "tokenizer_config.json (pad_token)."
        )


def _check_padding(
    encoder: str, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", taxonomy: Taxonomy
) -> None:
    """Refuse an encoder that reads padding as text (FNet, XLNet, …): scores would change with what else is in a
    batch."""
    import torch

    alone, together = _scored_twice(encoder, model, tokenizer, taxonomy.categories[0].chinese)
    if not (bool(torch.isfinite(alone).all()) and bool(torch.isfinite(together).all())):
        raise BadBundle(
            f"--encoder {encoder}: scores a text as {float(alone[0])}, though its weights are numbers. Expected an "
            f"encoder that answers with numbers; leave --encoder out to use the shipped {SHIPPED}."
        )
    if not torch.allclose(alone, together, rtol=0, atol=1e-3):
        raise BadBundle(
            f"--encoder {encoder}: a text's score changes with the padding after it. Expected an encoder that reads no "
            f"padding, of the BERT, ELECTRA, RoBERTa or ModernBERT kind; leave --encoder out to use the "
            f"shipped {SHIPPED}."
        )


def _scored_twice(
    encoder: str, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", text: str
) -> "tuple[Tensor, Tensor]":
    """Return the logits of a text by itself, and of the same beside a longer one, padded."""
    import torch

    try:
        cut = windows(tokenizer, [text, text * 3], longest_window(model, tokenizer, 64))
        with torch.inference_mode():
            alone = model(**tokenizer([text], return_tensors="pt")).logits[0]
            padded = tokenizer.pad({"input_ids": [list(window.tokens) for window in cut]}, return_tensors="pt")
            return alone, model(**padded).logits[0]
    except Exception as error:  # what such a model may raise is not known
        raise BadBundle(
            f"--encoder {encoder}: cannot score a text ({_first_line(error)}). Expected an encoder of the BERT, "
            f"ELECTRA, RoBERTa or ModernBERT kind; leave --encoder out to use the shipped {SHIPPED}."
        ) from error


def longest_window(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast", wanted: int) -> int:
    """Return `wanted` tokens, or what the encoder can take where that is less."""
    limits = [wanted, tokenizer.model_max_length]
    positions = getattr(model.config, "max_position_embeddings", None) or 0
    if positions > 0:  # XLNet, which has no limit, says -1
        limits.append(positions - _positions_before_text(model))
    return int(min(limits))


def _positions_before_text(model: "PreTrainedModel") -> int:
    """Return how many positions no text can have: RoBERTa and its kin count from the one after the padding token's
    number."""
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            return int(module.padding_idx) + 1
    return 0


def is_small(model: "PreTrainedModel") -> bool:
    """Say whether the encoder has fewer than 20 million parameters."""
    return model.num_parameters() < _SMALL


def usual_rate(model: "PreTrainedModel", marked: bool = False) -> float:
    """Return the learning rate that suits the encoder's size, and whether sentences are taught by themselves."""
    if is_small(model):
        return 5e-4 if marked else 3e-4
    return 3e-5
