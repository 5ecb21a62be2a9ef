"""`label_studio.py migrate`: labels of an old taxonomy → labels of a new one, and the paragraphs to ask again."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.studio import options

if TYPE_CHECKING:
    from argparse import _SubParsersAction

EPILOG = """\
examples:
  python scripts/label_studio.py migrate runs/labelled.jsonl --from old.toml --to labels/taxonomy.toml \\
      --rename industry=economy --dry-run
  python scripts/label_studio.py migrate export.json --from old.toml --to new.toml --plan plan.toml \\
      --output runs/migrated.jsonl

docs/migration.md says what follows, what is asked again, and how a plan file looks.
"""


def add_migrate(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the sub-command to those of label_studio.py."""
    migrate = commands.add_parser(
        "migrate",
        help="carry labels over to a changed taxonomy",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    migrate.add_argument(
        "labels",
        type=Path,
        metavar="LABELLED.jsonl|EXPORT.json",
        help="labelled paragraphs, or Label Studio's JSON export",
    )
    migrate.add_argument(
        "--from", dest="old", type=Path, required=True, metavar="OLD.toml", help="the taxonomy of these labels"
    )
    migrate.add_argument(
        "--to", dest="new", type=Path, required=True, metavar="NEW.toml", help="the taxonomy they are to follow"
    )
    migrate.add_argument(
        "--plan",
        type=Path,
        default=None,
        metavar="PLAN.toml",
        help="what became of each category; instead of the next five",
    )
    for name, form, text in (
        ("--rename", "OLD=NEW", "a category has another id"),
        ("--merge", "OLD,OLD=NEW", "several became one"),
        ("--split", "OLD=NEW,NEW", "one became several, and its paragraphs are asked again"),
        ("--drop", "OLD", "its labels are given up"),
        ("--absent", "NEW", "an added category that no paragraph here is about"),
    ):
        migrate.add_argument(name, action="append", default=[], metavar=form, help=f"{text}; may be given again")
    options.add_annotator_keys(migrate)
    migrate.add_argument("--dry-run", action="store_true", help="print what would become of the labels, write nothing")
    migrate.add_argument(
        "--output", type=Path, default=None, metavar="FILE.jsonl", help="labelled paragraphs of the new taxonomy"
    )
    migrate.add_argument(
        "--queue",
        type=Path,
        default=None,
        metavar="FILE.jsonl",
        help="paragraphs to ask again (default: OUTPUT with -queue in its name)",
    )
    migrate.set_defaults(run=migrate_labels)


def migrate_labels(arguments: Namespace) -> None:
    """Print what becomes of each category; write both files unless it is a dry run."""
    from labels.labelled import write_labelled
    from labels.migration.migrate import counts, migrate
    from labels.migration.plan import MigrationPlan, check_plan, plan_of_options, read_plan
    from labels.studio.exports import read_rows
    from labels.taxonomy import Taxonomy
    from scripts.printing import table
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
    print(f"{len(rows)} paragraphs: {len(migrated.rows)} follow, {len(migrated.queue)} are to be asked again")
    if arguments.dry_run:
        print("dry run: nothing was written")
        return
    queue = arguments.queue or arguments.output.with_stem(f"{arguments.output.stem}-queue")
    write_labelled(arguments.output, migrated.rows)
    write_objects(queue, (paragraph.to_json() for paragraph in migrated.queue))
    print(f"wrote {arguments.output} and {queue}")
