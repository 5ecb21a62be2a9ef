"""Labelled paragraphs → how many labels choosing the next ones saves against picking at random, as table and curve."""

from pathlib import Path

from scripts import commandline

EPILOG = """\
examples:
  python scripts/bench/selection.py labels/sample/labelled.jsonl --start 20 --batch 10 --until 60 \\
      --output runs/selection
  python scripts/bench/selection.py gold.jsonl --seeds 0 1 2 3 4 --decision cross-validated --output runs/selection

For each seed whole regions are held out; both arms begin with the same labels, and a model of characters (TF-IDF)
learns from what each has at every step. Nothing else is random: the same call writes the same files.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("labelled", type=Path, metavar="LABELLED.jsonl", help="paragraphs whose labels are known")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4], metavar="N", help="default: 0 1 2 3 4")
    parser.add_argument(
        "--start", type=commandline.positive, default=100, metavar="N", help="labels to begin with (default: 100)"
    )
    parser.add_argument(
        "--batch", type=commandline.positive, default=50, metavar="N", help="labels a batch (default: 50)"
    )
    parser.add_argument(
        "--until", type=commandline.positive, default=600, metavar="N", help="labels at the end (default: 600)"
    )
    parser.add_argument(
        "--share", type=float, default=0.3, metavar="X", help="share of the paragraphs held out (default: 0.3)"
    )
    parser.add_argument(
        "--decision",
        choices=("half", "cross-validated"),
        default="half",
        help="tag at 0.5, or at cross-validated thresholds",
    )
    parser.add_argument(
        "--taxonomy", type=Path, default=None, metavar="FILE.toml", help="default: labels/taxonomy.toml"
    )
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="folder for curves.jsonl and curve.svg"
    )
    arguments = parser.parse_args()

    import json
    from dataclasses import asdict

    from evaluation.pages.curves import Line, draw_curves
    from labels.labelled import read_labelled
    from labels.next.simulation import ARMS, Plan, labels_needed, mean_curve, simulate
    from labels.taxonomy import Taxonomy
    from storage.results.folders import check_result_folder, result_folder
    from storage.whole_files import atomic_writer

    taxonomy = Taxonomy.load(arguments.taxonomy)
    plan = Plan(arguments.start, arguments.batch, arguments.until, arguments.share, arguments.decision)
    rows = read_labelled(arguments.labelled, taxonomy)
    check_result_folder(arguments.output, [arguments.labelled])
    played = []
    for one in simulate(rows, taxonomy, arguments.seeds, plan):
        commandline.say(f"seed {one.seed}, {one.arm}: macro-F1 {one.macro_f1[0]:.3f} → {one.macro_f1[-1]:.3f}")
        played.append(one)
    curves = {arm: mean_curve(played, arm) for arm in ARMS}
    goal = curves["random"][1][-1]
    with result_folder(arguments.output, "bench/selection.py", "curve.svg") as folder:
        with atomic_writer(folder / "curves.jsonl") as file:
            file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in played)
        with atomic_writer(folder / "curve.svg") as file:
            file.write(draw_curves([Line(arm, *curve) for arm, curve in curves.items()], "labels", "macro-F1", goal))
    print("labels  random          chosen")
    for size, *values in zip(curves["random"][0], *(one for arm in ARMS for one in curves[arm][1:]), strict=True):
        print(f"{size:6}  {values[0]:.3f} ± {values[1]:.3f}   {values[2]:.3f} ± {values[3]:.3f}")
    needed = labels_needed(played, "chosen", goal)
    print(
        f"{arguments.until} random labels reach {goal:.3f}; chosen ones reach and keep that from "
        f"{needed or f'more than {arguments.until}'}"
    )
    print(f"open {arguments.output / 'curve.svg'}")


if __name__ == "__main__":
    commandline.run(main)
