"""Train a vocabulary of multi-character Chinese tokens: 1.9 characters a token, so half the work of a character model."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNKNOWN, START, END, MASK = range(5)
# Latin words and runs of up to four digits stay whole; every mark stands alone; what is left are runs of Han characters.
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
