"""The `adjudicate` and `settle` commands of label_studio.py: disputes → tasks for somebody who decides → settled
labels."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import commandline
from scripts.studio import options

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from labels.taxonomy import Taxonomy


def add_adjudicate(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the command that makes tasks to the parser of label_studio.py."""
    command = commands.add_parser("adjudicate", help="make a project, or a file of tasks, of what annotators differ on")
    command.add_argument(
        "labelled", type=Path, metavar="LABELLED", help="labelled paragraphs, or Label Studio's JSON export"
    )
    command.add_argument(
        "--paragraphs",
        type=Path,
        default=None,
        metavar="FILE.jsonl",
        help="all paragraphs of these reports, to show the neighbours",
    )
    command.add_argument(
        "--named", action="store_true", help="show names (default: letters that change with the paragraph)"
    )
    command.add_argument(
        "--page", type=Path, default=None, metavar="FILE.xml", help="write the page of the adjudication project too"
    )
    options.add_server(command, options.ADJUDICATION)
    _add_common(command)
    command.add_argument(
        "--output", type=Path, default=None, metavar="FILE.json", help="write a file to import by hand; ask no server"
    )
    command.set_defaults(run=adjudicate)


def add_settle(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the command that settles labels to the parser of label_studio.py."""
    command = commands.add_parser("settle", help="put what adjudicators decided in the place of the labels")
    command.add_argument("labelled", type=Path, metavar="LABELLED", help="what the tasks were made from")
    command.add_argument(
        "--adjudicated",
        type=Path,
        required=True,
        metavar="FILE",
        help="what was pulled, or exported as JSON, from the adjudication project",
    )
    _add_common(command)
    command.add_argument(
        "--output", type=Path, required=True, metavar="FILE.jsonl", help="labelled paragraphs to write"
    )
    command.set_defaults(run=settle_labels)


def adjudicate(arguments: Namespace) -> None:
    """Make a project of the tasks, or write them, and the page where it is asked for."""
    from labels.agreement.adjudication import adjudication_page, adjudication_tasks
    from labels.agreement.rows import read_judged
    from labels.taxonomy import Taxonomy
    from reports.paragraphs_file import read_paragraphs
    from storage.results.files import result_file

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_judged(arguments.labelled, taxonomy, arguments.annotator_keys)
    paragraphs = list(read_paragraphs(arguments.paragraphs)) if arguments.paragraphs else ()
    tasks = list(adjudication_tasks(rows, taxonomy, paragraphs, arguments.named, arguments.ties_only))
    page = adjudication_page(taxonomy)
    if arguments.page:
        with result_file(arguments.page) as file:
            file.write(page)
    print(f"{len(tasks)} of {len(rows)} paragraphs are disputed")
    if arguments.output:
        with result_file(arguments.output) as file:
            json.dump(tasks, file, ensure_ascii=False, indent=1, allow_nan=False)
        print(f"wrote {arguments.output}")
    elif tasks:
        _push(arguments, tasks, page, taxonomy)


def _push(arguments: Namespace, tasks: "list[dict[str, Any]]", page: str, taxonomy: "Taxonomy") -> None:
    from labels.guide import instruction
    from labels.studio.project import ensure_project
    from labels.studio.push import push_tasks

    connection = options.connection(arguments)
    project = ensure_project(connection, arguments.project, taxonomy, page=page, instruction=instruction(taxonomy))
    pushed = push_tasks(connection, project, tasks)
    print(f"{pushed.sent} tasks sent; {pushed.there} were there")
    print(f"open {project.url}; then pull --project '{project.title}' and settle")


def settle_labels(arguments: Namespace) -> None:
    """Write all rows with what was decided, and name what stays open."""
    from labels.agreement.adjudication import settle
    from labels.agreement.rows import read_judged
    from labels.labelled import write_labelled
    from labels.taxonomy import Taxonomy
    from storage.errors import BadSettings

    if arguments.adjudicated.resolve() == arguments.labelled.resolve():
        raise BadSettings(
            f"--adjudicated {arguments.adjudicated} is the file to settle. Expected what was pulled from the "
            "adjudication project; pull it."
        )
    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_judged(arguments.labelled, taxonomy, arguments.annotator_keys)
    result = settle(rows, read_judged(arguments.adjudicated, taxonomy), taxonomy, arguments.ties_only)
    for identifier in result.split:
        commandline.say(f"{identifier} stays open: the adjudicators differ")
    for identifier in result.waiting:
        commandline.say(f"{identifier} stays open: disputed, and no adjudicator answered")
    # Where exactly one category is asked for, a paragraph that stays open has no label, which no labelled file may
    # hold.
    kept = [row for row in result.rows if row.labels or not taxonomy.exclusive]
    write_labelled(arguments.output, kept)
    left_open = len(result.split) + len(result.waiting)
    left_out = f" ({len(result.rows) - len(kept)} without a label, left out)" if len(kept) < len(result.rows) else ""
    print(
        f"{len(result.settled)} settled, {left_open} open{left_out}. Wrote {len(kept)} paragraphs to {arguments.output}"
    )


def _add_common(command: ArgumentParser) -> None:
    options.add_annotator_keys(command)
    command.add_argument(
        "--ties-only", action="store_true", help="only where no majority decides (default: wherever two people differ)"
    )
    options.add_taxonomy(command)
