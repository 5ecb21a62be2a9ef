"""label_studio.py agreement: labelled paragraphs of several people → agreement.json and agreement.html."""

from argparse import Namespace
from typing import TYPE_CHECKING

from scripts.shared import values
from scripts.shared.options import add_output, add_taxonomy
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluation.pages.agreement_page import Study
    from labels.agreement.annotators import Annotator
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
        help="people and models who are compared (default: all)",
    )
    options.add_annotator_keys(parser)
    add_output(parser, "DIR", "folder for agreement.json and agreement.html")
    add_taxonomy(parser)


def agreement(arguments: Namespace) -> None:
    """Write the figures and the page, and print agreement by category."""
    from evaluation.pages.agreement_page import study_annotators, write_agreement
    from labels.agreement.rows import read_judged
    from labels.asking.annotator import is_model
    from labels.taxonomy import Taxonomy
    from storage.results.folders import check_result_folder

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_judged(arguments.labelled, taxonomy, arguments.annotator_keys, arguments.annotators)
    check_result_folder(arguments.output, [arguments.labelled])
    study = study_annotators(rows, taxonomy, arguments.labelled.name)
    page = write_agreement(arguments.output, study)
    found = study.agreement
    with_models = sum(is_model(one.name) for one in study.annotators)
    of_them = f", {number_of(with_models, 'language model')} among them" * (with_models > 0)
    people, shared = number_of(len(study.annotators), "annotator"), number_of(study.shared, "paragraph")
    print(f"{people}{of_them}; {shared} judged by two or more, {len(study.disputes)} disputed")
    if with_models:
        print(_between(found))
    _print_alphas(found)
    if found.sentences:
        unknown = found.sentences.unknown
        left_out = f"; {number_of(unknown, 'answer')} gave a category without marks" * (unknown > 0)
        print(f"{number_of(found.sentences.shared, 'sentence')} judged by two or more{left_out}")
        _print_alphas(found.sentences)
    if with_models:
        _print_models(study)
    print(f"open {page}")


def _print_models(study: "Study") -> None:
    """Print the comparisons of models, and how much more or less often than others they give each category."""
    from labels.asking.annotator import is_model

    for level in study.comparisons[1:]:
        print(f"{_between(level)}: alpha {', '.join(f'{name} {value}' for name, value in _alphas(level))}")
    for one in study.annotators:
        if is_model(one.name) and one.shared:
            print(f"{one.name} beside {', '.join(one.beside)} on {one.shared} paragraphs, in points: {_leanings(one)}")


def _between(level: "Agreement") -> str:
    from evaluation.pages.agreement_page import KINDS

    return f"{KINDS[level.kind].english} ({', '.join(level.annotators)}), {level.shared} paragraphs"


def _leanings(one: "Annotator") -> str:
    leanings = []
    for category, bias in one.bias.items():
        points = "undefined" if bias.difference.value is None else f"{100 * bias.difference.value:+.1f}"
        ends = bias.difference.interval
        leanings.append(f"{category} {points}" + (f" ({100 * ends[0]:+.1f} to {100 * ends[1]:+.1f})" if ends else ""))
    return ", ".join(leanings)


def _alphas(level: "Agreement | SentenceAgreement") -> "Iterator[tuple[str, str]]":
    for name, question in [*level.categories.items(), ("whole set", level.sets)]:
        alpha = question.figures["krippendorff_alpha"].value
        yield name, "undefined" if alpha is None else f"{alpha:.3f}"


def _print_alphas(level: "Agreement | SentenceAgreement") -> None:
    for name, alpha in _alphas(level):
        print(f"{name:12} Krippendorff's alpha {alpha}")
