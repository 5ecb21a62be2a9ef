"""Raw reports → tagged files, a table and a page to read."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

if TYPE_CHECKING:
    from inference.tagged import TaggedReport
    from reports.report import Origin

EPILOG = """\
examples:
  python scripts/tag.py reports/sample --output runs/tagged
  python scripts/tag.py 2024.docx pages/ --model runs/tagger --output runs/tagged
  python scripts/tag.py paragraphs.jsonl --output runs/tagged

Writes tagged.jsonl, tagged.csv (opens in Excel), index.html and pages/. A file in a folder that is not read is named,
with the reason, and counted, and skipped.csv lists them all; one given by name is an error, and then nothing is
written.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="reports, folders of reports, or paragraphs .jsonl files"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="folder for the results")
    parser.add_argument("--model", type=Path, default=None, metavar="DIR", help="bundle (default: the shipped tagger)")
    parser.add_argument("--device", default=None, help="cpu, cuda, cuda:N (default: a GPU where there is one)")
    parser.add_argument("--threads", type=commandline.positive, default=None, help="CPU threads (default: all)")
    arguments = parser.parse_args()

    from inference.inputs import find_inputs
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from storage.results.folders import check_result_folder, result_folder

    # What can be refused is refused before torch is loaded.
    check_result_folder(arguments.output, [*arguments.inputs, *filter(None, [arguments.model])])
    inputs = find_inputs(arguments.inputs)  # before anything is written, which may be in a folder that is read
    bundle = read_bundle(arguments.model or SHIPPED_TAGGER)

    import torch
    from tqdm import tqdm

    from inference.collapse import collapse_line
    from inference.inputs import read_inputs, tag_report
    from inference.output.tables import table_writer
    from inference.pages.corpus_page import INDEX, write_pages
    from inference.tagger import Tagger
    from reports.skipped import SKIPPED, Skipped, tally, write_skipped
    from storage.shown import shown

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    tagger = Tagger(bundle, arguments.device)
    taxonomy = bundle.manifest.taxonomy
    counts: Counter[str] = Counter()
    skipped: list[Skipped] = []
    read: set[Origin] = set()
    began = time.monotonic()
    with (
        result_folder(arguments.output, "tag.py", INDEX) as folder,
        table_writer(folder, taxonomy) as tables,
        tqdm(unit=" paragraphs", disable=None) as bar,
    ):

        def tagged_reports() -> Iterator["TaggedReport"]:
            for one in read_inputs(inputs):
                if isinstance(one, Skipped):
                    skipped.append(one)
                    continue
                if one.origin is not None:
                    read.add(one.origin)
                report = tag_report(tagger, one)
                for paragraph in report.paragraphs:
                    tables.write(paragraph)
                    counts.update(paragraph.tags or ["none"])
                    counts["review"] += paragraph.review
                counts["reports"] += 1
                counts["paragraphs"] += len(report.paragraphs)
                bar.update(len(report.paragraphs))
                yield report

        page = arguments.output / write_pages(folder, tagged_reports(), taxonomy, bundle.manifest.id).name
        if skipped:
            write_skipped(folder / SKIPPED, skipped)
    seconds = time.monotonic() - began
    commandline.say_links(inputs.found.links)
    commandline.say_skipped(skipped, f"{shown(arguments.output / SKIPPED)} lists all")
    shares = ", ".join(f"{key} {counts[key]}" for key in (*taxonomy.ids, "none"))
    print(
        f"{counts['reports']} reports, {counts['paragraphs']} paragraphs tagged in {seconds:.1f} s "
        f"{tally(len(read), skipped)}"
    )
    print(f"{shares}; {counts['review']} to review")
    if line := collapse_line(counts, counts["paragraphs"], taxonomy.ids):
        commandline.say(line)
    print(f"open {shown(page)}")


if __name__ == "__main__":
    commandline.run(main)
