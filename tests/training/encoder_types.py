"""Small encoders with random weights, each in a folder that looks like the ones of its type on a model hub."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.invented import invented_sentences

WIDTH = {"hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 64}
# Weights are wide enough for sentences to differ clearly.
SIZE = {**WIDTH, "num_hidden_layers": 1, "max_position_embeddings": 64, "initializer_range": 0.3}
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


def wordpieces() -> list[str]:
    """Return a character vocabulary laid out as Chinese BERT's: special tokens not at the start, digits and continued
    digits."""
    characters = sorted(
        {character for sentence in invented_sentences() for character in sentence if not character.isdigit()}
    )
    numbers = [str(number) for number in range(10)]
    special = ["[PAD]", "[unused1]", "[unused2]", "[unused3]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return [*special, *numbers, *(f"##{number}" for number in numbers), *characters]


def _vocab_txt(folder: Path) -> int:
    """Write vocab.txt as the only file of the tokenizer, and return how many tokens it has."""
    tokens = wordpieces()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    return len(tokens)


def _of_tiny_encoder(folder: Path, tiny: Path) -> int:
    """Copy the tokenizer that scripts/pretrain.py writes, and return how many tokens it has."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        shutil.copy(tiny / name, folder / name)
    return len(json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"])


def _config(folder: Path, **values: Any) -> None:
    (folder / "tokenizer_config.json").write_text(json.dumps(values), encoding="utf-8")


def macbert(folder: Path, tiny: Path) -> None:
    """As hfl/chinese-macbert-base: a masked language model with pooler in pytorch_model.bin, names of TensorFlow,
    vocab.txt alone."""
    import torch
    from transformers import BertConfig, BertForPreTraining

    model = BertForPreTraining(BertConfig(vocab_size=_vocab_txt(folder), **SIZE))
    model.config.architectures = ["BertForMaskedLM"]
    model.config.save_pretrained(folder)
    names = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    weights = {"bert.embeddings.position_ids": torch.arange(SIZE["max_position_embeddings"])[None]}
    for name, value in model.state_dict().items():
        for new, old in names.items():
            name = name.replace(new, old)
        weights[name] = value
    torch.save(weights, folder / "pytorch_model.bin")


def roberta_wwm(folder: Path, tiny: Path) -> None:
    """As hfl/chinese-roberta-wwm-ext: it is a BERT, with tokenizer.json and a tokenizer_config.json that says
    nothing."""
    from transformers import AutoTokenizer, BertConfig, BertForMaskedLM

    BertForMaskedLM(BertConfig(vocab_size=_vocab_txt(folder), **SIZE)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(folder).save_pretrained(folder)
    _config(folder, init_inputs=[])


def bge(folder: Path, tiny: Path) -> None:
    """As BAAI/bge-small-zh-v1.5: BertModel without a head, names without `bert.`, with pooler."""
    from transformers import AutoTokenizer, BertConfig, BertModel

    config = BertConfig(vocab_size=_vocab_txt(folder), **SIZE, id2label={0: "LABEL_0"}, label2id={"LABEL_0": 0})
    BertModel(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(folder).save_pretrained(folder)
    _config(folder, tokenizer_class="BertTokenizer", do_lower_case=True, model_max_length=64, never_split=None)


def electra(folder: Path, tiny: Path) -> None:
    """As hfl/chinese-electra-180g-small-discriminator: embeddings narrower than the layers."""
    from transformers import ElectraConfig, ElectraForPreTraining

    ElectraForPreTraining(ElectraConfig(vocab_size=_vocab_txt(folder), **SIZE, embedding_size=16)).save_pretrained(
        folder
    )


def ernie(folder: Path, tiny: Path) -> None:
    """As nghuyong/ernie-3.0-base-zh: task types beside segments."""
    from transformers import ErnieConfig, ErnieForMaskedLM

    ErnieForMaskedLM(
        ErnieConfig(vocab_size=_vocab_txt(folder), **SIZE, use_task_id=True, task_type_vocab_size=3)
    ).save_pretrained(folder)
    _config(folder, tokenizer_class="BertTokenizer")


def modernbert(folder: Path, tiny: Path) -> None:
    """As answerdotai/ModernBERT-base: a layer that sees everything and one that sees neighbours; config.json with its
    first names."""
    from transformers import ModernBertConfig, ModernBertForMaskedLM

    special = {
        "pad_token_id": 0,
        "unk_token_id": 1,
        "cls_token_id": 2,
        "sep_token_id": 3,
        "bos_token_id": 2,
        "eos_token_id": 3,
    }
    config = ModernBertConfig(
        vocab_size=_of_tiny_encoder(folder, tiny),
        **WIDTH,
        **special,
        num_hidden_layers=2,
        global_attn_every_n_layers=2,
        local_attention=8,
        max_position_embeddings=8_192,
        initializer_range=0.3,
        classifier_pooling="mean",
    )
    ModernBertForMaskedLM(config).save_pretrained(folder)
    written = json.loads((folder / "config.json").read_text("utf-8"))
    older = {
        "global_attn_every_n_layers": 2,
        "global_rope_theta": 160_000.0,
        "local_rope_theta": 10_000.0,
        "reference_compile": True,
    }
    kept = {key: value for key, value in written.items() if key not in ("layer_types", "rope_parameters")}
    (folder / "config.json").write_text(json.dumps({**kept, **older}), encoding="utf-8")


def roberta(folder: Path, tiny: Path) -> None:
    """Bytes as tokens; 64 positions of which two are for padding; the tokenizer does not say how long a text may be."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import RobertaConfig, RobertaForMaskedLM

    bytes_ = ByteLevelBPETokenizer()
    bytes_.train_from_iterator(
        invented_sentences(),
        vocab_size=500,
        show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    )
    folder.mkdir(parents=True)
    bytes_.save_model(str(folder))
    RobertaForMaskedLM(RobertaConfig(vocab_size=bytes_.get_vocab_size(), **SIZE, type_vocab_size=1)).save_pretrained(
        folder
    )


def xlm_roberta(folder: Path, tiny: Path) -> None:
    """SentencePiece tokens, and RoBERTa's positions."""
    from transformers import XLMRobertaConfig, XLMRobertaForMaskedLM, XLMRobertaTokenizer

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *(piece for piece in wordpieces() if len(piece) == 1), "<mask>"]
    tokenizer = XLMRobertaTokenizer(vocab=[(piece, -float(number)) for number, piece in enumerate(pieces)])
    tokenizer.save_pretrained(folder)
    XLMRobertaForMaskedLM(XLMRobertaConfig(vocab_size=len(tokenizer), **SIZE, type_vocab_size=1)).save_pretrained(
        folder
    )


def distilbert(folder: Path, tiny: Path) -> None:
    """Knows no segments, while its tokenizer, BERT's, gives them."""
    from transformers import DistilBertConfig, DistilBertForMaskedLM

    vocabulary = _of_tiny_encoder(folder, tiny)
    config = DistilBertConfig(
        vocab_size=vocabulary, dim=32, n_layers=1, n_heads=2, hidden_dim=64, max_position_embeddings=64
    )
    config.initializer_range = 0.3
    DistilBertForMaskedLM(config).save_pretrained(folder)


def albert(folder: Path, tiny: Path) -> None:
    """As voidful/albert_chinese_base: one layer used twice, with BERT's tokenizer instead of ALBERT's."""
    from transformers import AlbertConfig, AlbertForMaskedLM

    config = AlbertConfig(vocab_size=_vocab_txt(folder), **{**SIZE, "num_hidden_layers": 2}, embedding_size=16)
    AlbertForMaskedLM(config).save_pretrained(folder)
    _config(folder, tokenizer_class="BertTokenizer")


def deberta(folder: Path, tiny: Path) -> None:
    """As IDEA-CCNL/Erlangshen-DeBERTa-v2: distances instead of positions, with BERT's tokenizer."""
    from transformers import DebertaV2Config, DebertaV2ForMaskedLM

    config = DebertaV2Config(
        vocab_size=_vocab_txt(folder),
        **SIZE,
        relative_attention=True,
        position_buckets=16,
        pos_att_type=["p2c", "c2p"],
        type_vocab_size=0,
    )
    DebertaV2ForMaskedLM(config).save_pretrained(folder)
    _config(folder, tokenizer_class="BertTokenizer")


def fnet(folder: Path, tiny: Path) -> None:
    """Mixes all positions, padding among them, by Fourier transforms."""
    from transformers import FNetConfig, FNetForMaskedLM

    config = FNetConfig(vocab_size=_vocab_txt(folder), **SIZE, tpu_short_seq_length=64)
    FNetForMaskedLM(config).save_pretrained(folder)
    _config(folder, tokenizer_class="BertTokenizer")


def xlnet(folder: Path, tiny: Path) -> None:
    """As hfl/chinese-xlnet-base: sums a text up in its last token, so it wants padding on the left."""
    from transformers import XLNetConfig, XLNetLMHeadModel

    config = XLNetConfig(
        vocab_size=_of_tiny_encoder(folder, tiny), d_model=32, n_layer=1, n_head=2, d_inner=64, initializer_range=0.3
    )
    XLNetLMHeadModel(config).save_pretrained(folder)


TYPES: dict[str, Callable[[Path, Path], None]] = {
    build.__name__: build
    for build in (
        macbert,
        roberta_wwm,
        bge,
        electra,
        ernie,
        modernbert,
        roberta,
        xlm_roberta,
        distilbert,
        albert,
        deberta,
    )
}
READING_PADDING: dict[str, Callable[[Path, Path], None]] = {build.__name__: build for build in (fnet, xlnet)}
