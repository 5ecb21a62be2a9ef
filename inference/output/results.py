"""Tag reports into a folder: tables, pages to read, and a list of what was not read."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inference.collapse import collapse_line
from inference.inputs import Untagged, tag_report
from inference.output.tables import TableWriter, table_writer
from inference.pages.corpus.writing import write_pages
from inference.pages.held_out import held_out_of
from inference.tagged import TaggedReport
from inference.tagger import Tags
from labels.sampling.draw import SECONDS
from reports.account import Account
from reports.skipped import SKIPPED, Skipped, write_skipped

NONE = "none"


@dataclass(slots=True)
class Results:
    """What was tagged: an account of the reports, how many paragraphs carry each category (or `NONE`), and how many a
    person should look at."""

    account: Account = field(default_factory=Account)
    tags: Counter[str] = field(default_factory=Counter)
    review: int = 0
    page: str = ""
    """The name of the page to open, in the folder of the results."""

    def shares(self, ids: Iterable[str]) -> str:
        """Return "industry 12, ecology 3, none 8"."""
        return ", ".join(f"{key} {self.tags[key]}" for key in (*ids, NONE))

    def review_line(self) -> str:
        """Return "31 to review (0.4 hours at 50.5 s a paragraph)"."""
        hours = self.review * SECONDS / 3600
        return f"{self.review} to review" + (f" ({hours:.1f} hours at {SECONDS} s a paragraph)" if self.review else "")

    def collapse_line(self, ids: Iterable[str]) -> str:
        """Return what is wrong with a model that answers everything alike, "" where that is not so."""
        return collapse_line(self.tags, self.account.paragraphs, tuple(ids))


def write_results(
    folder: Path, tagger: Tags, inputs: Iterable[Untagged | Skipped], progress: Callable[[int], object]
) -> Results:
    """Tag reports one at a time and write what comes of it into a folder of our own.

    Args:
        progress: called after each report with the number of its paragraphs.

    Raises:
        CannotWrite: the folder is not writable.
    """
    results = Results()
    taxonomy = tagger.manifest.taxonomy
    with table_writer(folder, taxonomy) as tables:
        tagged = _tagged(results, tagger, inputs, tables, progress)
        held_out = held_out_of(tagger.manifest.scores)
        results.page = write_pages(folder, tagged, taxonomy, tagger.manifest.id, held_out=held_out).name
        if results.account.skipped:
            write_skipped(folder / SKIPPED, results.account.skipped)
    return results


def _tagged(
    results: Results,
    tagger: Tags,
    inputs: Iterable[Untagged | Skipped],
    tables: TableWriter,
    progress: Callable[[int], object],
) -> Iterator[TaggedReport]:
    for given in inputs:
        if isinstance(given, Skipped):
            results.account.skipped.append(given)
            continue
        report = tag_report(tagger, given)
        results.account.add_report(given.origin, len(report.paragraphs))
        for paragraph in report.paragraphs:
            tables.write(paragraph)
            results.tags.update(paragraph.tags or [NONE])
            results.review += paragraph.review
        progress(len(report.paragraphs))
        yield report
