"""Train a vocabulary of multi-character Chinese tokens: nearly two characters a token, so half the work of a character
model."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNKNOWN, START, END, MASK = range(5)
# Latin words and runs of up to four digits stay whole; every mark stands alone; what is left are runs of Han
# characters.
_PIECES = r"[a-z]+|\d{1,4}|[^\p{Han}a-z\d\s]"
LONGEST_TOKEN = 6


def train_vocabulary(texts: Iterable[str], size: int = 20_000, characters: int = 6_500) -> Tokenizer:
    """Learn byte-pair merges over NFKC-normalised, lower-cased text.

    Args:
        texts: what the vocabulary should cover; 18 million characters take under a minute on one core.
        size: tokens in all, the five special ones included.
        characters: how many of the commonest characters are in for certain; rarer ones become [UNK].
    """
    kept = [unicodedata.normalize("NFKC", text).lower() for text in texts]
    counted: Counter[str] = Counter()
    for text in kept:
        counted.update(text)
    alphabet = [character for character, _ in counted.most_common(characters) if not character.isspace()]
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(_PIECES), behavior="isolated")]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=5,
        special_tokens=SPECIAL_TOKENS,
        initial_alphabet=alphabet,
        limit_alphabet=characters,
        max_token_length=LONGEST_TOKEN,
        show_progress=False,
    )
    tokenizer.train_from_iterator(kept, trainer=trainer, length=len(kept))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", START), ("[SEP]", END)]
    )
    return tokenizer


def encode(texts: Sequence[str], tokenizer: Tokenizer) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int64]]:
    """Return all tokens, each paragraph closed by [SEP], and where each paragraph starts."""
    pieces: list[npt.NDArray[np.uint16]] = []
    lengths: list[int] = []
    waiting = iter(texts)
    while batch := list(islice(waiting, 20_000)):
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            pieces.append(np.array([*encoding.ids, END], dtype=np.uint16))
            lengths.append(len(encoding.ids) + 1)
    if not pieces:
        return np.empty(0, np.uint16), np.empty(0, np.int64)
    return np.concatenate(pieces), np.concatenate([[0], np.cumsum(lengths[:-1])]).astype(np.int64)


def save_tokenizer(tokenizer: Tokenizer, folder: Path, max_tokens: int) -> None:
    """Write the tokenizer so that plain `AutoTokenizer.from_pretrained(folder)` reads it.

    Args:
        max_tokens: the encoder's positions, [CLS] and [SEP] included.
    """
    from transformers import PreTrainedTokenizerFast

    names = dict(zip(["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"], SPECIAL_TOKENS, strict=True))
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_tokens,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        **names,
    )
    fast.save_pretrained(folder)
