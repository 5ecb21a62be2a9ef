"""Paragraphs → Label Studio tasks, and what people answered → labelled paragraphs. Works with files, without a server."""

from argparse import Namespace
from pathlib import Path

import commandline
from studio_doubtful import add_doubtful
from studio_next import add_next

EPILOG = """\
examples:
  python scripts/label_studio.py page --output runs/label-studio/page.xml
  python scripts/label_studio.py push runs/paragraphs.jsonl --output runs/label-studio/tasks.json
  python scripts/label_studio.py pull export.json --output runs/labelled.jsonl

In Label Studio: create a project, paste page.xml under Settings › Labeling Interface › Code, import tasks.json, label, and export
as JSON (not JSON-MIN).
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    page = commands.add_parser("page", help="write the labelling page that the taxonomy asks for")
    push = commands.add_parser("push", help="write paragraphs as tasks to import")
    push.add_argument("paragraphs", type=Path, metavar="PARAGRAPHS.jsonl", help="as scripts/read_reports.py writes them")
    pull = commands.add_parser("pull", help="read a JSON export into labelled paragraphs")
    pull.add_argument("export", type=Path, metavar="EXPORT.json", help="Label Studio's JSON export")
    for command in (page, push, pull):
        command.add_argument("--output", type=Path, required=True, metavar="FILE", help="file to write")
    for command in (page, pull):
        command.add_argument("--taxonomy", type=Path, default=None, metavar="FILE.toml", help="default: labels/taxonomy.toml")
    for command, run in ((page, _page), (push, _push), (pull, _pull)):
        command.set_defaults(run=run)
    add_next(commands)
    add_doubtful(commands)
    arguments = parser.parse_args()
    arguments.run(arguments)


def _page(arguments: Namespace) -> None:
    from labels.page import labelling_page
    from labels.taxonomy import Taxonomy
    from reports.files import atomic_writer

    with atomic_writer(arguments.output) as file:
        file.write(labelling_page(Taxonomy.load(arguments.taxonomy)))
    print(f"wrote {arguments.output}")


def _push(arguments: Namespace) -> None:
    from labels.tasks import write_tasks
    from reports.jsonl import read_paragraphs

    count = write_tasks(arguments.output, read_paragraphs(arguments.paragraphs))
    print(f"{count} tasks. Wrote {arguments.output}")


def _pull(arguments: Namespace) -> None:
    from labels.exports import DISPUTED, read_export
    from labels.labelled import write_labelled
    from labels.taxonomy import Taxonomy

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_export(arguments.export, taxonomy)
    # Where exactly one category is asked for, a paragraph people are split over has no label yet.
    undecided = [row.id for row in rows if taxonomy.exclusive and not row.labels]
    for identifier in undecided:
        commandline.say(f"left out {identifier}: the annotators disagree; settle it in Label Studio and pull again")
    decided = [row for row in rows if row.id not in set(undecided)]
    write_labelled(arguments.output, decided)
    disputed = sum(DISPUTED in row.paragraph.extra for row in decided)
    print(f"{len(decided)} labelled paragraphs, {disputed} of them disputed; {len(undecided)} left out. Wrote {arguments.output}")


if __name__ == "__main__":
    commandline.run(main)
