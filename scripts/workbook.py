"""Tagged reports → a workbook for a colleague, and tables for Stata, R and Python."""

import time
from argparse import ArgumentParser
from pathlib import Path

import commandline

from scripts.shared import options
from storage.shown import number_of

EPILOG = """\
examples:
  python scripts/workbook.py --tagged runs/tagged --output runs/workbook
  python scripts/workbook.py --tagged runs/tagged --shares runs/shares --scores runs/scores --language en \\
      --output runs/workbook

Writes workbook.xlsx (method, shares, charts, reports, paragraphs, flags), and the paragraphs as paragraphs.csv,
paragraphs.parquet and paragraphs.dta, with read.do and read.R to open them with labels. Without --shares all shares
are raw counts, and the workbook says so.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--tagged", type=Path, required=True, metavar="DIR", help="folder that tag.py wrote")
    options.add_model(parser, "bundle that tagged")
    parser.add_argument(
        "--shares", type=Path, metavar="DIR", help="folder that shares.py wrote of it (default: none, raw counts)"
    )
    parser.add_argument(
        "--scores", type=Path, metavar="DIR", help="folder that evaluate.py wrote (default: the bundle's own scores)"
    )
    parser.add_argument(
        "--language",
        choices=("zh", "en"),
        default="zh",
        help="what sheets and labels are written in, Chinese or English (default: %(default)s)",
    )
    options.add_output(parser, "DIR", "folder of the results")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from inference.output.workbook.gathering import gather
    from inference.output.workbook.write import WORKBOOK, write_all
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from scripts.shared.progress import bar
    from storage.results.folders import check_result_folder, result_folder
    from storage.shown import shown

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    began = time.monotonic()
    manifest = read_bundle(arguments.model or SHIPPED_TAGGER).manifest
    content = gather(arguments.tagged, manifest, shares=arguments.shares, scores=arguments.scores)
    with result_folder(arguments.output, "workbook.py", WORKBOOK) as folder, bar("paragraphs") as progress:
        cut = write_all(folder, content, arguments.language, progress.update)
    total, seconds = content.survey.total, time.monotonic() - began
    reports, paragraphs = number_of(len(content.survey.reports), "report"), number_of(total.paragraphs, "paragraph")
    print(f"{reports}, {paragraphs} written in {seconds:.1f} s")
    if content.figures.found is None:
        commandline.say("shares are raw counts, not corrected; give --shares, from shares.py, for corrected ones")
    if cut:
        commandline.say(f"{cut} cells were longer than a workbook takes and are cut there; the tables have all")
    print(f"open {shown(arguments.output / WORKBOOK)}")


if __name__ == "__main__":
    commandline.run(main)
