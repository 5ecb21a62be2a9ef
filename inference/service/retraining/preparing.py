"""From labels to what a training is given: reports held out, files written."""

from dataclasses import dataclass
from pathlib import Path

from inference.service.retraining.holdout import held_out_reports, read_held_out, write_held_out
from inference.service.retraining.label_source import Pull, collect
from labels.labelled import read_labelled, write_labelled
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from storage.errors import BadData


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a training does.

    Labels come from `labelled`, from `pull`, or from both. Models are compared on `held_out`, a labelled file, or,
    where that is None, on regions that are held out of the labels. The new one is served where its macro-F1 is higher
    by more than `margin`. `options` are further arguments of scripts/train.py.
    """

    taxonomy: Taxonomy
    labelled: Path | None = None
    pull: Pull | None = None
    held_out: Path | None = None
    margin: float = 0.0
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """The labels to train on and those to judge by, how many paragraphs of each, and the arguments of
    scripts/train.py."""

    data: Path
    held: Path
    trained_on: int
    judged: int
    options: tuple[str, ...]


def prepare(plan: TrainingPlan, project: int | None, folder: Path, remembered: Path) -> Prepared:
    """Collect labels, hold reports out of them, and write both into a job's folder.

    Args:
        remembered: the list of the reports that were held out before, to which this job's are added.

    Raises:
        BadData: labels cannot be had or read, or none is left to train on.
        CannotWrite: the folder is not writable.
        Stopped: the server is going down.
    """
    rows = collect(plan.labelled, plan.pull, project, folder / "pulled.jsonl", plan.taxonomy)
    data, held, listed = folder / "labelled.jsonl", folder / "held-out.jsonl", folder / "held-out.txt"
    if plan.held_out:
        judged = read_labelled(plan.held_out, plan.taxonomy)
        regions = {region_of(row) for row in judged}
        reports = {row.report for row in rows if region_of(row) in regions}
    else:
        reports = held_out_reports(rows, read_held_out(remembered))
        write_held_out(remembered, reports | read_held_out(remembered))
        judged = [row for row in rows if row.report in reports]
    trained_on = sum(row.report not in reports for row in rows)
    if not trained_on:
        raise BadData(
            "Every labelled report is held out, so none is left to train on. Expected other regions; label more "
            "reports."
        )
    write_labelled(data, rows)
    write_labelled(held, judged)
    options = plan.options
    if reports:
        write_held_out(listed, reports)
        options += ("--hold-out", str(listed))
    return Prepared(data, held, trained_on, len(judged), options)
