"""Bundle + labels it has not seen → the bundle again, with thresholds for a stated aim."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options
from scripts.shared.labels import names_of, read_data
from storage.shown import number_of

if TYPE_CHECKING:
    from evaluation.trust.aimed import Aimed
    from labels.labelled import LabelledParagraph
    from models.bundle import Bundle

EPILOG = """\
examples:
  python scripts/aim.py --model runs/tagger --data labelled.jsonl --aim recall=0.9 --output runs/thorough
  python scripts/aim.py --model runs/tagger --data labelled.jsonl --aim precision=0.9 --category security \\
      --output runs/sure
  python scripts/aim.py --data labelled.jsonl --hold-out list.txt --aim share --output runs/unbiased

Aims: f1, the best F1; share, the tagged share is the true one; precision=P and recall=P, at least P on other reports
like these, which with a risk of 5 % for each category is promised, or refused with how many more reports it would take.
The labels have to be of reports that the bundle was not trained on, drawn at random from what is to be tagged.
Categories that are not named keep their thresholds. The new bundle has an id of its own; its card states the aim.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_model(parser)
    options.add_data(parser)
    options.add_hold_out(parser)
    parser.add_argument(
        "--aim", required=True, metavar="AIM", help="what thresholds are for: f1, share, precision=P or recall=P"
    )
    options.add_category(parser)
    options.add_output(parser, "DIR", "folder of the new bundle")
    options.add_device(parser)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from evaluation.trust.aims import read_aim
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from models.writing import write_again
    from storage.results.folders import check_result_folder

    aim = read_aim(arguments.aim)
    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)

    from evaluation.scoring.said import said_by
    from evaluation.trust.aimed import aimed, check_categories
    from inference.tagger import Tagger

    categories = check_categories(bundle.manifest, arguments.category)
    rows = _rows(arguments, bundle)
    said = said_by(Tagger(bundle, arguments.device), rows)
    found = aimed(bundle.manifest, rows, said.scores, aim, categories=categories, data=names_of(arguments.data))
    written = write_again(bundle, arguments.output, "aim.py", **found.changes)
    reports = {row.report for row in rows}
    print(f"{number_of(len(rows), 'paragraph')} of {number_of(len(reports), 'report')}; aim: {aim}")
    print(_table(bundle, found))
    print(f"{written.manifest.id} is in {arguments.output}")


def _rows(arguments: Namespace, bundle: "Bundle") -> "list[LabelledParagraph]":
    """Return the rows to choose by; none is of a report that the bundle has seen."""
    from evaluation.scoring.trained_on import unseen
    from labels.asking.annotator import check_labelled_by_people
    from labels.splits import hold_out, read_report_list

    rows = read_data(arguments.data, bundle.manifest.taxonomy)
    if arguments.hold_out:
        _, rows = hold_out(rows, read_report_list(arguments.hold_out))
    check_labelled_by_people(rows, "to aim by")
    return unseen(rows, {f"the bundle {bundle.folder}": bundle.manifest.reports_seen}, "refuse")


def _table(bundle: "Bundle", found: "Aimed") -> str:
    from scripts.shared.printing import table

    header = ["category", "was", "threshold", "promised", "precision", "recall", "tagged share less true"]
    rows = [
        [
            key,
            f"{bundle.manifest.thresholds[key]:.2f}",
            f"{one.threshold:.2f}",
            "" if one.at_least is None else f"{one.at_least:.3f}",
            f"{one.precision:.3f}",
            f"{one.recall:.3f}",
            f"{one.bias:+.3f}",
        ]
        for key, one in found.chosen.items()
    ]
    return table(header, rows)


if __name__ == "__main__":
    commandline.run(main)
