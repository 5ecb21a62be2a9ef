"""The rows of a regression: an outcome for every tagged paragraph, and columns made of what its line says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.findings.basis import Basis
from evaluation.findings.blocks import in_order
from evaluation.findings.corpus import Corpus
from evaluation.findings.frame import TAGGED
from evaluation.findings.measures import tagged_amounts, true_amounts
from evaluation.findings.regression import outcome
from labels.counting import Floats
from labels.sampling.groups import NOT_STATED, group_of
from storage.errors import BadData
from storage.jsonl import read_objects

INTERCEPT = "intercept"


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
        BadData: a name has one value only.
    """
    path = tagged / TAGGED if tagged.is_dir() else tagged
    lines = [line for _, line in read_objects(path)]
    stated = [group_of(line, on) for line in lines]
    kept = [n for n, one in enumerate(stated) if NOT_STATED not in one]
    values = {name: tuple(stated[n][place] for n in kept) for place, name in enumerate(on)}
    columns, names = _columns(values, factors, len(kept))
    rows = {row.id: row for own in corpus.basis.reports.values() for row in own}
    chances = _probabilities(corpus.basis, len(corpus.frame.counted))
    every = corpus.tagger.taxonomy.ids
    wanted = [every.index(key) for key in categories]
    said = np.array(
        [tagged_amounts(corpus.unseen.get(lines[n]["id"], lines[n]), "paragraphs", every, lines[n]["id"]) for n in kept]
    ).reshape(len(kept), len(every))[:, wanted]
    labelled = np.array([lines[n]["id"] in rows for n in kept], np.bool_)
    true, chance = np.zeros_like(said), np.ones(len(kept))
    for place, n in enumerate(kept):
        if labelled[place]:
            true[place] = true_amounts(rows[lines[n]["id"]], "paragraphs", categories)
            chance[place] = chances[lines[n]["report"]]
    return Design(
        tuple(lines[n]["id"] for n in kept),
        tuple(lines[n]["report"] for n in kept),
        values,
        np.column_stack([outcome(said[:, c], true[:, c], chance, labelled) for c in range(len(categories))]),
        columns,
        names,
        labelled,
        len(lines) - len(kept),
    )


def _probabilities(basis: Basis, there: int) -> dict[str, float]:
    """Return for each labelled report how likely its paragraphs were to be labelled: by the reports of its stratum that
    are, as drawn reports without complete labels are passed over."""
    complete: dict[str, int] = {}
    for drawn in basis.drawn.values():
        if drawn:
            complete[drawn.stratum] = complete.get(drawn.stratum, 0) + 1
    return {
        report: complete[drawn.stratum] / drawn.reports * drawn.paragraphs_drawn / drawn.paragraphs
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
        if numbers is not None:
            columns.append(numbers)
            names.append(name)
            continue
        for value in different[1:]:
            columns.append(np.array([one == value for one in own], np.float64))
            names.append(f"{name}={value}")
    return np.column_stack(columns), tuple(names)


def _numbers(values: Sequence[str]) -> Floats | None:
    try:
        found = np.array([float(one) for one in values])
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None
