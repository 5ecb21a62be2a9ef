"""label_studio.py page, push, pull: paragraphs to the server or a file of tasks, answers back."""

from argparse import Namespace
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import values
from scripts.shared.options import add_output, add_taxonomy
from scripts.shared.progress import bar
from scripts.studio import options
from scripts.studio.beforehand import add_beforehand, beforehand, pushed_only
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph
    from labels.prediction import Prediction
    from labels.studio.project import Project
    from labels.studio.push import Pushed
    from labels.taxonomy import Taxonomy
    from reports.report import Paragraph
    from scripts.studio.options import Commands

PAGE = """\
examples:
  python scripts/label_studio.py page --output runs/page.xml
"""
PUSH = """\
examples:
  python scripts/label_studio.py push runs/paragraphs.jsonl --model models/tagger
  python scripts/label_studio.py push runs/paragraphs.jsonl --only runs/order.jsonl --annotators 2
  python scripts/label_studio.py push runs/paragraphs.jsonl --keywords --output runs/tasks.json
  python scripts/label_studio.py push runs/paragraphs.jsonl --corrections runs/corrections --project 复核
  python scripts/label_studio.py push runs/paragraphs.jsonl --asked runs/asked.jsonl
"""
PULL = """\
examples:
  python scripts/label_studio.py pull --output runs/labelled.jsonl
  python scripts/label_studio.py pull export.json --output runs/labelled.jsonl
"""


def add_page(commands: "Commands") -> None:
    """Describe `page`."""
    parser = options.add_command(commands, "page", "write the labelling page that the taxonomy asks for", PAGE, page)
    add_output(parser, "FILE.xml", "file to write")
    options.add_unit(parser, "sentence")
    add_taxonomy(parser)


def page(arguments: Namespace) -> None:
    """Write the labelling page."""
    from labels.studio.page import SENTENCE, labelling_page
    from labels.taxonomy import Taxonomy
    from storage.results.files import result_file

    with result_file(arguments.output) as file:
        file.write(labelling_page(Taxonomy.load(arguments.taxonomy), arguments.unit or SENTENCE))
    print(f"wrote {arguments.output}")


def add_push(commands: "Commands") -> None:
    """Describe `push`."""
    parser = options.add_command(
        commands, "push", "make tasks of paragraphs, with what a model says of them beforehand", PUSH, push
    )
    options.add_paragraphs(parser, "paragraphs")
    add_output(parser, "FILE.json", "file of the tasks, to import by hand", default="none, the server is asked")
    parser.add_argument(
        "--only",
        type=Path,
        metavar="FILE.jsonl",
        help="paragraphs to which it is limited, such as those of an order or a queue (default: all)",
    )
    add_beforehand(parser)
    parser.add_argument(
        "--blind-share",
        type=values.share,
        default=0.2,
        metavar="X",
        help="share of the answered ones that people see without the answer (default: %(default)s)",
    )
    options.add_unit(parser)
    options.add_annotators(parser)
    add_taxonomy(parser)
    options.add_server(parser)


def push(arguments: Namespace) -> None:
    """Push paragraphs to the server, or write them as a file of tasks."""
    from labels.sampling.design import with_drawing
    from labels.taxonomy import Taxonomy
    from reports.paragraphs_file import read_paragraphs

    taxonomy = Taxonomy.load(arguments.taxonomy)
    paragraphs = list(read_paragraphs(arguments.paragraphs))
    if arguments.only is not None:
        paragraphs = with_drawing(paragraphs, read_paragraphs(arguments.only))
    only = pushed_only(arguments, taxonomy)
    if arguments.output is not None:
        from labels.studio.page import SENTENCE, Question
        from labels.studio.tasks import write_tasks

        predictions = beforehand(arguments, paragraphs, taxonomy, only)
        question = Question(arguments.unit or SENTENCE, taxonomy.exclusive)
        count = write_tasks(arguments.output, paragraphs, predictions, only, arguments.blind_share, question=question)
        print(f"{number_of(count, 'task')}. Wrote {arguments.output}")
    else:
        _push_to_server(arguments, paragraphs, taxonomy, only)


def _push_to_server(
    arguments: Namespace, paragraphs: "Sequence[Paragraph]", taxonomy: "Taxonomy", only: set[str] | None
) -> None:
    from labels.studio.push import push as push_to

    connection = options.connection(arguments)  # before a model works for nothing
    project = options.project_of(arguments, connection, taxonomy)
    predictions = beforehand(arguments, paragraphs, taxonomy, only)
    with bar("tasks", 0) as shown:

        def show(done: int, whole: int) -> None:
            shown.total = whole
            shown.update(done - shown.n)

        pushed = push_to(
            connection,
            project,
            paragraphs,
            taxonomy,
            predictions,
            only=only,
            blind_share=arguments.blind_share,
            progress=show,
        )
    _say_pushed(project, pushed, predictions or {})


def _say_pushed(project: "Project", pushed: "Pushed", predictions: "Mapping[str, Prediction]") -> None:
    from labels.studio.tasks import ORDERED

    if project.made:
        print(f"made the project '{project.title}'")
    annotated = f", with predictions of {next(iter(predictions.values())).model}" if predictions and pushed.sent else ""
    added = f"; {pushed.predictions} of these got predictions" if pushed.predictions else ""
    there = number_of(pushed.there, "was there", "were there")
    print(f"{number_of(pushed.sent, 'task')} sent{annotated}; {there}{added}")
    if predictions and ORDERED in project.model and (pushed.sent or pushed.predictions):
        commandline.say("the order of `next` holds no longer: run it again with --send")
    if pushed.removed:
        removed = number_of(pushed.removed, "task that had arrived twice was", "tasks that had arrived twice were")
        print(f"{removed} removed")
    print(f"open {project.url}")


def add_pull(commands: "Commands") -> None:
    """Describe `pull`."""
    parser = options.add_command(commands, "pull", "get what people answered as labelled paragraphs", PULL, pull)
    parser.add_argument(
        "export", type=Path, nargs="?", metavar="EXPORT.json", help="JSON export (default: the server is asked)"
    )
    add_output(parser, "FILE.jsonl", "labelled file to write")
    parser.add_argument(
        "--export",
        dest="kept",
        type=Path,
        metavar="FILE.json",
        help="file for the server's export (default: none)",
    )
    add_taxonomy(parser)
    options.add_server(parser)


def pull(arguments: Namespace) -> None:
    """Write the answers of a project, or of an export, as labelled paragraphs."""
    from labels.studio.exports import read_export
    from labels.taxonomy import Taxonomy

    taxonomy = Taxonomy.load(arguments.taxonomy)
    empty: list[str] = []
    aside: Counter[str] = Counter()
    if arguments.export is not None:
        rows = read_export(arguments.export, taxonomy, on_empty=empty.append, on_aside=aside.update)
    else:
        from labels.studio.project import open_project
        from labels.studio.pull import pull as pull_from

        connection = options.connection(arguments)
        project = open_project(connection, arguments.project)
        rows = pull_from(connection, project, taxonomy, arguments.kept, on_empty=empty.append, on_aside=aside.update)
    for name, count in aside.most_common():
        commandline.say(f"left aside {number_of(count, 'answer')} under the control '{name}', which push's page lacks")
    write_pulled(rows, arguments.output, taxonomy, len(empty))


def write_pulled(rows: "Sequence[LabelledParagraph]", output: Path, taxonomy: "Taxonomy", empty: int = 0) -> None:
    """Write rows and say what they are, and how many answers were empty; a row without the one label that an exclusive
    taxonomy asks for is named and left out."""
    from labels.labelled import write_labelled

    # Where exactly one category is asked for, a paragraph people are split over has no label yet.
    undecided = [row.id for row in rows if taxonomy.exclusive and not row.labels]
    for identifier in undecided:
        commandline.say(f"left out {identifier}: the annotators disagree, and one category is asked for")
    if undecided:
        commandline.say(
            "agreement and adjudicate need these too: give them the JSON export (pull --export FILE.json) in place of "
            "the labelled file"
        )
    decided = [row for row in rows if row.id not in set(undecided)]
    write_labelled(output, decided)
    disputed = sum(row.disputed is not None or bool(row.disputed_evidence) for row in decided)
    people = len({name for row in decided for name in row.annotators})
    one, several = "answer was sent empty and counts as none", "answers were sent empty and count as none"
    sent_empty = f"; {number_of(empty, one, several)}" if empty else ""
    print(
        f"{number_of(len(decided), 'labelled paragraph')}, annotators: {people}, {disputed} of them disputed; "
        f"{len(undecided)} left out{sent_empty}. Wrote {output}"
    )
