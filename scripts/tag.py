"""Raw reports → tagged files, a table and a page to read."""

import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options, values

if TYPE_CHECKING:
    from inference.output.results import Results
    from inference.scale.asked import Asked
    from inference.scale.run import Run
    from inference.scale.tagging import Arrangement
    from labels.taxonomy import Taxonomy
    from reports.account import Account

EPILOG = """\
examples:
  python scripts/tag.py reports/sample --output runs/tagged
  python scripts/tag.py 2024.docx pages/ --model runs/tagger --output runs/tagged
  python scripts/tag.py corpus.xlsx --columns text=报告全文,year=年份 --output runs/tagged
  python scripts/tag.py paragraphs.jsonl --output runs/tagged
  python scripts/tag.py reports/sample --shard 2/8 --output runs/tagged
  python scripts/tag.py reports/sample --output runs/tagged --ray

Writes tagged.jsonl, tagged.csv (opens in Excel), parquet/ (for DuckDB, Polars, pandas, R), index.html (what the reports
talk about, as counted, and their list; above 500 reports the lists stand in year-<year>.html), pages/, and reports.json
(the list, for shares.py). A file in a folder that is not read is named, with the reason, and counted, and skipped.csv
lists them all; one given by name is an error, and then nothing is written.

Every report that is done is kept at once in DIR.work, by its text. So the same command goes on after a kill or a full
disk, only what is new or was changed is read and tagged again, and where nothing was changed nothing is done. That
folder may be deleted. docs/bulk.md says more.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_inputs(parser, "files and folders of reports, and paragraphs files, .jsonl")
    options.add_output(parser, "DIR", "folder of the results")
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="folder that keeps between runs what is done (default: beside the results, with .work behind its name)",
    )
    options.add_model(parser)
    options.add_device(parser)
    options.add_taggers(parser)
    options.add_threads(parser, 1, "CPU threads of each process that tags")
    options.add_columns(parser)
    options.add_workers(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--shard",
        type=values.part,
        metavar="PART",
        help="tag a part alone, such as 2/8, into DIR.work and write no result (default: all of it)",
    )
    where.add_argument(
        "--ray",
        nargs="?",
        const="here",
        type=values.ray_address,
        metavar="ADDRESS",
        help="tag on a Ray cluster whose machines share the disk: auto, head:6379; without ADDRESS on a Ray that is "
        "started here for this run (default: without Ray)",
    )
    parser.add_argument("--retry-failed", action="store_true", help="try again what failed in an earlier run")
    parser.add_argument(
        "--replace", action="store_true", help="clear away what was tagged into DIR.work by another model"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say how long this will take here, and what disk and memory, by a test of some seconds; write nothing",
    )
    parser.add_argument("--no-pages", action="store_true", help="write the tables and no pages")
    return parser


def _parsed() -> Namespace:
    """Read the arguments, and end where their options do not fit together."""
    parser = make_parser()
    arguments = parser.parse_args()
    for other, given in (("--shard", arguments.shard), ("--dry-run", arguments.dry_run)):
        if arguments.ray and given:
            parser.error(f"argument --ray: not allowed with argument {other}")
    return arguments


def main() -> None:
    arguments = _parsed()

    from inference.scale.taggers import Arrangement
    from inference.scale.unchanged import unchanged

    output, again = arguments.output, arguments.retry_failed
    asked = _asked(arguments)
    if line := unchanged(output, asked, again=again):
        print(line)
        return
    arrangement = Arrangement(arguments.device, arguments.taggers, arguments.threads, commandline.say)
    began = time.monotonic()
    if arguments.dry_run:
        _say_forecast(arguments, asked, arrangement)
        return

    from inference.output.finished import finish
    from inference.scale.run import Run
    from inference.scale.work import working
    from scripts.shared.progress import bar

    with (
        commandline.keeping(arguments.work, "give the same command again to go on"),
        working(arguments.work, asked.tagger, replace=arguments.replace, shard=arguments.shard) as work,
        bar("paragraphs") as shown,
    ):
        run = Run(asked, work, arguments.workers, arguments.shard, again)
        if arguments.shard:
            account = run.tag_part(arrangement, shown.update)
            _say_before(run.before)
            _say_part(arguments, account)
            return
        if arguments.ray:
            _tag_on_ray(arguments, run, arrangement)
        results = finish(output, run, arrangement, shown.update)
    seconds = time.monotonic() - began
    commandline.say_links(asked.inputs.found.links)
    _say_before(0 if arguments.ray else run.before)  # Ray's taggers were before this one too
    _say_all(arguments, results, asked.bundle.manifest.taxonomy, seconds)


def _asked(arguments: Namespace) -> "Asked":
    """Look at all that is asked for. What can be refused is refused here, before anything is written."""
    from inference.engines.kinds import kind_of
    from inference.inputs import find_inputs
    from inference.scale.asked import asked_for
    from inference.scale.work import check_work
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from reports.corpora.columns import read_columns
    from storage.results.folders import check_result_folder
    from storage.whole_files import work_of

    output = arguments.output
    arguments.work = arguments.work or work_of(output)
    read = commandline.paths_read(arguments, "output", "work")
    check_result_folder(output, read)
    check_work(arguments.work, output, read)
    columns = read_columns(arguments.columns)
    inputs = find_inputs(arguments.inputs, columns, apart=(output, arguments.work))
    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)
    kind = kind_of(bundle, arguments.device)
    if kind.note:
        commandline.say(kind.note)
    return asked_for(inputs, bundle, columns, engine=str(kind), pages=not arguments.no_pages)


def _say_forecast(arguments: Namespace, asked: "Asked", arrangement: "Arrangement") -> None:
    """Print what a run would take."""
    from inference.forecast.forecast import forecast

    took = forecast(
        asked,
        arguments.work,
        arrangement,
        workers=arguments.workers,
        replace=arguments.replace,
        before=time.process_time(),
    )
    print("\n".join(took.lines()))


def _tag_on_ray(arguments: Namespace, run: "Run", arrangement: "Arrangement") -> None:
    """Tag what is missing on a Ray cluster, which leaves nothing to do but to write the result."""
    from inference.scale.cluster.driving import Cluster
    from inference.scale.cluster.joining import HERE, ray_at
    from scripts.shared.progress import bar

    started = arguments.ray == HERE
    commandline.say("starting Ray here, some twenty seconds" if started else f"joining Ray at {arguments.ray}")
    with ray_at(arguments.ray) as ray, bar("paragraphs on Ray") as shown:
        Cluster(ray, arrangement, commandline.say).tag(run, shown.update)


def _say_before(reports: int) -> None:
    """Say how many reports an earlier run had tagged, where it had some."""
    from storage.shown import number_of

    if reports:
        commandline.say(f"{number_of(reports, 'report was', 'reports were')} tagged by an earlier run, and not again")


def _say_part(arguments: Namespace, account: "Account") -> None:
    """Name what failed, and say what was tagged of a part, and how the result comes."""
    from storage.shown import shown

    commandline.say_skipped(account.skipped, "the run that writes the result lists all")
    print(
        f"{arguments.shard}: {account.amount()} tagged {account.tally()}\n"
        f"kept in {shown(arguments.work)}; when all parts are done, the same command without --shard writes "
        "the result"
    )


def _say_all(arguments: Namespace, results: "Results", taxonomy: "Taxonomy", seconds: float) -> None:
    """Name what was not read, and print the counts and what to open."""
    from inference.output.tables import CSV
    from reports.skipped import SKIPPED
    from storage.shown import number_of, shown

    account = results.account
    commandline.say_skipped(account.skipped, f"{shown(arguments.output / SKIPPED)} lists all")
    print(
        f"{account.amount()} tagged in {seconds:.1f} s {account.tally()}\n"
        f"{results.shares(taxonomy.ids)}; {results.review_line()}"
    )
    if results.remade:
        damaged = number_of(results.remade, "file of what was kept was", "files of what was kept were")
        commandline.say(f"{damaged} damaged, and made again")
    for line in filter(None, (results.marked_line(), results.collapse_line(taxonomy.ids))):
        commandline.say(line)
    print(f"open {shown(arguments.output / (results.page or CSV))}")


if __name__ == "__main__":
    commandline.run(main)
