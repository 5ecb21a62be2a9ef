"""Models so small that tests make them in a second."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.invented import invented_sentences

if TYPE_CHECKING:
    from labels.taxonomy import Taxonomy
    from models.bundle import Bundle


def make_tiny_encoder(folder: Path) -> Path:
    """Make an encoder folder as scripts/pretrain.py writes it: random weights, and a vocabulary learnt from invented
    sentences."""
    import torch
    from transformers import BertConfig, BertForMaskedLM

    from training.pretraining.vocabulary import PAD, save_tokenizer, train_vocabulary

    tokenizer = train_vocabulary(invented_sentences() * 5, size=600)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=PAD,
        initializer_range=0.3,  # wide enough for sentences to differ clearly
    )
    BertForMaskedLM(config).save_pretrained(folder)
    save_tokenizer(tokenizer, folder, max_tokens=64)
    return folder


def make_tiny_bundle(folder: Path, encoder: Path, taxonomy: "Taxonomy | None" = None) -> "Bundle":
    """Make a bundle of the shipped taxonomy, or another, with random weights; calibration and thresholds differ from
    category to category."""
    import torch

    from labels.taxonomy import Taxonomy
    from models.manifest import Calibration
    from models.writing import write_bundle
    from training.finetuning.encoder import load_encoder

    taxonomy = taxonomy or Taxonomy.load()
    torch.manual_seed(1)
    model, tokenizer = load_encoder(str(encoder), taxonomy)
    return write_bundle(
        folder,
        model,
        tokenizer,
        taxonomy=taxonomy,
        thresholds={key: 0.4 + 0.05 * number for number, key in enumerate(taxonomy.ids)},
        calibration={
            key: Calibration(0.7 + 0.2 * number, 0.1 * number - 0.2) for number, key in enumerate(taxonomy.ids)
        },
        unit="sentence",
        max_tokens=32,
        encoder="tiny-encoder",
        data={
            "file": "invented.jsonl",
            "sha256": "0" * 64,
            "paragraphs": 2,
            "without_category": 1,
            "reports": ["岚川县-2021"],
        },
        scores={"method": "no one", "paragraphs": 0},
        versions={"torch": torch.__version__},
    )
