"""The sub-command `next` of scripts/label_studio.py: which paragraphs to label next, and whether to go on."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import Any

from scripts import commandline
from scripts.studio import options


def add_next(commands: Any) -> None:
    """Add the sub-command to those of scripts/label_studio.py."""
    command = commands.add_parser(
        "next",
        help="put unlabelled paragraphs in the order in which they are best labelled",
        description="The next paragraphs to label, best first: those a model is unsure of, unlike each other, a fair "
        "share for every category and region. With --model a bundle says what is unsure, else a quick model that "
        "learns from --labelled, else keywords.",
        epilog="example:\n  python scripts/label_studio.py next runs/paragraphs.jsonl "
        "--labelled runs/labelled.jsonl --count 100 --output runs/order.jsonl",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "unlabelled", type=Path, metavar="UNLABELLED.jsonl", help="paragraphs as scripts/read_reports.py writes them"
    )
    command.add_argument(
        "--labelled",
        type=Path,
        default=None,
        metavar="LABELLED.jsonl",
        help="what is labelled so far (default: nothing)",
    )
    command.add_argument(
        "--model", type=Path, default=None, metavar="DIR", help="bundle that says what is unsure (default: none)"
    )
    command.add_argument(
        "--count", type=commandline.positive, default=100, metavar="N", help="paragraphs to choose (default: 100)"
    )
    command.add_argument("--output", type=Path, required=True, metavar="ORDER.jsonl", help="file to write")
    command.add_argument(
        "--more",
        type=commandline.positive,
        default=200,
        metavar="N",
        help="labels the forecast is about (default: 200)",
    )
    command.add_argument(
        "--enough", type=float, default=0.005, metavar="X", help="gain in macro-F1 below which to stop (default: 0.005)"
    )
    command.add_argument(
        "--send",
        action="store_true",
        help="make the project on the server hand them out in this order, in the tab 下一批 Next",
    )
    options.add_server(command)
    options.add_taxonomy(command)
    command.set_defaults(run=next_paragraphs)


def next_paragraphs(arguments: Namespace) -> None:
    """Write the order file and say what more labels are expected to add."""
    from labels.labelled import read_labelled
    from labels.next.ordering import Scores, order_paragraphs, with_reasons
    from labels.next.stopping import FEWEST_ROWS, forecast
    from labels.taxonomy import Taxonomy
    from reports.paragraphs_file import read_paragraphs
    from storage.jsonl import write_objects

    taxonomy = Taxonomy.load(arguments.taxonomy)
    paragraphs = list(read_paragraphs(arguments.unlabelled))
    labelled = read_labelled(arguments.labelled, taxonomy) if arguments.labelled else []
    scores = None
    if arguments.model:
        from inference.tagger import Tagger

        tagger = Tagger.load(arguments.model, taxonomy)
        scores = Scores(
            tagger.probabilities([one.text for one in paragraphs]), tuple(tagger.manifest.thresholds.values())
        )
    order = list(order_paragraphs(paragraphs, labelled, taxonomy, arguments.count, scores))
    write_objects(arguments.output, with_reasons(order))
    chosen = {key: sum(one.category == key for _, one in order) for key in (*taxonomy.ids, "none")}
    print(
        f"{len(order)} paragraphs, for the sake of {', '.join(f'{key} {n}' for key, n in chosen.items() if n)}. Wrote "
        f"{arguments.output}"
    )
    if arguments.send:
        from labels.studio.order import write_order
        from labels.studio.project import open_project

        connection = options.connection(arguments)
        project = open_project(connection, arguments.project)
        print(f"{write_order(connection, project, [one.id for one, _ in order])} come next. Open {project.url}")
    if len(labelled) >= FEWEST_ROWS:
        print(forecast(labelled, taxonomy, arguments.more, arguments.enough))
    else:
        print(f"{len(labelled)} labelled: too few to say what more would add; from {FEWEST_ROWS} on this line says it")
