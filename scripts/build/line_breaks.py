"""Reports that have their line breaks → the model that sets them again where they were lost."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import options

if TYPE_CHECKING:
    from reports.repair.line_breaks.model import BreakModel
    from reports.report import Report

EPILOG = """\
examples:
  python scripts/build/line_breaks.py provincial-2025/ provincial-2026/ --output runs/breaks.npz
  python scripts/build/line_breaks.py reports/ --hold-out 吉林省 四川省 --output runs/breaks.npz

Reports of less than 20 lines, or with a line of more than 1,500 characters, have lost breaks themselves and are left
out. With --hold-out no report of these regions is learnt from, and their text without breaks is broken again to see how
well it is done.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_inputs(parser)
    options.add_output(parser, "FILE.npz", "model to write")
    parser.add_argument(
        "--hold-out",
        nargs="+",
        default=[],
        metavar="REGION",
        help="regions that are judged and not learnt from (default: none)",
    )
    options.add_seed(parser)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()
    commandline.check_output_files(arguments, ["output"])

    from reports.reading import read_all
    from reports.repair.line_breaks.learning import broken, has_breaks, train_breaks
    from reports.skipped import Skipped

    results = list(read_all(arguments.inputs))
    commandline.say_skipped(
        [result for result in results if isinstance(result, Skipped)], "read_reports.py --summary lists all"
    )
    every = [result for result in results if not isinstance(result, Skipped)]
    whole = [report for report in every if has_breaks(report)]
    held = _held_out(whole, arguments.hold_out)
    print(f"{len(whole)} of {len(every)} reports have their line breaks; {len(held)} of them are held out.")
    model = train_breaks([broken(report) for report in whole if report not in held], arguments.seed, print)
    model.save(arguments.output)
    if held:
        _judge(model, held)
    print(f"Wrote {arguments.output}")


def _held_out(reports: "Sequence[Report]", regions: Sequence[str]) -> "list[Report]":
    from storage.errors import UnreadableReport

    held = [report for report in reports if report.about.region in regions]
    if missing := set(regions) - {report.about.region for report in held}:
        raise UnreadableReport(
            f"--hold-out names {'、'.join(sorted(missing))}, of which no report with line breaks was read. Check the "
            "names."
        )
    return held


def _judge(model: "BreakModel", held: "Sequence[Report]") -> None:
    """Break reports again that were not learnt from, and print how well that is done."""
    from reports.repair.line_breaks.learning import broken, f1

    texts = [broken(report) for report in held]
    again = [model.breaks(text.text) for text in texts]
    for report, text, places in zip(held, texts, again, strict=True):
        print(f"{report.id}: {len(text.breaks)} breaks, {len(places)} found, F1 {f1([places], [text]):.3f}")
    print(f"{len(held)} reports held out: F1 {f1(again, texts):.3f}")


if __name__ == "__main__":
    commandline.run(main)
