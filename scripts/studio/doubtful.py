"""label_studio.py doubtful: labelled paragraphs → those whose labels a person should look at again."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared.options import add_output, add_taxonomy
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py doubtful runs/labelled.jsonl --output runs/doubtful.jsonl
  python scripts/label_studio.py doubtful runs/labelled.jsonl --count 50 --output runs/doubtful.jsonl --send

Every label is compared with what a model says that saw no paragraph of its region, and they are ranked by cleanlab's
quality. Where people marked the sentences of all labels, these are judged one by one too.
"""


def add_doubtful(commands: "Commands") -> None:
    """Describe `doubtful`."""
    parser = options.add_command(
        commands, "doubtful", "list the labels that are probably wrong, most doubtful first", EPILOG, doubtful_labels
    )
    parser.add_argument("labelled", type=Path, metavar="FILE.jsonl", help="labelled paragraphs")
    parser.add_argument(
        "--scores",
        type=Path,
        metavar="FILE.jsonl",
        help="tagged file of a model that was trained on none of these paragraphs, of which no sentence is judged "
        "(default: a quick model's, out of fold)",
    )
    options.add_count(parser)
    add_output(parser, "FILE.jsonl", "file to write")
    options.add_send(parser, "复查 Review")
    add_taxonomy(parser)
    options.add_server(parser)


def doubtful_labels(arguments: Namespace) -> None:
    """Write the list of doubtful labels."""
    from inference.output.tagged_file import read_scores
    from labels.labelled import read_labelled
    from labels.next.doubtful import FEWEST, doubtful, out_of_fold, review_order, unjudged
    from labels.next.doubtful_sentences import doubtful_sentences, merged
    from labels.taxonomy import Taxonomy
    from storage.jsonl import write_objects

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = read_labelled(arguments.labelled, taxonomy)
    probabilities = read_scores(arguments.scores, rows, taxonomy) if arguments.scores else out_of_fold(rows, taxonomy)
    texts = {row.id: row.text for row in rows}
    sentences = [] if arguments.scores else doubtful_sentences(rows, taxonomy)
    doubts = merged(doubtful(rows, probabilities, taxonomy), sentences)
    for category in unjudged(rows, taxonomy):
        commandline.say(f"'{category}' is not judged: fewer than {FEWEST} paragraphs carry it, or lack it")
    listed = doubts[: arguments.count]
    write_objects(arguments.output, ({**doubt.to_json(), "text": texts[doubt.paragraph]} for doubt in listed))
    beyond = sum(doubt.beyond_threshold for doubt in doubts)
    if sentences:
        print(f"the sentences of {number_of(len(sentences), 'paragraph')} were judged one by one too")
    print(
        f"{number_of(len(rows), 'paragraph')}, {beyond} with a label that is probably wrong. Wrote the "
        f"{len(listed)} most doubtful to {arguments.output}"
    )
    if arguments.send:
        from labels.studio.order import write_review
        from labels.studio.project import open_project

        connection = options.connection(arguments)
        project = open_project(connection, arguments.project)
        reasons = {paragraph: reason for paragraph, _, reason in review_order(listed)}
        print(f"{write_review(connection, project, reasons)} to look at again. Open {project.url}")
