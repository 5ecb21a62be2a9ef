"""What evaluate.py looks at beside scores on labels: behaviour on cases, and what splits of the labels flatter."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shared.labels import names_of, read_data

if TYPE_CHECKING:
    from evaluation.leakage.leakage import Leakage
    from evaluation.trust.checks import Checks
    from labels.labelled import LabelledParagraph
    from models.bundle import Bundle
    from scripts.shared.options import Options

# What --behaviour without a file stands for; named here because --help must not wait for what reads it.
_SHIPPED = Path(__file__).parents[2] / "evaluation" / "behaviour" / "government_reports.toml"
_BESIDE, _ALONE = "beside", "alone"


def add_checks(parser: "Options") -> None:
    """Add the options of what is looked at."""
    parser.add_argument(
        "--behaviour",
        type=Path,
        nargs="?",
        const=_SHIPPED,
        metavar="FILE.toml",
        help="also ask cases whose answer is known, without a file those for the shipped taxonomy (default: none)",
    )
    parser.add_argument(
        "--leakage",
        nargs="?",
        const=_BESIDE,
        choices=[_BESIDE, _ALONE],
        help="also judge a quick model on splits of the labels by random paragraphs, report, region, year, source and "
        "level, and count copies; alone: judge no bundle on --data (default: neither)",
    )


def parsed(parser: ArgumentParser) -> Namespace:
    """Read the arguments, and end where their options do not fit together."""
    arguments = parser.parse_args()
    if misuse := _misuse(arguments):
        parser.error(misuse)
    return arguments


def _misuse(arguments: Namespace) -> str:
    if arguments.data is None and arguments.behaviour is None:
        return "the following arguments are required: --data (or --behaviour)"
    needs_data = ("leakage", "against", "hold_out", "train_data")
    given = next((name for name in needs_data if getattr(arguments, name)), None)
    if arguments.data is None and given:
        return f"argument --{given.replace('_', '-')}: needs --data"
    if arguments.leakage == _ALONE and arguments.against:
        return "argument --against: not with --leakage alone, which judges no bundle on --data"
    return ""


def alone(arguments: Namespace) -> bool:
    """Say whether no bundle is judged on labels."""
    return arguments.data is None or arguments.leakage == _ALONE


def checks(
    arguments: Namespace,
    bundle: "Bundle",
    train: "Sequence[LabelledParagraph]",
    rows: "Sequence[LabelledParagraph]",
) -> "Checks":
    """Look at what was asked for.

    Args:
        train: the rows that teach, where the user named some.
        rows: the rows to judge.
    """
    from evaluation.trust.checks import Checks

    behaviour = leakage = None
    card = ""
    if arguments.behaviour is not None:
        from evaluation.behaviour.card import card_with_behaviour
        from evaluation.behaviour.case_file import read_cases
        from evaluation.behaviour.judging import behaviour_of
        from inference.tagger import Tagger

        cases = read_cases(None if arguments.behaviour == _SHIPPED else arguments.behaviour, bundle.manifest.taxonomy)
        behaviour = behaviour_of(Tagger(bundle, arguments.device), cases)
        card = card_with_behaviour(bundle.manifest, behaviour)
    if arguments.leakage:
        from evaluation.leakage.leakage import find_leakage

        leakage = find_leakage(rows, bundle.manifest.taxonomy, train)
    return Checks(behaviour, leakage, card)


def write_alone(arguments: Namespace, bundle: "Bundle") -> Path:
    """Look at what was asked for without judging the bundle on labels, and return the page."""
    from evaluation.pages.scores_page import write_checks

    train, rows = _all_rows(arguments, bundle) if arguments.data else ([], [])
    found = checks(arguments, bundle, train, rows)
    print_checks(found)
    return write_checks(
        arguments.output,
        found,
        bundle.manifest.taxonomy,
        model=bundle.manifest.id if arguments.behaviour is not None else "",
        data=names_of(arguments.data) if arguments.data else "",
    )


def _all_rows(arguments: Namespace, bundle: "Bundle") -> "tuple[list[LabelledParagraph], list[LabelledParagraph]]":
    """Return the rows that teach and those to judge, whatever the bundle was taught with: it is not judged on them."""
    from labels.splits import hold_out, read_report_list

    rows = read_data(arguments.data, bundle.manifest.taxonomy)
    if arguments.hold_out:
        return hold_out(rows, read_report_list(arguments.hold_out))
    return read_data(arguments.train_data or [], bundle.manifest.taxonomy), rows


def print_checks(found: "Checks") -> None:
    """Print what was found."""
    if found.behaviour is not None:
        print(found.behaviour.line())
    if found.leakage is not None:
        _print_leakage(found.leakage)


def _print_leakage(found: "Leakage") -> None:
    from scripts.shared.printing import table

    header = ["split", "judged", "learnt from", "macro-F1", "random above by", "95 % interval", "copies", "the same"]
    rows = []
    for one in found.splits:
        low, high = one.lead_interval or (None, None)
        interval = "-" if low is None or one.way == "random" else f"{low:+.3f} to {high:+.3f}"
        above = "-" if one.way == "random" else f"{one.lead:+.3f}"
        counts = [str(one.copied.paragraphs), str(one.copied.same)]
        rows.append([one.way, str(one.judged), f"{one.learnt:.0f}", f"{one.macro_f1:.3f}", above, interval, *counts])
    print(table(header, rows))
    for way, reason in found.left_out.items():
        print(f"not by {way}: {reason}")
