"""label_studio.py next: unlabelled paragraphs → those to label next, and whether to go on."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import values
from scripts.shared.options import add_labelled, add_model, add_output, add_taxonomy
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.next.ordering import Scores
    from labels.taxonomy import Taxonomy
    from reports.report import Paragraph
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py next runs/paragraphs.jsonl --labelled runs/labelled.jsonl --output runs/order.jsonl
  python scripts/label_studio.py next runs/paragraphs.jsonl --sentences 300 --output runs/order.jsonl
  python scripts/label_studio.py next runs/paragraphs.jsonl --without runs/sample.jsonl --output runs/order.jsonl
  python scripts/label_studio.py next runs/paragraphs.jsonl --model runs/tagger --output runs/order.jsonl --send

Best first come those a model is unsure of, unlike each other, a fair share for every category and region. With --model
a bundle says what is unsure, else a quick model that learns from --labelled, else keywords.
"""


def add_next(commands: "Commands") -> None:
    """Describe `next`."""
    parser = options.add_command(
        commands,
        "next",
        "put unlabelled paragraphs in the order in which they are best labelled",
        EPILOG,
        next_paragraphs,
    )
    options.add_paragraphs(parser, "unlabelled")
    add_labelled(parser)
    parser.add_argument(
        "--without",
        type=Path,
        metavar="FILE.jsonl",
        help="paragraphs whose whole reports are passed over, such as a random sample to judge by (default: none)",
    )
    add_model(parser, "bundle that says what is unsure", default="none")
    options.add_count_or_sentences(parser)
    add_output(parser, "FILE.jsonl", "file to write")
    parser.add_argument(
        "--more",
        type=values.positive,
        default=200,
        metavar="N",
        help="labels that the forecast is about (default: %(default)s)",
    )
    parser.add_argument(
        "--enough",
        type=float,
        default=0.005,
        metavar="X",
        help="gain in macro-F1 below which to stop (default: %(default)s)",
    )
    options.add_send(parser, "下一批 Next, and hand them out in this order")
    add_taxonomy(parser)
    options.add_server(parser)


def next_paragraphs(arguments: Namespace) -> None:
    """Write the order file and say what more labels are expected to add."""
    from labels.labelled import read_labelled
    from labels.next.budget import sentences_of, within
    from labels.next.ordering import order_paragraphs, with_reasons
    from labels.next.shortfall import shortfall
    from labels.next.stopping import FEWEST_ROWS, forecast
    from labels.taxonomy import Taxonomy
    from storage.jsonl import write_objects

    taxonomy = Taxonomy.load(arguments.taxonomy)
    paragraphs = _paragraphs(arguments.unlabelled, arguments.without)
    labelled = read_labelled(arguments.labelled, taxonomy) if arguments.labelled else []
    scores = _scores(arguments.model, paragraphs, taxonomy) if arguments.model else None
    count = _count(arguments, paragraphs)
    order = list(order_paragraphs(paragraphs, labelled, taxonomy, count, scores))
    if arguments.sentences:
        order = within(order, arguments.sentences)
    write_objects(arguments.output, with_reasons(order))
    chosen = {key: sum(one.category == key for _, one in order) for key in (*taxonomy.ids, "none")}
    sentences = sum(sentences_of(paragraph) for paragraph, _ in order)
    print(
        f"{number_of(len(order), 'paragraph')}, for the sake of "
        f"{', '.join(f'{key} {n}' for key, n in chosen.items() if n)}; they have {number_of(sentences, 'sentence')}. "
        f"Wrote {arguments.output}"
    )
    if not arguments.sentences and (line := shortfall(paragraphs, {row.id for row in labelled}, len(order), count)):
        commandline.say(line)
    if arguments.send:
        _send(arguments, [one.id for one, _ in order])
    if len(labelled) >= FEWEST_ROWS:
        print(forecast(labelled, taxonomy, arguments.more, arguments.enough))
    else:
        print(f"{len(labelled)} labelled: too few to say what more would add; from {FEWEST_ROWS} on this line says it")


def _paragraphs(unlabelled: Path, without: Path | None) -> "list[Paragraph]":
    """Read the paragraphs to choose from: all but those of the reports that are kept to judge by."""
    from reports.paragraphs_file import read_paragraphs
    from storage.errors import BadData

    paragraphs = list(read_paragraphs(unlabelled))
    if without is None:
        return paragraphs
    kept = {one.report for one in read_paragraphs(without)}
    rest = [one for one in paragraphs if one.report not in kept]
    if not rest or len(rest) == len(paragraphs):
        raise BadData(
            f"{without}: {'all' if not rest else 'none'} of the reports of {unlabelled} are in it. Expected some of "
            "them, to be passed over; give a sample drawn from that file."
        )
    return rest


def _count(arguments: Namespace, paragraphs: "Sequence[Paragraph]") -> int:
    from labels.next.budget import paragraphs_for

    if not arguments.sentences:
        return int(arguments.count or options.COUNT)
    enough = paragraphs_for(paragraphs, arguments.sentences)
    return min(enough, arguments.count or enough)


def _scores(model: Path, paragraphs: "Sequence[Paragraph]", taxonomy: "Taxonomy") -> "Scores":
    from inference.tagger import Tagger
    from labels.next.ordering import Scores

    tagger = Tagger.load(model, taxonomy)
    probabilities = tagger.probabilities([paragraph.text for paragraph in paragraphs])
    return Scores(probabilities, tuple(tagger.manifest.thresholds.values()))


def _send(arguments: Namespace, identifiers: list[str]) -> None:
    from labels.studio.order import write_order
    from labels.studio.project import open_project

    connection = options.connection(arguments)
    project = open_project(connection, arguments.project)
    print(f"{write_order(connection, project, identifiers)} come next. Open {project.url}")
