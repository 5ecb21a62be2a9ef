"""Labelled paragraphs → how many labels choosing the next ones saves against picking at random, as table and curve."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import options, values

if TYPE_CHECKING:
    from labels.next.simulation import Played

    Curve = tuple[tuple[int, ...], list[float], list[float]]
    """Sizes, and at each the mean and the spread of macro-F1."""

EPILOG = """\
examples:
  python scripts/bench/selection.py labels/sample/labelled.jsonl --start 20 --batch 10 --until 60 \\
      --output runs/selection
  python scripts/bench/selection.py gold.jsonl --seeds 0 1 2 3 4 --decision cross-validated --output runs/selection

For each seed whole regions are held out; both arms begin with the same labels, and a model of characters (TF-IDF)
learns from what each has at every step. Nothing else is random: the same call writes the same files.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("labelled", type=Path, metavar="FILE.jsonl", help="labelled paragraphs")
    parser.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        default=[0, 1, 2, 3, 4],
        metavar="N",
        help="seeds, for each of which it is played once (default: 0 1 2 3 4)",
    )
    for name, default, what in (
        ("--start", 100, "labels to begin with"),
        ("--batch", 50, "labels in a step"),
        ("--until", 600, "labels at the end"),
    ):
        parser.add_argument(
            name, type=values.positive, default=default, metavar="N", help=f"{what} (default: %(default)s)"
        )
    parser.add_argument(
        "--share", type=float, default=0.3, metavar="X", help="share of the paragraphs held out (default: %(default)s)"
    )
    parser.add_argument(
        "--decision",
        choices=("half", "cross-validated"),
        default="half",
        help="whether to tag at 0.5 or at cross-validated thresholds (default: %(default)s)",
    )
    options.add_taxonomy(parser)
    options.add_output(parser, "DIR", "folder for curves.jsonl and curve.svg")
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Play every seed, and write the curves."""
    from labels.labelled import read_labelled
    from labels.next.simulation import ARMS, Plan, mean_curve, simulate
    from labels.taxonomy import Taxonomy
    from storage.results.folders import check_result_folder

    taxonomy = Taxonomy.load(arguments.taxonomy)
    plan = Plan(arguments.start, arguments.batch, arguments.until, arguments.share, arguments.decision)
    rows = read_labelled(arguments.labelled, taxonomy)
    check_result_folder(arguments.output, [arguments.labelled])
    played = []
    for game in simulate(rows, taxonomy, arguments.seeds, plan):
        commandline.say(f"seed {game.seed}, {game.arm}: macro-F1 {game.macro_f1[0]:.3f} → {game.macro_f1[-1]:.3f}")
        played.append(game)
    curves = {arm: mean_curve(played, arm) for arm in ARMS}
    _write(arguments.output, played, curves)
    commandline.say(f"open {arguments.output / 'curve.svg'}")
    return [_table(played, curves, arguments.until)]


def _write(folder: Path, played: "Sequence[Played]", curves: "Mapping[str, Curve]") -> None:
    from evaluation.pages.curves import Line, draw_curves
    from storage.results.folders import result_folder
    from storage.whole_files import atomic_writer

    goal = curves["random"][1][-1]
    with result_folder(folder, "bench/selection.py", "curve.svg") as made:
        with atomic_writer(made / "curves.jsonl") as file:
            file.writelines(json.dumps(asdict(game), ensure_ascii=False) + "\n" for game in played)
        with atomic_writer(made / "curve.svg") as file:
            file.write(draw_curves([Line(arm, *curve) for arm, curve in curves.items()], "labels", "macro-F1", goal))


def _table(played: "Sequence[Played]", curves: "Mapping[str, Curve]", until: int) -> Table:
    from labels.next.simulation import ARMS, labels_needed

    columns = [
        column
        for arm in ARMS
        for column in (
            Column(f"{arm}_f1", f"macro-F1, {arm}"),
            Column(f"{arm}_spread", "±"),
            Column(f"{arm}_sentences", "sentences to read"),
        )
    ]
    values = [[*curves[arm][1:], _mean_sentences(played, arm)] for arm in ARMS]
    figures = zip(*(column for three in values for column in three), strict=True)
    rows = [
        Row(str(size), f"{size:,}", dict(zip((one.key for one in columns), own, strict=True)))
        for size, own in zip(curves["random"][0], figures, strict=True)
    ]
    goal = curves["random"][1][-1]
    needed = labels_needed(played, "chosen", goal)
    when = needed or f"more than {until}"
    note = f"{until} random labels reach {goal:.3f}; chosen ones reach and keep that from {when}."
    return Table("curves", "labels", columns, rows, note)


def _mean_sentences(played: "Sequence[Played]", arm: str) -> list[float]:
    own = [game.sentences for game in played if game.arm == arm]
    return [fmean(at_one_size) for at_one_size in zip(*own, strict=True)]


if __name__ == "__main__":
    commandline.run(main)
