"""The `agreement` command of label_studio.py: labelled paragraphs of several people → agreement.json and
agreement.html."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.studio import options

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_agreement(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the command to the parser of label_studio.py."""
    command = commands.add_parser("agreement", help="measure how far annotators agree, and show what they differ on")
    command.add_argument(
        "labelled", type=Path, metavar="LABELLED", help="labelled paragraphs, or Label Studio's JSON export"
    )
    command.add_argument(
        "--annotators", type=commandline.names, default=(), metavar="A,B", help="only these people (default: all)"
    )
    options.add_annotator_keys(command)
    command.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="folder for agreement.json and agreement.html"
    )
    options.add_taxonomy(command)
    command.set_defaults(run=agreement)


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
    print(
        f"{len(found.annotators)} annotators; {found.shared} paragraphs judged by two or more, {len(study.disputes)} "
        "disputed"
    )
    for name, question in [*found.categories.items(), ("whole set", found.sets)]:
        alpha = question.figures["krippendorff_alpha"]
        print(f"{name:12} Krippendorff's alpha {'undefined' if alpha.value is None else f'{alpha.value:.3f}'}")
    print(f"open {page}")
