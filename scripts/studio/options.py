"""Declare what the commands of label_studio.py share: their form, the server they speak to, what they read."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shared import values

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from labels.studio.project import Project
    from labels.studio.server.connection import Connection
    from labels.taxonomy import Taxonomy

    Commands = _SubParsersAction[ArgumentParser]

DATA = Path("label-studio-data")
TITLE = "政标 Zhengbiao"
COUNT = 100
ADJUDICATION = "政标 仲裁 Adjudication"


def add_command(
    commands: "Commands", name: str, does: str, epilog: str, run: Callable[[Namespace], None]
) -> ArgumentParser:
    """Add a command.

    Args:
        does: what it does, a phrase that begins with a verb.
        epilog: examples, and what else a person should know.
    """
    parser = commands.add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=epilog,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_server(parser: ArgumentParser, title: str = TITLE) -> None:
    """Add the options that say which server and project are meant."""
    parser.add_argument(
        "--project", default=title, metavar="TITLE", help="title or number of the project (default: %(default)s)"
    )
    add_data(parser)
    parser.add_argument("--url", metavar="URL", help="server elsewhere, with --token-file (default: the one in --data)")
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="file that holds a token for --url alone (default: none)"
    )


def project_of(arguments: Namespace, connection: "Connection", taxonomy: "Taxonomy") -> "Project":
    """Return the project that is meant, made where there is none, as it was asked for."""
    from labels.guide import instruction
    from labels.studio.project import ensure_project

    return ensure_project(
        connection,
        arguments.project,
        taxonomy,
        unit=arguments.unit,
        annotators=arguments.annotators,
        instruction=instruction(taxonomy),
    )


def add_data(parser: ArgumentParser) -> None:
    """Add the option that says where the server started here keeps its data."""
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="DIR", help="folder of the server (default: %(default)s)"
    )


def add_answers(parser: ArgumentParser, name: str = "labelled") -> None:
    """Add the file of labels, which may be an export."""
    parser.add_argument(name, type=Path, metavar="FILE", help="labelled paragraphs, or a JSON export of Label Studio's")


def add_paragraphs(parser: ArgumentParser, name: str) -> None:
    """Add the file of paragraphs."""
    parser.add_argument(
        name, type=Path, metavar="FILE.jsonl", help="paragraphs, as scripts/read_reports.py writes them"
    )


def add_annotators(parser: ArgumentParser) -> None:
    """Add how many people a project asks."""
    parser.add_argument(
        "--annotators",
        type=values.positive,
        metavar="N",
        help="people asked about each paragraph (default: as it is, 1 in a new project)",
    )


def add_unit(parser: ArgumentParser, default: str = "as it is, sentence in a new project") -> None:
    """Add what a labelling page asks about."""
    parser.add_argument(
        "--unit",
        choices=("sentence", "paragraph"),
        help=f"what people give categories to (default: {default})",
    )


def add_of(parser: ArgumentParser, default: str) -> None:
    """Add whose answers are meant."""
    parser.add_argument(
        "--of",
        metavar="NAME",
        help=f"annotator whose answers are meant, as agreement lists them (default: {default})",
    )


def add_annotator_keys(parser: ArgumentParser) -> None:
    """Add the option for files that hold each person's labels under a key of its own."""
    parser.add_argument(
        "--annotator-keys",
        type=values.names,
        default=(),
        metavar="KEY,KEY",
        help="keys that hold one person's labels each, such as annotator_1 (default: none)",
    )


def add_count(parser: ArgumentParser) -> None:
    """Add how many paragraphs are written."""
    parser.add_argument(
        "--count", type=values.positive, default=COUNT, metavar="N", help="paragraphs to write (default: %(default)s)"
    )


def add_count_or_sentences(parser: ArgumentParser) -> None:
    """Add how many paragraphs are written, by their number or by the sentences that somebody reads."""
    parser.add_argument(
        "--count",
        type=values.positive,
        metavar="N",
        help=f"paragraphs to write (default: {COUNT}, or as many as --sentences allows)",
    )
    parser.add_argument(
        "--sentences",
        type=values.positive,
        metavar="N",
        help="most sentences that these paragraphs may have together (default: any number)",
    )


def add_send(parser: ArgumentParser, tab: str) -> None:
    """Add the switch that brings what is written to the server too."""
    parser.add_argument("--send", action="store_true", help=f"show them on the server too, in the tab {tab}")


def connection(arguments: Namespace) -> "Connection":
    """Connect to the server that the options name."""
    from labels.studio.server.connection import connect

    return connect(arguments.data, arguments.url, arguments.token_file)
