"""Text → character model: how likely Chinese characters follow each other, for repairing damaged text."""

from argparse import ArgumentParser
from pathlib import Path

from scripts import commandline
from scripts.shared import options, values

EPILOG = """\
examples:
  python scripts/build/character_model.py laws.jsonl.xz reports.jsonl
  python scripts/build/character_model.py text.txt --output runs/characters.npz

A file is .txt (a paragraph a line), .jsonl or .jsonl.xz (an object with "text" a line). Only counts of characters,
pairs and triples that come at least --fewest times are kept.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("corpus", nargs="+", type=Path, metavar="FILE", help="text in simplified characters")
    options.add_output(parser, "FILE.npz", "model to write", default="the one that the reader uses")
    parser.add_argument(
        "--fewest",
        type=values.positive,
        default=8,
        metavar="N",
        help="times that a run comes at least; others are left out (default: %(default)s)",
    )
    return parser


def main() -> None:
    arguments = make_parser().parse_args()
    commandline.check_output_files(arguments, ["output"])

    from reports.repair.byte_shift.character_model import SHIPPED, count_characters
    from training.corpus import read_corpus

    model = count_characters(read_corpus(arguments.corpus), arguments.fewest)
    output = arguments.output or SHIPPED
    model.save(output)
    print(
        f"{len(model.alphabet):,} characters, {len(model.counts[2]):,} pairs, {len(model.counts[3]):,} triples. Wrote "
        f"{output}"
    )


if __name__ == "__main__":
    commandline.run(main)
