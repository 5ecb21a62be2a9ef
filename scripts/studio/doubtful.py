"""label_studio.py doubtful: labelled paragraphs → those whose labels a person should look at again."""

from argparse import Namespace
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared.options import add_output, add_taxonomy
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph
    from labels.taxonomy import Taxonomy
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py doubtful runs/labelled.jsonl --output runs/doubtful.jsonl
  python scripts/label_studio.py doubtful runs/labelled.jsonl --count 50 --output runs/doubtful.jsonl --send

Every label is compared with what a model says that saw no paragraph of its region, and they are ranked by cleanlab's
quality. Where people marked the sentences of all labels, these are judged one by one too. Of a language model's labels
those come earlier that fewer of its answers gave.
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
    options.add_of(parser, "the labels, whoever gave them")
    options.add_count(parser)
    add_output(parser, "FILE.jsonl", "file to write")
    options.add_send(parser, "复查 Review")
    add_taxonomy(parser)
    options.add_server(parser)


def doubtful_labels(arguments: Namespace) -> None:
    """Write the list of doubtful labels."""
    from inference.output.tagged_file import read_scores
    from labels.next.doubtful import FEWEST, doubtful, out_of_fold, review_order, unjudged
    from labels.next.doubtful_sentences import doubtful_sentences, merged
    from labels.next.given import support, with_givers
    from labels.taxonomy import Taxonomy
    from storage.jsonl import write_objects

    taxonomy = Taxonomy.load(arguments.taxonomy)
    rows = _read(arguments.labelled, arguments.of, taxonomy)
    probabilities = read_scores(arguments.scores, rows, taxonomy) if arguments.scores else out_of_fold(rows, taxonomy)
    texts = {row.id: row.text for row in rows}
    shares = support(rows, taxonomy)
    sentences = [] if arguments.scores else doubtful_sentences(rows, taxonomy, shares)
    doubts = merged(doubtful(rows, probabilities, taxonomy, shares), sentences)
    doubts = with_givers(doubts, rows, shares, taxonomy)
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
    if names := Counter(name for doubt in listed for name in doubt.by):
        print(f"who gave the labels listed: {', '.join(f'{name} ({count})' for name, count in names.most_common())}")
    if arguments.send:
        from labels.studio.order import write_review
        from labels.studio.project import open_project

        connection = options.connection(arguments)
        project = open_project(connection, arguments.project)
        reasons = {paragraph: reason for paragraph, _, reason in review_order(listed)}
        print(f"{write_review(connection, project, reasons)} to look at again. Open {project.url}")


def _read(path: Path, name: str | None, taxonomy: "Taxonomy") -> "list[LabelledParagraph]":
    """Read the labels, or what one annotator gave."""
    from labels.agreement.voices import said_by
    from labels.labelled import read_labelled

    rows = read_labelled(path, taxonomy)
    if name is None:
        return rows
    own = said_by(rows, name, taxonomy)
    if len(own) < len(rows):
        commandline.say(f"{len(rows) - len(own)} of {len(rows)} paragraphs were not judged by {name} and are left out")
    return own
