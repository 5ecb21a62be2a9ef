"""label_studio.py agreement: labelled paragraphs of several people → agreement.json and agreement.html."""

from argparse import Namespace
from typing import TYPE_CHECKING

from scripts.shared import values
from scripts.shared.options import add_output, add_taxonomy
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.agreement.measure import Agreement
    from labels.agreement.sentences import SentenceAgreement
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py agreement runs/labelled.jsonl --output runs/agreement
  python scripts/label_studio.py agreement export.json --annotators li@example.com,wu@example.com \\
      --output runs/agreement
"""


def add_agreement(commands: "Commands") -> None:
    """Describe `agreement`."""
    parser = options.add_command(
        commands, "agreement", "measure how far annotators agree, and show what they differ on", EPILOG, agreement
    )
    options.add_answers(parser)
    parser.add_argument(
        "--annotators",
        type=values.names,
        default=(),
        metavar="NAME,NAME",
        help="people who are compared (default: all)",
    )
    options.add_annotator_keys(parser)
    add_output(parser, "DIR", "folder for agreement.json and agreement.html")
    add_taxonomy(parser)


def agreement(arguments: Namespace) -> None:
    """Write the figures and the page, and print agreement by category."""
    from evaluation.pages.agreement_page import study_annotators, write_agreement
    from labels.agreement.rows import read_judged
    from labels.taxonomy import Taxonomy
    from storage.results.folders import check_result_folder

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_judged(arguments.labelled, taxonomy, arguments.annotator_keys, arguments.annotators)
    check_result_folder(arguments.output, [arguments.labelled])
    study = study_annotators(rows, taxonomy, arguments.labelled.name)
    page = write_agreement(arguments.output, study)
    found = study.agreement
    people, shared = number_of(len(found.annotators), "annotator"), number_of(found.shared, "paragraph")
    print(f"{people}; {shared} judged by two or more, {len(study.disputes)} disputed")
    _print_alphas(found)
    if found.sentences:
        unknown = found.sentences.unknown
        left_out = f"; {number_of(unknown, 'answer')} gave a category without marks" * (unknown > 0)
        print(f"{number_of(found.sentences.shared, 'sentence')} judged by two or more{left_out}")
        _print_alphas(found.sentences)
    print(f"open {page}")


def _print_alphas(level: "Agreement | SentenceAgreement") -> None:
    for name, question in [*level.categories.items(), ("whole set", level.sets)]:
        alpha = question.figures["krippendorff_alpha"]
        print(f"{name:12} Krippendorff's alpha {'undefined' if alpha.value is None else f'{alpha.value:.3f}'}")
