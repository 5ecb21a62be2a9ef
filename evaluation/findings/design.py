"""The rows of a regression: an outcome for every tagged paragraph, and columns made of what its line says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.findings import Family
from evaluation.findings.basis import Basis
from evaluation.findings.blocks import in_order
from evaluation.findings.corpus import Corpus
from evaluation.findings.estimation import FEWEST
from evaluation.findings.measures import tagged_amounts, true_amounts
from evaluation.findings.regression import Fit, outcome, regress
from inference.output.tagged_lines import tagged_file
from labels.counting import Floats
from labels.sampling.groups import NOT_STATED, group_of
from storage.errors import BadData, BadSettings
from storage.jsonl import read_objects

INTERCEPT = "intercept"
MOST_VALUES = 100
"""Values of a name that is no number."""


@dataclass(frozen=True, slots=True)
class Design:
    """A row a tagged paragraph. `outcomes` has shape (paragraphs, categories), `columns` (paragraphs, names), the first
    the intercept; `values` are what the lines say of each name asked for. `dropped` lines did not say it."""

    ids: tuple[str, ...]
    reports: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    outcomes: Floats
    columns: Floats
    names: tuple[str, ...]
    labelled: npt.NDArray[np.bool_]
    dropped: int


def read_design(
    tagged: Path, on: Sequence[str], factors: Sequence[str], categories: Sequence[str], corpus: Corpus
) -> Design:
    """Make the rows.

    Args:
        on: keys of the tagged lines to regress on: a number where all are numbers, else a column for each value but the
            first.
        factors: those of them that are no numbers although they look like some.
        categories: those with an outcome.

    Raises:
        BadData: a name has one value only, or too many; of one of its values too few reports are labelled.
        BadSettings: there is no name, or a factor is none of them.
    """
    if not on or not set(factors) <= set(on):
        raise BadSettings(
            f"--on names {','.join(on) or 'nothing'}, --factors {','.join(factors) or 'nothing'}. Expected what to "
            "regress on, and as factors some of it; correct them."
        )
    _check_strata(corpus)
    rows = _read_rows(tagged, on, categories, corpus)
    values = {name: tuple(one[place] for one in rows.stated) for place, name in enumerate(on)}
    columns, names = _columns(values, factors, len(rows.ids))
    for name, own in values.items():
        if name not in names:
            _check_labelled(name, own, rows.reports, set(corpus.basis.reports))
    shape = len(rows.ids), len(categories)
    said, true = (np.array(one, np.float64).reshape(shape) for one in (rows.said, rows.true))
    chance = np.array(rows.chance)
    labelled = chance > 0
    return Design(
        tuple(rows.ids),
        tuple(rows.reports),
        values,
        np.column_stack([outcome(said[:, c], true[:, c], chance, labelled) for c in range(len(categories))]),
        columns,
        names,
        labelled,
        rows.dropped,
    )


@dataclass(slots=True)
class _Rows:
    """What is kept of each tagged line: what it says of the names asked for, what the model and people say, and how
    likely it was to be labelled, 0 where it is not."""

    ids: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    stated: list[tuple[str, ...]] = field(default_factory=list)
    said: list[Floats] = field(default_factory=list)
    true: list[Floats] = field(default_factory=list)
    chance: list[float] = field(default_factory=list)
    dropped: int = 0


def _read_rows(tagged: Path, on: Sequence[str], categories: Sequence[str], corpus: Corpus) -> _Rows:
    labels = {row.id: row for own in corpus.basis.reports.values() for row in own}
    chances = _probabilities(corpus.basis, len(corpus.frame.counted))
    every = corpus.tagger.taxonomy.ids
    wanted = [every.index(key) for key in categories]
    rows = _Rows()
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # a report, or a year, is one text however many lines have it
    for _, line in read_objects(tagged_file(tagged)):
        stated = group_of(line, on)
        if NOT_STATED in stated:
            rows.dropped += 1
            continue
        identifier, (report,) = line["id"], same.setdefault((line["report"],), (line["report"],))
        label = labels.get(identifier)
        said = tagged_amounts(corpus.unseen.get(identifier, line), "paragraphs", every, identifier)[wanted]
        rows.ids.append(identifier)
        rows.reports.append(report)
        rows.stated.append(same.setdefault(stated, stated))
        rows.said.append(said)
        rows.true.append(true_amounts(label, "paragraphs", categories) if label else said)
        rows.chance.append(chances[report] if label else 0.0)
    return rows


def fit_each(design: Design, categories: Sequence[str], labelled_reports: int, family: Family) -> dict[str, Fit]:
    """Fit a model for each of the categories, those of the design's outcomes.

    Raises:
        BadData: as `regression.regress`; the message names the category.
    """
    fits = {}
    for number, key in enumerate(categories):
        try:
            fits[key] = regress(design.outcomes[:, number], design.columns, design.reports, labelled_reports, family)
        except BadData as error:
            raise BadData(f"{key}: {error}") from error
    return fits


def _probabilities(basis: Basis, there: int) -> dict[str, float]:
    """Return for each labelled report how likely its paragraphs were to be labelled: by the reports of its stratum that
    are, as drawn reports without complete labels are passed over."""
    complete: dict[str, int] = {}
    for drawn in basis.drawn.values():
        if drawn:
            complete[drawn.stratum] = complete.get(drawn.stratum, 0) + 1
    return {
        report: complete[drawn.stratum] / drawn.reports * len(basis.reports[report]) / drawn.paragraphs
        if drawn
        else len(basis.reports) / there
        for report, drawn in basis.drawn.items()
    }


def _columns(values: Mapping[str, Sequence[str]], factors: Sequence[str], rows: int) -> tuple[Floats, tuple[str, ...]]:
    columns: list[Any] = [np.ones(rows)]
    names = [INTERCEPT]
    for name, own in values.items():
        different = [key[0] for key in in_order({(one,) for one in own})]
        if len(different) < 2:
            raise BadData(
                f"{name} has one value only ({', '.join(different) or 'none'}). Expected two or more to compare; leave "
                "it out of --on."
            )
        numbers = None if name in factors else _numbers(own)
        if numbers is None and len(different) > MOST_VALUES:
            raise BadData(
                f"{name} has {len(different)} values, each a column. Expected numbers, or {MOST_VALUES} values at "
                "most; regress on what has fewer."
            )
        if numbers is not None:
            columns.append(numbers)
            names.append(name)
            continue
        for value in different[1:]:
            columns.append(np.array([one == value for one in own], np.float64))
            names.append(f"{name}={value}")
    return np.column_stack(columns), tuple(names)


def _check_labelled(name: str, values: Sequence[str], reports: Sequence[str], labelled: Collection[str]) -> None:
    """Raise BadData where labels cannot tell how a value's reports differ: nothing would correct its tags."""
    reports_of: dict[str, set[str]] = {}
    for value, report in zip(values, reports, strict=True):
        reports_of.setdefault(value, set()).add(report)
    for value, own in reports_of.items():
        if len(own & set(labelled)) < min(FEWEST, len(own)):
            raise BadData(
                f"{name}={value}: {len(own & set(labelled))} of its {len(own)} reports labelled. Expected {FEWEST} at "
                "least, or nothing corrects its tags; label more, or leave it out of --on."
            )


def _check_strata(corpus: Corpus) -> None:
    """Raise BadData where a stratum of the sample has no labelled report: nothing would correct its tags."""
    strata = corpus.frame.strata
    if empty := sorted(set(strata.values()) - {strata[report] for report in corpus.basis.reports}):
        raise BadData(
            f"No report of the stratum '{empty[0]}' is labelled ({len(empty)} such in all). Expected labels in each "
            "that was drawn from; label what is missing."
        )


def _numbers(values: Sequence[str]) -> Floats | None:
    try:
        found = np.array([float(one) for one in values])
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None
