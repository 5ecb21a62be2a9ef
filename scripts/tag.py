"""Raw reports → tagged files, a table and a page to read."""

import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options

if TYPE_CHECKING:
    from inference.output.results import Results
    from labels.taxonomy import Taxonomy

EPILOG = """\
examples:
  python scripts/tag.py reports/sample --output runs/tagged
  python scripts/tag.py 2024.docx pages/ --model runs/tagger --output runs/tagged
  python scripts/tag.py corpus.xlsx --columns text=报告全文,year=年份 --output runs/tagged
  python scripts/tag.py paragraphs.jsonl --output runs/tagged

Writes tagged.jsonl, tagged.csv (opens in Excel), index.html (what the reports talk about, as counted, and their list;
above 500 reports the lists stand in year-<year>.html), pages/, and reports.json (the list, for shares.py). A file in a
folder that is not read is named, with the reason, and counted, and skipped.csv lists them all; one given by name is an
error, and then nothing is written.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_inputs(parser, "files and folders of reports, and paragraphs files, .jsonl")
    options.add_output(parser, "DIR", "folder of the results")
    options.add_model(parser)
    options.add_device(parser)
    options.add_threads(parser)
    options.add_columns(parser)
    options.add_workers(parser)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from inference.inputs import find_inputs
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from reports.corpora.columns import read_columns
    from storage.results.folders import check_result_folder, result_folder

    # What can be refused is refused before torch is loaded.
    check_result_folder(arguments.output, commandline.paths_read(arguments, "output"))
    columns = read_columns(arguments.columns)
    inputs = find_inputs(arguments.inputs, columns)  # before anything is written, which may be in a folder that is read
    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)

    from inference.inputs import read_inputs
    from inference.output.results import write_results
    from inference.pages.corpus.writing import INDEX
    from inference.tagger import Tagger
    from scripts.shared.progress import bar

    options.use_threads(arguments.threads)
    tagger = Tagger(bundle, arguments.device)
    began = time.monotonic()
    with result_folder(arguments.output, "tag.py", INDEX) as folder, bar("paragraphs") as shown:
        results = write_results(folder, tagger, read_inputs(inputs, arguments.workers, columns), shown.update)
    seconds = time.monotonic() - began
    commandline.say_links(inputs.found.links)
    _say_all(arguments, results, bundle.manifest.taxonomy, seconds)


def _say_all(arguments: Namespace, results: "Results", taxonomy: "Taxonomy", seconds: float) -> None:
    """Name what was not read, and print the counts and what to open."""
    from reports.skipped import SKIPPED
    from storage.shown import shown

    account = results.account
    commandline.say_skipped(account.skipped, f"{shown(arguments.output / SKIPPED)} lists all")
    print(
        f"{account.reports} reports, {account.paragraphs} paragraphs tagged in {seconds:.1f} s {account.tally()}\n"
        f"{results.shares(taxonomy.ids)}; {results.review_line()}"
    )
    if line := results.collapse_line(taxonomy.ids):
        commandline.say(line)
    print(f"open {shown(arguments.output / results.page)}")


if __name__ == "__main__":
    commandline.run(main)
