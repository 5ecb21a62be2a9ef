"""Text → encoder: pre-train a small Chinese BERT from nothing."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options

if TYPE_CHECKING:
    from training.pretraining.settings import PretrainingSettings

EPILOG = """\
examples:
  python scripts/pretrain.py --corpus laws.jsonl.xz news.txt --in-domain reports.jsonl --output runs/encoder
  python scripts/pretrain.py --corpus text.txt --output runs/encoder --tokens 300000000 --layers 4 \\
      --batch-tokens 32768   # on a GPU

A file is .txt (a paragraph a line), .jsonl or .jsonl.xz (an object with "text" a line; paragraphs files are such
files). An interrupted run is resumed by giving the same command again. Needs only torch, transformers, tokenizers and
numpy.
"""
_NUMBERS = (
    ("--tokens", 24_000_000, "tokens that masked language modelling reads"),
    (
        "--selected-tokens",
        16_000_000,
        "tokens taken from the corpus for it, most report-like first, of which the last stage takes fewer",
    ),
    ("--vector-tokens", 33_000_000, "tokens that word vectors are learnt from"),
    ("--vocabulary", 20_000, "tokens in the vocabulary"),
    ("--layers", 2, "layers of the encoder"),
    ("--width", 256, "dimensions of a token"),
    ("--heads", 4, "attention heads of a layer"),
    ("--sequence-length", 64, "tokens in a training sequence"),
    ("--last-sequence-length", 128, "the same in the last stage"),
    ("--batch-tokens", 1_536, "tokens in a step"),
)


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--corpus", nargs="+", type=Path, required=True, metavar="FILE", help="general text")
    parser.add_argument(
        "--in-domain",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="text such as the encoder is for, which also picks what is read from the corpus (default: none)",
    )
    options.add_output(parser, "DIR", "folder of the encoder")
    for name, default, what in _NUMBERS:
        parser.add_argument(name, type=int, default=default, metavar="N", help=f"{what} (default: %(default)s)")
    parser.add_argument(
        "--last-share",
        type=float,
        default=0.3,
        metavar="X",
        help="share of --tokens for a last stage on the text most like --in-domain (default: %(default)s)",
    )
    options.add_rate(parser, 1e-3)
    options.add_threads(parser)
    options.add_seed(parser)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))

    from storage.whole_files import work_of
    from training.pretraining.stages import pretrain

    options.use_threads(arguments.threads)
    with commandline.keeping(work_of(arguments.output), "give the same command again to go on"):
        pretrain(arguments.corpus, arguments.in_domain, arguments.output, _settings(arguments), commandline.say)


def _settings(arguments: Namespace) -> "PretrainingSettings":
    from training.pretraining.masked_language_model import EncoderShape
    from training.pretraining.settings import PretrainingSettings

    return PretrainingSettings(
        shape=EncoderShape(arguments.layers, arguments.width, arguments.heads, feed_forward=4 * arguments.width),
        vocabulary=arguments.vocabulary,
        vector_tokens=arguments.vector_tokens,
        train_tokens=arguments.tokens,
        selected_tokens=arguments.selected_tokens,
        sequence_length=arguments.sequence_length,
        last_sequence_length=arguments.last_sequence_length,
        last_share=arguments.last_share,
        batch_tokens=arguments.batch_tokens,
        rate=arguments.rate,
        seed=arguments.seed,
    )


if __name__ == "__main__":
    commandline.run(main)
