"""Reports that have their line breaks → the model that sets them again where they were lost."""

from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline

if TYPE_CHECKING:
    from reports.report import Report

EPILOG = """\
examples:
  python scripts/build/line_breaks.py provincial-2025/ provincial-2026/ --output runs/breaks.npz
  python scripts/build/line_breaks.py reports/ --hold-out 吉林省 四川省 --output runs/breaks.npz

Reports of less than 20 lines, or with a line of more than 1,500 characters, have lost breaks themselves and are left
out. With --hold-out no report of these regions is learnt from, and their text without breaks is broken again to see how
well it is done.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="files and folders of reports")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.npz", help="model to write")
    parser.add_argument(
        "--hold-out", nargs="+", default=[], metavar="REGION", help="regions to judge by and not to learn from"
    )
    parser.add_argument("--seed", type=int, default=0, help="default %(default)s")
    arguments = parser.parse_args()

    from reports.reading import read_all
    from reports.repair.line_breaks.learning import broken, f1, has_breaks, train_breaks
    from reports.skipped import Skipped
    from storage.errors import UnreadableReport

    commandline.check_output_files(arguments, ["output"])
    found = list(read_all(arguments.inputs))
    commandline.say_skipped([one for one in found if isinstance(one, Skipped)], "read_reports.py --summary lists all")
    every: list[Report] = [one for one in found if not isinstance(one, Skipped)]
    whole = [one for one in every if has_breaks(one)]
    held = [one for one in whole if one.about.region in arguments.hold_out]
    if missing := set(arguments.hold_out) - {one.about.region for one in held}:
        raise UnreadableReport(
            f"--hold-out names {'、'.join(sorted(missing))}, of which no report with line breaks was read. Check the "
            "names."
        )
    print(f"{len(whole)} of {len(every)} reports have their line breaks; {len(held)} of them are held out.")
    model = train_breaks([broken(one) for one in whole if one not in held], arguments.seed, print)
    model.save(arguments.output)
    if held:
        texts = [broken(one) for one in held]
        again = [model.breaks(one.text) for one in texts]
        for report, text, places in zip(held, texts, again, strict=True):
            print(f"{report.id}: {len(text.breaks)} breaks, {len(places)} found, F1 {f1([places], [text]):.3f}")
        print(f"{len(held)} reports held out: F1 {f1(again, texts):.3f}")
    print(f"Wrote {arguments.output}")


if __name__ == "__main__":
    commandline.run(main)
