"""Tag reports into a folder: tables, pages to read, and a list of what was not read."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inference.collapse import collapse_line
from inference.inputs import Untagged, tag_report
from inference.output.tables import JSONL, TableWriter, table_writer
from inference.pages.corpus.writing import write_pages
from inference.pages.held_out import held_out_of
from inference.scale.run import Done
from inference.tagged import TaggedReport
from labels.evidence import is_of_a_model
from labels.further_keys import EVIDENCE
from labels.sampling.draw import SECONDS
from models.manifest import Manifest
from reports.account import Account
from reports.skipped import SKIPPED, Skipped, write_skipped
from storage.shown import number_of

if TYPE_CHECKING:
    from inference.tagger import Tags

NONE = "none"


@dataclass(slots=True)
class Results:
    """What was tagged: an account of the reports, how many paragraphs carry each category (or `NONE`), and how many a
    person should look at."""

    account: Account = field(default_factory=Account)
    tags: Counter[str] = field(default_factory=Counter)
    review: int = 0
    page: str = ""
    """The name of the page to open, in the folder of the results; "" where there are no pages."""
    remade: int = 0
    """How much of what an earlier run kept was damaged, and made again."""
    marked: int = 0
    """How many paragraphs came with sentences that people had marked, whose place the model's take."""

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

    def marked_line(self) -> str:
        """Return where the sentences are that people had marked, "" where none came."""
        if not self.marked:
            return ""
        came = number_of(self.marked, "paragraph")
        return (
            f"{came} came with sentences that people marked: {JSONL} holds the model's in their place; keep your file"
        )


def tagged_by_one(tagger: "Tags", inputs: Iterable[Untagged | Skipped]) -> Iterator[Done | Skipped]:
    """Tag reports one at a time, in this process."""
    for given in inputs:
        yield given if isinstance(given, Skipped) else Done(tag_report(tagger, given), given.origin)


def write_results(
    folder: Path,
    manifest: Manifest,
    tagged: Iterable[Done | Skipped],
    progress: Callable[[int], object],
    *,
    pages: bool = True,
) -> Results:
    """Write what comes of tagging into a folder of our own, one report after the other.

    Args:
        manifest: what the bundle that tags says of itself.
        progress: called after each report with the number of its paragraphs.
        pages: else the tables alone are written.

    Raises:
        CannotWrite: the folder is not writable.
    """
    results = Results()
    with table_writer(folder, manifest.taxonomy) as tables:
        reports = _counted(results, tagged, tables, progress)
        if pages:
            held_out = held_out_of(manifest.scores)
            results.page = write_pages(folder, reports, manifest.taxonomy, manifest.id, held_out=held_out).name
        else:
            for _ in reports:  # they are in the tables
                continue
        if results.account.skipped:
            write_skipped(folder / SKIPPED, results.account.skipped)
    return results


def _counted(
    results: Results, tagged: Iterable[Done | Skipped], tables: TableWriter, progress: Callable[[int], object]
) -> Iterator[TaggedReport]:
    for one in tagged:
        if isinstance(one, Skipped):
            results.account.add_skipped(one)
            continue
        results.account.add_report(one.origin, len(one.report.paragraphs))
        for paragraph in one.report.paragraphs:
            tables.write(paragraph)
            results.tags.update(paragraph.tags or [NONE])
            results.review += paragraph.review
            given = paragraph.paragraph.extra
            results.marked += bool(given.get(EVIDENCE)) and not is_of_a_model(given)
        progress(len(one.report.paragraphs))
        yield one.report
