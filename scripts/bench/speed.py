"""Speed and memory, as ratios measured side by side in one run: the contestants take turns, so a busy machine slows
all alike."""

import copy
import resource
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from scripts import commandline
from scripts.shared import options, values

EPILOG = """\
examples:
  python scripts/bench/speed.py
  python scripts/bench/speed.py --threads 1 --rounds 5

Every figure is the median of the rounds. docs/benchmarks.md keeps what was measured, with the machine it was measured
on.
"""

SAMPLE = commandline.ROOT / "reports" / "sample"
LABELS = commandline.ROOT / "labels" / "sample" / "labelled.jsonl"
PARAGRAPHS, BASE_PARAGRAPHS = 96, 6  # a base-sized model takes a second a paragraph on one core


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--rounds",
        type=values.positive,
        default=3,
        metavar="N",
        help="times that each contestant runs (default: %(default)s)",
    )
    options.add_threads(parser, 1)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from labels.labelled import read_labelled
    from labels.taxonomy import Taxonomy

    options.use_threads(arguments.threads)
    texts = [row.text for row in read_labelled(LABELS, Taxonomy.load())][:PARAGRAPHS]
    print(
        f"{arguments.threads} thread(s), {arguments.rounds} rounds, {len(texts)} paragraphs of "
        f"{statistics.mean(map(len, texts)):.0f} characters\n"
    )
    _show("reading raw reports", "reports/s", _take_turns(_reading(), arguments.rounds), "all three sample files")
    _show("tagging", "paragraphs/s", _take_turns(_tagging(texts), arguments.rounds), "pipeline, shipped tagger")
    _show("fine-tuning", "paragraphs/s", _take_turns(_training(texts), arguments.rounds), "without trimming")
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


Contestants = Mapping[str, tuple[Callable[[], object], int]]
"""By name, what to run and how many things one run does."""


def _take_turns(contestants: Contestants, rounds: int) -> dict[str, float]:
    """Return things done in a second, the median over the rounds; every contestant warms up once."""
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, (work, amount) in contestants.items():
            began = time.perf_counter()
            work()
            if number:
                rates[name].append(amount / (time.perf_counter() - began))
    return {name: statistics.median(found) for name, found in rates.items()}


def _show(title: str, unit: str, rates: Mapping[str, float], one: str) -> None:
    from scripts.shared.printing import table

    rows = [[name, f"{rate:,.1f}", f"{rate / rates[one]:.2f}"] for name, rate in rates.items()]
    print(table([title, unit, "ratio"], rows) + "\n")


def _reading() -> Contestants:
    from reports.reading import read_all, read_file

    def read(path: Path) -> Callable[[], object]:
        return lambda: read_file(path)

    every = {path.name: (read(path), 1) for path in sorted(SAMPLE.iterdir())}
    return {"all three sample files": (lambda: list(read_all([SAMPLE])), len(every)), **every}


def _tagging(texts: list[str]) -> Contestants:
    from transformers import BertConfig, BertForSequenceClassification, pipeline

    from inference.tagger import Tagger
    from models.bundle import SHIPPED_TAGGER
    from models.first_token import read_first_token_only
    from reports.report import Paragraph

    tagger = Tagger.load()
    paragraphs = [Paragraph(f"bench:{number}", "bench", text) for number, text in enumerate(texts)]
    shipped, short = (pipeline("text-classification", model=str(SHIPPED_TAGGER), top_k=None) for _ in range(2))
    short.model = read_first_token_only(short.model)
    base = pipeline(
        "text-classification",
        model=BertForSequenceClassification(BertConfig(num_labels=4)),
        tokenizer=shipped.tokenizer,
        top_k=None,
    )
    return {
        f"Tagger, unit {tagger.manifest.unit}": (lambda: list(tagger.tag(paragraphs)), len(texts)),
        "pipeline, shipped tagger": (lambda: shipped(texts), len(texts)),
        "pipeline, shipped tagger, last layer for one token": (lambda: short(texts), len(texts)),
        "pipeline, BERT-base size": (lambda: base(texts[:BASE_PARAGRAPHS]), BASE_PARAGRAPHS),
    }


def _training(texts: list[str]) -> Contestants:
    import numpy as np
    import torch
    from torch import nn

    from labels.taxonomy import Taxonomy
    from models.bundle import SHIPPED_ENCODER
    from models.first_token import read_first_token_only
    from training.finetuning import examples, sentence_maximum
    from training.finetuning.encoder import load_encoder
    from training.finetuning.settings import TrainingSettings

    taxonomy, settings = Taxonomy.load(), TrainingSettings()
    classifier, tokenizer = load_encoder(str(SHIPPED_ENCODER), taxonomy)
    truth = np.eye(len(taxonomy.ids))[np.arange(32) % len(taxonomy.ids)]
    asked = examples.asked(texts[:32], truth, settings.unit_of(()))
    data = list(examples.to_dataset(asked, tokenizer, settings.max_tokens))
    batches = [examples.Collator(tokenizer)(data[start : start + 16]) for start in (0, 16)]

    def step(model: nn.Module, tokens: int) -> Callable[[], object]:
        def run() -> None:
            sentence_maximum.CPU_PART_TOKENS = sentence_maximum.GPU_PART_TOKENS = tokens
            for batch in batches:
                model(**batch)["loss"].backward()

        return run

    def model(classifier: Any) -> nn.Module:
        classifier.set_attn_implementation("eager")
        classifier.get_input_embeddings().requires_grad_(False)
        return sentence_maximum.SentenceMaximum(classifier, torch.ones(len(taxonomy.ids)), tokenizer, 0.0)

    usual = sentence_maximum.GPU_PART_TOKENS if torch.cuda.is_available() else sentence_maximum.CPU_PART_TOKENS
    whole, short = model(copy.deepcopy(classifier)), model(read_first_token_only(classifier))
    return {
        f"in parts of {usual:,} tokens": (step(short, usual), 32),
        "the same, last layer whole": (step(whole, usual), 32),
        "without trimming": (step(short, 10**9), 32),
    }


if __name__ == "__main__":
    commandline.run(main)
