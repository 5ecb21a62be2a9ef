"""label_studio.py adjudicate, settle: disputes → tasks for somebody who decides → settled labels."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import commandline
from scripts.shared.options import add_output, add_taxonomy
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.studio.page import Unit
    from labels.taxonomy import Taxonomy
    from scripts.studio.options import Commands

ADJUDICATE = """\
examples:
  python scripts/label_studio.py adjudicate runs/labelled.jsonl --paragraphs runs/paragraphs.jsonl
  python scripts/label_studio.py adjudicate export.json --output runs/tasks.json --page runs/page.xml
"""
SETTLE = """\
examples:
  python scripts/label_studio.py settle runs/labelled.jsonl --adjudicated runs/decided.jsonl --output runs/gold.jsonl
"""


def add_adjudicate(commands: "Commands") -> None:
    """Describe `adjudicate`."""
    parser = options.add_command(
        commands,
        "adjudicate",
        "make tasks of what annotators differ on, for one who decides",
        ADJUDICATE,
        adjudicate,
    )
    options.add_answers(parser)
    parser.add_argument(
        "--paragraphs",
        type=Path,
        metavar="FILE.jsonl",
        help="all paragraphs of these reports, to show the neighbours (default: none)",
    )
    parser.add_argument("--named", action="store_true", help="show names in place of letters that change with the task")
    parser.add_argument(
        "--page", type=Path, metavar="FILE.xml", help="file for the page of the project (default: none)"
    )
    options.add_unit(parser)
    _add_common(parser)
    add_output(parser, "FILE.json", "file of the tasks, to import by hand", default="none, the server is asked")
    options.add_server(parser, options.ADJUDICATION)


def add_settle(commands: "Commands") -> None:
    """Describe `settle`."""
    parser = options.add_command(
        commands, "settle", "put what adjudicators decided in the place of the labels", SETTLE, settle_labels
    )
    options.add_answers(parser)
    parser.add_argument(
        "--adjudicated",
        type=Path,
        required=True,
        metavar="FILE",
        help="what was pulled, or exported as JSON, from the adjudication project",
    )
    _add_common(parser)
    add_output(parser, "FILE.jsonl", "labelled file to write")


def adjudicate(arguments: Namespace) -> None:
    """Make a project of the tasks, or write them, and the page where it is asked for."""
    from labels.agreement.adjudication import adjudication_page, adjudication_tasks, disputed_rows
    from labels.agreement.rows import read_judged
    from labels.studio.page import SENTENCE
    from labels.taxonomy import Taxonomy
    from reports.paragraphs_file import read_paragraphs
    from storage.results.files import result_file

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_judged(arguments.labelled, taxonomy, arguments.annotator_keys)
    disputed = disputed_rows(rows, taxonomy, arguments.ties_only)
    paragraphs = list(read_paragraphs(arguments.paragraphs)) if arguments.paragraphs else ()

    def tasks(unit: "Unit") -> "list[dict[str, Any]]":
        return list(adjudication_tasks(rows, taxonomy, paragraphs, arguments.named, arguments.ties_only, unit=unit))

    if arguments.page:
        with result_file(arguments.page) as file:
            file.write(adjudication_page(taxonomy, arguments.unit or SENTENCE))
    of_all = f"{len(disputed)} of {number_of(len(rows), 'paragraph')}"
    print(f"{of_all} {'is' if len(disputed) == 1 else 'are'} disputed")
    if arguments.output:
        made = tasks(arguments.unit or SENTENCE)
        with result_file(arguments.output) as file:
            json.dump(made, file, ensure_ascii=False, indent=1, allow_nan=False)
        print(f"wrote {arguments.output}")
    elif disputed:
        _push(arguments, tasks, taxonomy)


def _push(arguments: Namespace, tasks: "Callable[[Unit], list[dict[str, Any]]]", taxonomy: "Taxonomy") -> None:
    from labels.agreement.adjudication import adjudication_page
    from labels.guide import instruction
    from labels.studio.project import ensure_project
    from labels.studio.push import push_tasks

    connection = options.connection(arguments)
    project = ensure_project(
        connection,
        arguments.project,
        taxonomy,
        unit=arguments.unit,
        page=adjudication_page,
        instruction=instruction(taxonomy),
    )
    pushed = push_tasks(connection, project, tasks(project.unit))
    print(f"{number_of(pushed.sent, 'task')} sent; {number_of(pushed.there, 'was there', 'were there')}")
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
        f"{len(result.settled)} settled, {left_open} open{left_out}. Wrote {number_of(len(kept), 'paragraph')} to "
        f"{arguments.output}"
    )


def _add_common(parser: ArgumentParser) -> None:
    options.add_annotator_keys(parser)
    parser.add_argument(
        "--ties-only",
        action="store_true",
        help="look only where no majority decides, and not wherever two people differ",
    )
    add_taxonomy(parser)
