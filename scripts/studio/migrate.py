"""label_studio.py migrate: labels of an old taxonomy → labels of a new one, and the paragraphs to ask again."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared.options import add_output
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py migrate runs/labelled.jsonl --from old.toml --to labels/taxonomy.toml \\
      --rename industry=economy --dry-run
  python scripts/label_studio.py migrate export.json --from old.toml --to new.toml --plan plan.toml \\
      --output runs/migrated.jsonl

docs/migration.md says what follows, what is asked again, and how a plan file looks.
"""


def add_migrate(commands: "Commands") -> None:
    """Describe `migrate`."""
    parser = options.add_command(commands, "migrate", "carry labels over to a changed taxonomy", EPILOG, migrate_labels)
    options.add_answers(parser, "labels")
    parser.add_argument(
        "--from", dest="old", type=Path, required=True, metavar="FILE.toml", help="taxonomy of these labels"
    )
    parser.add_argument(
        "--to", dest="new", type=Path, required=True, metavar="FILE.toml", help="taxonomy they are to follow"
    )
    _add_plan(parser)
    options.add_annotator_keys(parser)
    parser.add_argument("--dry-run", action="store_true", help="print what would become of the labels, write nothing")
    add_output(parser, "FILE.jsonl", "labelled file of the new taxonomy", default="none, with --dry-run")
    parser.add_argument(
        "--queue",
        type=Path,
        metavar="FILE.jsonl",
        help="file of the paragraphs to ask again (default: --output with -queue in its name)",
    )


def _add_plan(parser: ArgumentParser) -> None:
    """Add what became of each category, as a file or one by one."""
    parser.add_argument(
        "--plan",
        type=Path,
        metavar="FILE.toml",
        help="what became of each category, in place of the next five (default: none)",
    )
    for name, form, text in (
        ("--rename", "OLD=NEW", "category that has another id"),
        ("--merge", "OLD,OLD=NEW", "several that became one"),
        ("--split", "OLD=NEW,NEW", "category that became several, whose paragraphs are asked again"),
        ("--drop", "OLD", "category whose labels are given up"),
        ("--absent", "NEW", "added category that no paragraph here is about"),
    ):
        parser.add_argument(
            name,
            action="append",
            default=[],
            metavar=form,
            help=f"{text}, may be given again (default: none)",
        )


def migrate_labels(arguments: Namespace) -> None:
    """Print what becomes of each category; write both files unless it is a dry run."""
    from labels.labelled import write_labelled
    from labels.migration.counts import counts
    from labels.migration.migrate import migrate
    from labels.migration.plan import MigrationPlan, check_plan, plan_of_options, read_plan
    from labels.studio.exports import read_rows
    from labels.taxonomy import Taxonomy
    from scripts.shared.printing import table
    from storage.errors import BadSettings
    from storage.jsonl import write_objects

    old, new = Taxonomy.load(arguments.old), Taxonomy.load(arguments.new)
    spoken = plan_of_options(arguments.rename, arguments.merge, arguments.split, arguments.drop, arguments.absent)
    if arguments.plan and spoken != MigrationPlan():
        raise BadSettings(
            "--plan came with --rename, --merge, --split, --drop or --absent. Expected one of the two; write all into "
            "the plan."
        )
    if not arguments.dry_run and arguments.output is None:
        raise BadSettings("Neither --output nor --dry-run was given. Expected one of them; add --output FILE.jsonl.")
    if arguments.output is not None and arguments.output.resolve() == arguments.labels.resolve():
        raise BadSettings(
            f"--output {arguments.output} is the file to migrate. Expected another, so that the old one stays; name it."
        )
    migration = check_plan(read_plan(arguments.plan) if arguments.plan else spoken, old, new)
    rows = read_rows(arguments.labels, old, arguments.annotator_keys)
    migrated = migrate(rows, migration)
    print(table(["category", "had", "now", "follow", "asked again"], counts(rows, migrated, migration)))
    follow, queued = number_of(len(migrated.rows), "follows", "follow"), number_of(len(migrated.queue), "is", "are")
    print(f"{number_of(len(rows), 'paragraph')}: {follow}, {queued} to be asked again")
    if migrated.given_up:
        commandline.say(
            f"{migrated.given_up} times a language model's confidence in a merged category is given up: not all of its "
            "answers are in the file, so that how many gave it is not known"
        )
    if arguments.dry_run:
        print("dry run: nothing was written")
        return
    queue = arguments.queue or arguments.output.with_stem(f"{arguments.output.stem}-queue")
    write_labelled(arguments.output, migrated.rows)
    write_objects(queue, (paragraph.to_json() for paragraph in migrated.queue))
    print(f"wrote {arguments.output} and {queue}")
