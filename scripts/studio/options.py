"""Options that the commands of label_studio.py share, and the connection they give."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline

if TYPE_CHECKING:
    from labels.studio.server.connection import Connection

DATA = Path("label-studio-data")
TITLE = "政标 Zhengbiao"
ADJUDICATION = "政标 仲裁 Adjudication"


def add_server(parser: ArgumentParser, title: str = TITLE) -> None:
    """Add the options that say which server and project are meant."""
    parser.add_argument(
        "--project", default=title, metavar="TITLE", help=f"title or number of the project (default: {title})"
    )
    add_data(parser)
    parser.add_argument("--url", default=None, help="a server elsewhere; give --token-file too")
    parser.add_argument(
        "--token-file", type=Path, default=None, metavar="FILE", help="file with a token for --url, and nothing else"
    )


def add_data(parser: ArgumentParser) -> None:
    """Add the option that says where the server started here keeps its data."""
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"the server's folder (default: {DATA})")


def add_taxonomy(parser: ArgumentParser) -> None:
    """Add the option that names the categories."""
    parser.add_argument(
        "--taxonomy", type=Path, default=None, metavar="FILE.toml", help="default: labels/taxonomy.toml"
    )


def add_annotator_keys(parser: ArgumentParser) -> None:
    """Add the option for files that hold each person's labels under a key of its own."""
    parser.add_argument(
        "--annotator-keys",
        type=commandline.names,
        default=(),
        metavar="K1,K2",
        help="keys that hold one person's labels each, e.g. annotator_1",
    )


def connection(arguments: Namespace) -> "Connection":
    """Connect to the server that the options name."""
    from labels.studio.server.connection import connect

    return connect(arguments.data, arguments.url, arguments.token_file)
