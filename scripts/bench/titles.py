"""News titles → accuracy: how well an encoder knows general Chinese."""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline

if TYPE_CHECKING:
    from evaluation.benchmarks.titles import Accuracy, Titles

EPILOG = """\
examples:
  python scripts/bench/titles.py --data thucnews-titles
  python scripts/bench/titles.py --data thucnews-titles --encoder hfl/chinese-macbert-base --output runs/titles.json

--data is a folder of the benchmark THUCNews: class.txt, and train40k.jsonl, dev10k.jsonl and test10k.jsonl with "text"
and "label" a line. The encoder is fine-tuned on the training titles, its best epoch chosen on the dev titles; then it
and TF-IDF with logistic regression, trained on the same titles, name the class of every test title.
"""

BATCH, MAX_TOKENS = 64, 48  # the longest title has 37 characters; [CLS], [SEP] and some room besides


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the benchmark")
    parser.add_argument(
        "--encoder",
        default=None,
        metavar="NAME_OR_DIR",
        help="a model folder or a hub name (default: the shipped encoder)",
    )
    parser.add_argument("--epochs", type=commandline.positive, default=3, help="at most (default %(default)s)")
    parser.add_argument(
        "--limit",
        type=commandline.positive,
        default=None,
        metavar="N",
        help="train on so many titles, drawn by chance (default: all)",
    )
    parser.add_argument("--threads", type=commandline.positive, default=None, help="CPU threads (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="default %(default)s")
    parser.add_argument("--output", type=Path, default=None, metavar="FILE.json", help="write the figures there too")
    arguments = parser.parse_args()

    from evaluation.benchmarks.titles import accuracy, accuracy_difference, read_titles
    from storage.results.files import result_file
    from training.finetuning.settings import TrainingSettings

    settings = TrainingSettings(
        unit="paragraph", epochs=arguments.epochs, batch_paragraphs=BATCH, max_tokens=MAX_TOKENS, seed=arguments.seed
    )
    titles = read_titles(arguments.data)
    commandline.check_output_files(arguments, ["output"])

    import torch
    from scipy.special import expit

    from evaluation.scoring.references import tfidf
    from models.bundle import SHIPPED_ENCODER
    from models.decision import tags_of
    from training.finetuning.trainer import fit
    from training.hub.encoder_source import find_encoder

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    encoder = find_encoder(arguments.encoder or str(SHIPPED_ENCODER), say=commandline.say)
    train = titles.sample(arguments.limit, arguments.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="titles-") as work:
        fitted = fit(train, titles.dev, titles.taxonomy, encoder, settings, Path(work), "titles", commandline.say)
        probabilities = expit(fitted.logits(titles.test))
    ours = tags_of(probabilities, dict.fromkeys(titles.taxonomy.ids, 0.5), exclusive=True)
    middle = time.monotonic()
    theirs = tfidf(train, [row.text for row in titles.test], titles.taxonomy)
    seconds = {"encoder": round(middle - began, 1), "tfidf": round(time.monotonic() - middle, 1)}
    found = {
        name: accuracy(titles.test, said, titles.taxonomy) for name, said in (("encoder", ours), ("tfidf", theirs))
    }
    difference, (low, high) = accuracy_difference(titles.test, ours, theirs)

    print(
        f"{encoder.name}: {len(train)} training titles; epoch {fitted.epochs} of {settings.epochs} was the best on the "
        "dev titles"
    )
    _print_table(titles, found)
    print(
        f"encoder less TF-IDF: {100 * difference:+.2f} points (95 % interval {100 * low:+.2f} to {100 * high:+.2f}, "
        "one seed)"
    )
    print(
        f"training and test took {seconds['encoder']} s, TF-IDF's {seconds['tfidf']} s, {torch.get_num_threads()} "
        "thread(s)"
    )
    if arguments.output is not None:
        result = {
            "encoder": encoder.name,
            "training_titles": len(train),
            "classes_without_training_titles": titles.unlearnable,
            "epochs": fitted.epochs,
            "seed": settings.seed,
            "accuracy": {name: one.to_json() for name, one in found.items()},
            "difference": {"value": difference, "interval": [low, high]},
            "seconds": seconds,
        }
        with result_file(arguments.output) as file:
            file.write(json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _print_table(titles: "Titles", found: "Mapping[str, Accuracy]") -> None:
    """Print accuracies in per cent, and what they must not be compared with."""
    from evaluation.benchmarks.titles import CLASSES, PUBLISHED
    from scripts.printing import table

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
