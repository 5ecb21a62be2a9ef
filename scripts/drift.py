"""Two tagged folders → what changed between them; with labels as they come in, whether tags are still right."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options, values
from scripts.shared.findings import read_tagger
from storage.shown import number_of

if TYPE_CHECKING:
    from evaluation.drift.changes import Changes
    from evaluation.drift.stream import Stream
    from labels.taxonomy import Taxonomy

EPILOG = """\
examples:
  python scripts/drift.py --before runs/tagged-2031 --after runs/tagged-2032 --output runs/drift
  python scripts/drift.py --before runs/tagged-2031 --after runs/tagged-2032 --labelled runs/labelled.jsonl \\
      --recall 0.85 --precision 0.8 --output runs/drift

Compares vocabulary, scores, tags, lengths, parts and flags. What is called a change is more than how reports differ
anyhow: reports are dealt anew between both folders, and all p values are corrected for their number (Holm).
With --labelled, labels of whole reports are watched one report after another, and may be looked at as often as you
like: an alarm is false with a chance of at most --false-alarms. Writes drift.json, drift.csv and drift.html.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("--before", type=Path, required=True, metavar="DIR", help="folder of tag.py, earlier reports")
    parser.add_argument("--after", type=Path, required=True, metavar="DIR", help="folder of tag.py, later reports")
    options.add_model(parser, "bundle that tagged")
    options.add_labelled(parser)
    for name in ("recall", "precision"):
        parser.add_argument(
            f"--{name}",
            type=values.share,
            metavar="X",
            help=f"{name} of each category that should hold (default: what labelled reports of --before had)",
        )
    parser.add_argument(
        "--false-alarms",
        type=values.share,
        default=0.05,
        metavar="X",
        help="how likely a false alarm may be, all categories together (default: %(default)s)",
    )
    parser.add_argument(
        "--order", choices=("file", "date"), default="file", help="order in which labels came (default: %(default)s)"
    )
    options.add_seed(parser)
    options.add_output(parser, "DIR", "folder of the results")
    return parser


def main() -> None:
    parser = make_parser()
    arguments = parser.parse_args()
    if arguments.false_alarms in (0, 1):
        parser.error("--false-alarms lies between 0 and 1, such as 0.05")

    from evaluation.drift.changes import find_changes
    from evaluation.drift.stream import Watch, watch_stream
    from evaluation.pages.trust.drift_page import write_drift
    from labels.labelled import read_labelled
    from storage.results.folders import check_result_folder

    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    tagger = read_tagger(arguments)
    changes = find_changes(arguments.before, arguments.after, tagger.id, tagger.taxonomy.ids, seed=arguments.seed)
    stream = None
    if arguments.labelled:
        watch = Watch(arguments.recall, arguments.precision, arguments.false_alarms, arguments.order)
        rows = read_labelled(arguments.labelled, tagger.taxonomy)
        stream = watch_stream(arguments.before, arguments.after, rows, tagger, watch)
    page = write_drift(arguments.output, changes, stream, tagger.taxonomy)
    _print(changes, stream, tagger.taxonomy)
    print(f"open {page}")


def _print(changes: "Changes", stream: "Stream | None", taxonomy: "Taxonomy") -> None:
    from evaluation.drift.said import said_of_change, to_do

    if changes.left_out:
        said = number_of(changes.left_out, "report of --after is", "reports of --after are")
        commandline.say(f"{said} in --before too and left out")
    before, after = changes.reports
    shown = number_of(len(changes.shown), "change is", "changes are")
    print(f"{number_of(before, 'report')} before, {after} after; {shown} shown")
    for one in changes.shown:
        print(said_of_change(one, taxonomy).english)
    if stream:
        for line in stream.left_out:
            commandline.say(line.english)
        print(f"{len(stream.reports)} labelled reports watched, {len(stream.alarmed)} alarms")
        for watched in stream.alarmed:
            print(
                f"alarm: {watched.measure} of {watched.category} below {watched.floor:.3f}, so far {watched.rate:.3f}"
            )
    print(to_do(changes, stream).english)


if __name__ == "__main__":
    commandline.run(main)
