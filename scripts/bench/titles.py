"""News titles → accuracy: how well an encoder knows general Chinese."""

import json
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import commandline
from scripts.bench.figures.bench import add_figures, write
from scripts.bench.figures.machine import Watch
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import options, values

if TYPE_CHECKING:
    from evaluation.benchmarks.titles import Accuracy, Titles
    from training.finetuning.settings import TrainingSettings

EPILOG = """\
examples:
  python scripts/bench/titles.py --data thucnews-titles
  python scripts/bench/titles.py --data thucnews-titles --encoder hfl/chinese-macbert-base --output runs/titles.json

--data is a folder of the benchmark THUCNews: class.txt, and train40k.jsonl, dev10k.jsonl and test10k.jsonl with "text"
and "label" a line. The encoder is fine-tuned on the training titles, its best epoch chosen on the dev titles; then it
and TF-IDF with logistic regression, trained on the same titles, name the class of every test title.
"""

BATCH, MAX_TOKENS = 64, 48  # the longest title has 37 characters; [CLS], [SEP] and some room besides


@dataclass(frozen=True, slots=True)
class _Played:
    """What the encoder and TF-IDF made of the test titles, and how long each took for training and test."""

    encoder: str
    training_titles: int
    epochs: int
    seconds: dict[str, float]
    accuracy: "dict[str, Accuracy]"
    difference: float
    interval: tuple[float, float]


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the benchmark")
    options.add_encoder(parser)
    parser.add_argument(
        "--epochs",
        type=values.positive,
        default=3,
        metavar="N",
        help="epochs of fine-tuning (default: %(default)s, of which the best is taken)",
    )
    parser.add_argument(
        "--limit", type=values.positive, metavar="N", help="titles to train on, drawn by chance (default: all)"
    )
    options.add_threads(parser)
    options.add_seed(parser)
    options.add_output(parser, "FILE.json", "file of what was scored", default="none")
    add_figures(parser)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from evaluation.benchmarks.titles import read_titles
    from storage.results.files import result_file
    from training.finetuning.settings import TrainingSettings

    settings = TrainingSettings(
        unit="paragraph", epochs=arguments.epochs, batch_paragraphs=BATCH, max_tokens=MAX_TOKENS, seed=arguments.seed
    )
    titles = read_titles(arguments.data)
    commandline.check_output_files(arguments, ["output", "figures"])
    options.use_threads(arguments.threads)
    watch = Watch.begin()
    played = _play(arguments, settings, titles)
    if arguments.figures is not None:
        write(arguments.figures, [_table(played)], watch.end())
    _print_all(played, settings, titles)
    if arguments.output is not None:
        with result_file(arguments.output) as file:
            result = _to_json(played, settings, titles)
            file.write(json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _play(arguments: Namespace, settings: "TrainingSettings", titles: "Titles") -> _Played:
    from scipy.special import expit

    from evaluation.benchmarks.titles import accuracy, accuracy_difference
    from evaluation.scoring.references import tfidf
    from models.bundle import SHIPPED_ENCODER
    from models.decision import tags_of
    from training.finetuning.trainer import Recipe, fit
    from training.hub.encoder_source import find_encoder

    encoder = find_encoder(arguments.encoder or str(SHIPPED_ENCODER), say=commandline.say)
    train = titles.sample(arguments.limit, arguments.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="titles-") as work:
        recipe = Recipe(titles.taxonomy, encoder, settings.unit_of(()), settings, commandline.say)
        fitted = fit(recipe, train, titles.dev, folder=Path(work), name="titles")
        probabilities = expit(fitted.logits(titles.test)[0])
    ours = tags_of(probabilities, dict.fromkeys(titles.taxonomy.ids, 0.5), exclusive=True)
    middle = time.monotonic()
    theirs = tfidf(train, [row.text for row in titles.test], titles.taxonomy)
    seconds = {"encoder": round(middle - began, 1), "tfidf": round(time.monotonic() - middle, 1)}
    said = {"encoder": ours, "tfidf": theirs}
    accuracies = {name: accuracy(titles.test, tags, titles.taxonomy) for name, tags in said.items()}
    difference, interval = accuracy_difference(titles.test, ours, theirs)
    return _Played(encoder.name, len(train), fitted.epochs, seconds, accuracies, difference, interval)


def _print_all(played: _Played, settings: "TrainingSettings", titles: "Titles") -> None:
    import torch

    print(
        f"{played.encoder}: {played.training_titles} training titles; epoch {played.epochs} of {settings.epochs} was "
        "the best on the dev titles"
    )
    _print_table(titles, played.accuracy)
    low, high = played.interval
    print(
        f"encoder less TF-IDF: {100 * played.difference:+.2f} points (95 % interval {100 * low:+.2f} to "
        f"{100 * high:+.2f}, one seed)"
    )
    print(
        f"training and test took {played.seconds['encoder']} s, TF-IDF's {played.seconds['tfidf']} s, "
        f"{torch.get_num_threads()} thread(s)"
    )


def _to_json(played: _Played, settings: "TrainingSettings", titles: "Titles") -> dict[str, Any]:
    return {
        "encoder": played.encoder,
        "training_titles": played.training_titles,
        "classes_without_training_titles": titles.unlearnable,
        "epochs": played.epochs,
        "seed": settings.seed,
        "accuracy": {name: accuracy.to_json() for name, accuracy in played.accuracy.items()},
        "difference": {"value": played.difference, "interval": list(played.interval)},
        "seconds": played.seconds,
    }


def _table(played: _Played) -> Table:
    """Set what the document shows."""
    columns = [
        Column("all", "accuracy, all classes", "%"),
        Column("learnable", "those that can be learnt", "%"),
        Column("seconds", "training and test", "s"),
    ]
    rows = [
        Row(key, title, {"all": 100 * one.all, "learnable": 100 * one.learnable, "seconds": played.seconds[key]})
        for key, title, one in (
            ("encoder", played.encoder, played.accuracy["encoder"]),
            ("tfidf", "TF-IDF of the same titles", played.accuracy["tfidf"]),
        )
    ]
    return Table("accuracy", f"{played.training_titles:,} training titles", columns, rows)


def _print_table(titles: "Titles", found: "Mapping[str, Accuracy]") -> None:
    """Print accuracies in per cent, and what they must not be compared with."""
    from evaluation.benchmarks.titles import CLASSES, PUBLISHED
    from scripts.shared.printing import table

    support = Counter(row.labels[0] for row in titles.test)
    learnable = sum(support[one] for one in titles.taxonomy.ids)
    rows = [
        ["all classes", *(f"{100 * one.all:.2f}" for one in found.values()), str(len(titles.test))],
        [
            f"the {len(titles.taxonomy.ids)} learnable",
            *(f"{100 * one.learnable:.2f}" for one in found.values()),
            str(learnable),
        ],
    ]
    for key in CLASSES:
        if support[key]:
            rows.append(
                [
                    f"{CLASSES[key]} {key}",
                    *(f"{100 * one.classes[key]:.1f}" for one in found.values()),
                    str(support[key]),
                ]
            )
    print(table(["accuracy, %", *found, "test titles"], rows))
    if titles.unlearnable:
        names = ", ".join(f"{CLASSES[one]} {one}" for one in titles.unlearnable)
        print(
            f"no training titles: {names}; test titles of such a class count as missed, and only the first line counts "
            "them"
        )
    published = ", ".join(f"{name} {100 * value:.2f} %" for name, value in PUBLISHED.items())
    print(
        f"published: {published}; trained on all 180,000 titles of ten classes, so not like for like with the figures "
        "above"
    )


if __name__ == "__main__":
    commandline.run(main)
