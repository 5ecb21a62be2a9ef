"""label_studio.py sample: paragraphs → those of reports drawn at random, to judge all by."""

from argparse import Namespace
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import values
from scripts.shared.options import add_by, add_model, add_output, add_seed
from scripts.studio import options
from storage.shown import number_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labels.sampling.design import Drawn
    from labels.sampling.draw import Sample
    from reports.report import Paragraph
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py sample runs/tagged/tagged.jsonl --by year,level --budget 600 \\
      --output runs/sample.jsonl
  python scripts/label_studio.py push runs/sample.jsonl --project 随机样本

Reports are drawn by lot, the same number from each group that will be compared; each line says how (the key
'sampling'). Label all of it, without help: push shows no model's tags on a sample. shares.py then corrects by it.
"""


_OF_A_MODEL = ("tags", "scores", "review", "evidence", "model")


def add_sample(commands: "Commands") -> None:
    """Describe `sample`."""
    parser = options.add_command(
        commands, "sample", "draw reports at random, so that labels of them speak for all", EPILOG, sample
    )
    options.add_paragraphs(parser, "paragraphs")
    add_by(parser)
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument(
        "--budget", type=values.positive, default=300, metavar="N", help="paragraphs to label (default: %(default)s)"
    )
    budget.add_argument(
        "--hours", type=values.positive, metavar="N", help="hours of one person, in place of --budget (default: none)"
    )
    parser.add_argument(
        "--within",
        type=values.positive,
        metavar="N",
        help="paragraphs of each drawn report, at random (default: whole reports)",
    )
    add_model(parser, "bundle that tags, whose known errors say how narrow intervals will be")
    add_seed(parser)
    add_output(parser, "FILE.jsonl", "file to write")


def sample(arguments: Namespace) -> None:
    """Draw, write, and say what can be expected of it."""
    from labels.sampling.draw import SECONDS, draw
    from reports.paragraphs_file import read_paragraphs
    from storage.jsonl import write_objects

    paragraphs = list(read_paragraphs(arguments.paragraphs))
    budget = int(arguments.hours * 3600 / SECONDS) if arguments.hours else arguments.budget
    drawn = draw(paragraphs, arguments.by, budget, within=arguments.within, seed=arguments.seed)
    write_objects(arguments.output, (_line(one, how) for one, how in drawn.paragraphs))
    print(
        f"{drawn.reports} of {number_of(len({one.report for one in paragraphs}), 'report')} drawn from "
        f"{number_of(len(drawn.strata), 'group')}, {number_of(len(drawn.paragraphs), 'paragraph')}, some "
        f"{len(drawn.paragraphs) * SECONDS / 3600:.1f} hours. Wrote {arguments.output}"
    )
    for name, (some, there) in drawn.strata.items():
        print(f"  {name or 'all'}: {some} of {there}")
    _print_plan(arguments, paragraphs, drawn)


def _line(paragraph: "Paragraph", how: "Drawn") -> dict[str, object]:
    """Return the line of a drawn paragraph, without what a model said of it: nobody who labels it is to see that."""
    from labels.sampling.design import SAMPLING

    plain = {key: value for key, value in paragraph.to_json().items() if key not in _OF_A_MODEL}
    return plain | {SAMPLING: how.to_json()}


def _print_plan(arguments: Namespace, paragraphs: "Sequence[Paragraph]", drawn: "Sample") -> None:
    """Say how narrow the interval of a share, and of the difference of two groups, should become."""
    from labels.sampling.plan import planned
    from labels.sampling.widths import spreads_of
    from models.bundle import SHIPPED_TAGGER, read_bundle

    manifest = read_bundle(arguments.model or SHIPPED_TAGGER).manifest
    spreads = spreads_of(manifest.scores)
    if not spreads:
        commandline.say(
            f"{manifest.id} does not say how its errors vary, so no width can be foretold; shares.py says after the "
            "first labels how many more are needed"
        )
        return
    print(f"95 % intervals to expect of shares, by the errors of {manifest.id} (± points):")
    print("paragraphs  reports  " + "  ".join(f"{key:>10}" for key in spreads))
    for line in planned(paragraphs, drawn, spreads, arguments.by):
        widths = "  ".join(f"{100 * line.widths[key]:>10.1f}" for key in spreads)
        print(f"{line.paragraphs:>10}  {line.reports:>7}  {widths}  {line.of}")
