"""The sub-command `doubtful` of scripts/label_studio.py: labels that a person should look at again."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import Any

from scripts import commandline
from scripts.studio import options


def add_doubtful(commands: Any) -> None:
    """Add the sub-command to those of scripts/label_studio.py."""
    command = commands.add_parser(
        "doubtful",
        help="list the labels that are probably wrong, most doubtful first",
        description="Compares every label with what a model says that saw no paragraph of its region, and ranks by "
        "cleanlab's quality.",
        epilog="example:\n  python scripts/label_studio.py doubtful runs/labelled.jsonl --output runs/doubtful.jsonl",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("labelled", type=Path, metavar="LABELLED.jsonl", help="labelled paragraphs")
    command.add_argument(
        "--scores",
        type=Path,
        default=None,
        metavar="TAGGED.jsonl",
        help="scores of a model that was trained on none of these paragraphs (default: a quick model, out of fold)",
    )
    command.add_argument(
        "--count", type=commandline.positive, default=100, metavar="N", help="paragraphs to list (default: 100)"
    )
    command.add_argument("--output", type=Path, required=True, metavar="FILE.jsonl", help="file to write")
    command.add_argument("--send", action="store_true", help="show them on the server, in the tab 复查 Review")
    options.add_server(command)
    options.add_taxonomy(command)
    command.set_defaults(run=doubtful_labels)


def doubtful_labels(arguments: Namespace) -> None:
    """Write the list of doubtful labels."""
    from inference.output.tagged_file import read_scores
    from labels.labelled import read_labelled
    from labels.next.doubtful import FEWEST, doubtful, out_of_fold, review_order, unjudged
    from labels.taxonomy import Taxonomy
    from storage.jsonl import write_objects

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_labelled(arguments.labelled, taxonomy)
    probabilities = read_scores(arguments.scores, rows, taxonomy) if arguments.scores else out_of_fold(rows, taxonomy)
    texts = {row.id: row.text for row in rows}
    doubts = doubtful(rows, probabilities, taxonomy)
    for category in unjudged(rows, taxonomy):
        commandline.say(f"'{category}' is not judged: fewer than {FEWEST} paragraphs carry it, or lack it")
    listed = doubts[: arguments.count]
    write_objects(arguments.output, ({**doubt.to_json(), "text": texts[doubt.paragraph]} for doubt in listed))
    beyond = sum(doubt.beyond_threshold for doubt in doubts)
    print(
        f"{len(rows)} paragraphs, {beyond} with a label that is probably wrong. Wrote the {len(listed)} most doubtful "
        f"to {arguments.output}"
    )
    if arguments.send:
        from labels.studio.order import write_review
        from labels.studio.project import open_project

        connection = options.connection(arguments)
        project = open_project(connection, arguments.project)
        reasons = {paragraph: reason for paragraph, _, reason in review_order(listed)}
        print(f"{write_review(connection, project, reasons)} to look at again. Open {project.url}")
