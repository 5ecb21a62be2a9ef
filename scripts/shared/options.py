"""Declare the options that several scripts share: each once, in one wording.

A help text is a phrase without a full stop: what is given, or, of a switch, what is done. Where there is a default, it
ends with "(default: …)".
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shared import values

if TYPE_CHECKING:
    Options = argparse._ActionsContainer
    """A parser, or a group of options in one."""

_MOST_THREADS = 1_024


def add_data(parser: "Options", default: str = "") -> None:
    """Add the labelled files that a script is about; `default` says what happens without, where they may be left
    out."""
    says = "labelled files and folders of such; of a paragraph the newest decision counts; corrections only teach"
    says += f" (default: {default})" if default else ""
    parser.add_argument("--data", type=Path, nargs="+", required=not default, metavar="FILE.jsonl", help=says)


def add_labelled(parser: "Options") -> None:
    """Add labels that are used where they are given."""
    parser.add_argument("--labelled", type=Path, metavar="FILE.jsonl", help="labelled paragraphs (default: none)")


def add_hold_out(parser: "Options") -> None:
    """Add the list of reports to judge by."""
    parser.add_argument(
        "--hold-out",
        type=Path,
        metavar="FILE.txt",
        help="ids of the reports that are judged and not learnt from, one a line (default: none)",
    )


def add_model(parser: "Options", what: str = "bundle", default: str = "the shipped tagger") -> None:
    """Add the bundle that is used, with what it is for and what is used where none is given."""
    parser.add_argument("--model", type=Path, metavar="DIR", help=f"{what} (default: {default})")


def add_device(parser: "Options") -> None:
    """Add where the model runs."""
    parser.add_argument("--device", metavar="NAME", help="cpu, cuda, cuda:N (default: a GPU where there is one)")


def add_by(parser: "Options") -> None:
    """Add what groups are told apart by."""
    parser.add_argument(
        "--by",
        type=values.names,
        default=(),
        metavar="NAME,NAME",
        help="what groups are told apart by, such as year,level (default: no groups)",
    )


def add_category(parser: "Options") -> None:
    """Add the categories that are meant."""
    parser.add_argument(
        "--category",
        type=values.names,
        default=(),
        metavar="NAME,NAME",
        help="categories meant (default: all)",
    )


def add_threads(parser: "Options", default: int | None = None, what: str = "CPU threads") -> None:
    """Add how many threads torch uses."""
    parser.add_argument(
        "--threads",
        type=values.up_to(_MOST_THREADS),
        default=default,
        metavar="N",
        help=f"{what} (default: {default or 'all'})",
    )


def use_threads(threads: int | None) -> None:
    """Let torch use so many threads, as `add_threads` reads them; None leaves all."""
    import torch

    if threads is not None:
        torch.set_num_threads(threads)


def add_workers(parser: "Options") -> None:
    """Add how many processes read."""
    parser.add_argument(
        "--workers",
        type=values.positive,
        metavar="N",
        help="processes that read (default: one for each core, one for few files)",
    )


def add_taggers(parser: "Options") -> None:
    """Add how many processes tag."""
    parser.add_argument(
        "--taggers",
        type=values.positive,
        metavar="N",
        help="processes that tag (default: one for each core that memory suffices for, one on a GPU)",
    )


def add_columns(parser: "Options") -> None:
    """Add the columns of tables that bear no usual name."""
    parser.add_argument(
        "--columns",
        default="",
        metavar="ROLE=NAME,ROLE=NAME",
        help="columns of tables, such as text=报告全文,year=年份 (default: those with usual names)",
    )


def add_encoder(parser: "Options") -> None:
    """Add the encoder that is fine-tuned."""
    parser.add_argument(
        "--encoder", metavar="NAME_OR_DIR", help="model folder or hub name (default: the shipped encoder)"
    )


def add_revision(parser: "Options") -> None:
    """Add which version of an encoder of the hub is meant."""
    parser.add_argument("--revision", metavar="NAME", help="branch, tag or commit of a hub name (default: main)")


def add_config(parser: "Options") -> None:
    """Add the file of settings."""
    parser.add_argument(
        "--config", type=Path, metavar="FILE.toml", help="settings of the training (default: those of the program)"
    )


def add_rate(parser: "Options", default: float | None = None) -> None:
    """Add the learning rate; a default of None leaves it to the encoder's size."""
    says = "by the encoder's size" if default is None else f"{default:g}"
    parser.add_argument(
        "--rate", type=float, default=default, metavar="X", help=f"learning rate at its highest (default: {says})"
    )


def add_seed(parser: "Options", default: int | None = 0) -> None:
    """Add the seed; a default of None leaves it to a file of settings, where it is 0 too."""
    parser.add_argument("--seed", type=int, default=default, metavar="N", help="seed of all chance (default: 0)")


def add_taxonomy(parser: "Options") -> None:
    """Add the file of categories."""
    parser.add_argument("--taxonomy", type=Path, metavar="FILE.toml", help="categories (default: labels/taxonomy.toml)")


def add_port(parser: "Options", default: int) -> None:
    """Add the port of a server."""
    parser.add_argument(
        "--port", type=values.port, default=default, metavar="N", help="port to listen on (default: %(default)s)"
    )


def add_secret_file(parser: "Options", says: str, default: Path | None = None) -> None:
    """Add the file of the secret that a server and its clients share; `says` is where it is by default."""
    parser.add_argument(
        "--secret-file",
        type=Path,
        default=default,
        metavar="FILE",
        help=f"file of the secret that clients must show (default: {says})",
    )


def add_inputs(parser: "Options", what: str = "files and folders of reports") -> None:
    """Add the files and folders that are read."""
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help=what)


def add_output(parser: "Options", metavar: str, what: str, default: str = "") -> None:
    """Add what is written, and where; it must be given, unless a default says what happens else."""
    parser.add_argument(
        "--output",
        type=Path,
        required=not default,
        metavar=metavar,
        help=f"{what} (default: {default})" if default else what,
    )
