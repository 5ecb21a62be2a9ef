"""Speed and memory, as ratios measured side by side in one run: the contestants take turns, so a busy machine slows
all alike."""

import copy
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.tables import Table
from scripts.bench.figures.turns import Contestant, rates_table, take_turns
from scripts.shared import options, values

EPILOG = """\
examples:
  python scripts/bench/speed.py
  python scripts/bench/speed.py --threads 1 --rounds 5

Every figure is the median of the rounds. `make bench` keeps what is measured in docs/benchmarks.md, with the machine it
was measured on.
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
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure reading, tagging and fine-tuning."""
    from labels.labelled import read_labelled
    from labels.taxonomy import Taxonomy

    options.use_threads(arguments.threads)
    texts = [row.text for row in read_labelled(LABELS, Taxonomy.load())][:PARAGRAPHS]
    note = (
        f"{len(texts)} paragraphs of {statistics.mean(map(len, texts)):.0f} characters on average; "
        f"{arguments.threads} thread(s), {arguments.rounds} rounds."
    )
    # Other work slows one thread's processor time little; several threads wait for each other, which only the clock
    # sees.
    clock = time.process_time if arguments.threads == 1 else time.perf_counter

    def compared(key: str, title: str, *, contestants: list[Contestant], unit: str, one: str) -> Table:
        commandline.say(title)
        rates = take_turns(contestants, arguments.rounds, clock)
        table = rates_table(key, title, contestants=contestants, rates=rates, unit=unit, one=one)
        return replace(table, note=note if unit == "paragraphs/s" else "")

    return [
        compared("tagging", "tagging", contestants=_tagging(texts), unit="paragraphs/s", one="pipeline"),
        compared("training", "one step of fine-tuning", contestants=_training(texts), unit="paragraphs/s", one="whole"),
        compared("reading", "reading raw reports", contestants=_reading(), unit="reports/s", one="all"),
    ]


def _reading() -> list[Contestant]:
    from reports.reading import read_all, read_file

    def read(path: Path) -> Callable[[], object]:
        return lambda: read_file(path)

    every = [
        Contestant(path.suffix[1:], f"{path.suffix[1:].upper()} of {path.stat().st_size / 1000:.0f} kB", read(path), 1)
        for path in sorted(SAMPLE.iterdir())
    ]
    whole = Contestant("all", "all three, one after the other", lambda: list(read_all([SAMPLE])), len(every))
    return [*every, whole]


def _tagging(texts: list[str]) -> list[Contestant]:
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
    few = texts[:BASE_PARAGRAPHS]
    return [
        Contestant("tagger", "`Tagger`", lambda: list(tagger.tag(paragraphs)), len(texts)),
        Contestant("pipeline", "plain pipeline, shipped tagger, batch 1", lambda: shipped(texts), len(texts)),
        Contestant("short", "the same, last layer for its first token only", lambda: short(texts), len(texts)),
        Contestant("base", "plain pipeline, BERT-base size (random weights), batch 1", lambda: base(few), len(few)),
    ]


def _training(texts: list[str]) -> list[Contestant]:
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
    return [
        Contestant("parts", f"sorted by length, in trimmed parts of {usual:,} tokens", step(short, usual), 32),
        Contestant("last_whole", "the same, last layer whole", step(whole, usual), 32),
        Contestant("whole", "padded to the longest", step(short, 10**9), 32),
    ]


if __name__ == "__main__":
    commandline.run(main)
