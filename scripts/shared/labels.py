"""Read what --data names: labelled files, and folders of them; and write what models said of them unseen."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.commandline import say
from storage.shown import number_of

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph
    from labels.soft.taught import Taught
    from labels.taxonomy import Taxonomy
    from training.finetuning.recipe import Trained


def read_data(paths: Sequence[Path], taxonomy: "Taxonomy") -> "list[LabelledParagraph]":
    """Return the rows of all files, each paragraph once, and say where an older decision gives way."""
    from labels.corrections.gathering import gather

    gathered = gather(paths, taxonomy)
    if line := gathered.line():
        say(line)
    return list(gathered.rows)


def read_split(
    paths: Sequence[Path], held_out: Path | None, taxonomy: "Taxonomy"
) -> "tuple[list[LabelledParagraph], list[LabelledParagraph]]":
    """Return what is learnt from, and what is of the reports that the file `held_out` lists, and say how much."""
    from labels.splits import hold_out, read_report_list

    rows = read_data(paths, taxonomy)
    if held_out is None:
        return rows, []
    rows, kept = hold_out(rows, read_report_list(held_out))
    reports = number_of(len({row.report for row in kept}), "report")
    say(f"held out: {number_of(len(kept), 'paragraph')} of {reports}")
    _say_of_regions(kept, rows, ())
    return rows, kept


def read_taught(
    paths: Sequence[Path],
    taxonomy: "Taxonomy",
    rows: "Sequence[LabelledParagraph]",
    held_out: "Sequence[LabelledParagraph]",
    limit: int,
) -> "Taught | None":
    """Choose up to `limit` texts of what other models labelled, and say which; None where no file is given."""
    from labels.asking.annotator import is_model
    from labels.soft.apart import Apart
    from labels.soft.choosing import choose
    from labels.soft.taught import taught_line

    if not paths:
        return None
    taught = choose(paths, taxonomy, {row.text for row in rows}, Apart(held_out), limit)
    say(f"learning too from {taught_line(taught.facts())}")
    if taggers := [name for name in taught.teachers if not is_model(name)]:
        say(f"scores flatter where {', '.join(taggers)} had learnt from the paragraphs that judge")
    return taught


def _say_of_regions(
    judging: "Sequence[LabelledParagraph]", learnt: "Sequence[LabelledParagraph]", reports: Collection[str]
) -> None:
    """Say how many of the reports that judge are of regions that teach too: a region's reports repeat each other."""
    from labels.splits import region_named, region_of

    regions = {*map(region_of, learnt), *map(region_named, reports)}
    if both := sorted({row.report for row in judging if region_of(row) in regions}):
        count = number_of(len(both), "report")
        say(
            f"{count} to judge by ('{both[0]}' first), of regions that are learnt from too: scores flatter; hold out "
            "all reports of a region"
        )


def say_of_judged(
    rows: "Sequence[LabelledParagraph]",
    learnt: "Sequence[LabelledParagraph]",
    taught: Mapping[str, Collection[str]],
) -> None:
    """Say what one should know of rows that models are judged by: texts that stand there twice, labels that no person
    gave, and regions that were learnt from too.

    Args:
        learnt: the rows that teach references.
        taught: by the name of a bundle, the ids of the reports that it was taught with.
    """
    from labels.asking.annotator import said_of_judges
    from labels.contradictions import repeated_texts

    if line := repeated_texts(rows).line():
        say(f"of what is judged {line}")
    if line := said_of_judges(rows):
        say(line)
    _say_of_regions(rows, learnt, {report for reports in taught.values() for report in reports})


def write_out_of_fold(path: Path, rows: "Sequence[LabelledParagraph]", trained: "Trained") -> None:
    """Write what paragraphs were tagged with unseen, a line each; those of reports that taught the encoder were seen,
    and are left out and counted."""
    from storage.jsonl import write_objects

    manifest = trained.bundle.manifest
    before = set(manifest.data.get("encoder_reports", []))
    told = [(rows[i], tags) for i, tags in zip(trained.judged, trained.tags, strict=True)]
    unseen = [(row, tags) for row, tags in told if row.report not in before]
    write_objects(
        path,
        ({"id": row.id, "report": row.report, "tags": list(tags), "model": manifest.id} for row, tags in unseen),
    )
    if left_out := len(told) - len(unseen):
        say(f"left out of {path}: {number_of(left_out, 'paragraph')} of reports that had taught the encoder")


def names_of(paths: Sequence[Path]) -> str:
    """Return the names of files and folders, for a model card or a page."""
    return ", ".join(path.name for path in paths)
