"""One model, judged on held-out labels beside the references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from evaluation.scoring.intervals import macro_f1_difference_interval, macro_f1_interval
from evaluation.scoring.references import REFERENCES
from evaluation.scoring.scores import Scores, score
from evaluation.trust.errors import Error, errors_of
from labels.bootstrap import Interval
from labels.counting import Labels
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

MODEL = "model"
"""The name under which the model itself stands among the contestants."""
COMPARED_WITH = next(iter(REFERENCES))
"""The reference that the model is compared with pairwise: the strongest of them."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What scores.json and report.html say.

    `contestants` holds the scores of the model (under `MODEL`), then of the references; `intervals` the 95 % interval
    of the macro-F1 of each, None with fewer than two reports. `difference` is the macro-F1 of the model less that of
    `COMPARED_WITH`, with its own interval; None where that reference was not run. `errors` are the model's, the surest
    first.
    """

    model: str
    data: str
    taxonomy: Taxonomy
    contestants: Mapping[str, Scores]
    intervals: Mapping[str, Interval | None]
    difference: tuple[float, Interval | None] | None
    errors: tuple[Error, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        difference = None
        if self.difference is not None:
            value, interval = self.difference
            difference = {"against": COMPARED_WITH, "macro_f1": value, "interval": interval}
        return {
            "model": self.model,
            "data": self.data,
            "categories": list(self.taxonomy.ids),
            "scores": {
                name: {**scores.to_json(), "macro_f1_interval": self.intervals[name]}
                for name, scores in self.contestants.items()
            },
            "difference": difference,
            "errors": [error.to_json() for error in self.errors],
        }


def evaluate(
    rows: Sequence[LabelledParagraph],
    predicted: Labels,
    scores: Sequence[Mapping[str, float]],
    taxonomy: Taxonomy,
    *,
    model: str,
    data: str,
    references: Mapping[str, Labels] = MappingProxyType({}),
    seed: int = 0,
) -> Evaluation:
    """Compare what a model and the references said of held-out paragraphs with what people said.

    Args:
        rows: what people said.
        predicted: the model's tags for each row.
        scores: the model's score of every category for each row.
        model: the bundle's id.
        data: the name of the labelled file.
        references: by name, the labels that each gave to the same rows.
        seed: of the bootstrap.

    Raises:
        BadData: there are no rows, a prediction is missing, or a category is not in the taxonomy.
    """
    truth, reports = [row.labels for row in rows], [row.report for row in rows]
    entries = {MODEL: predicted, **references}
    contestants = {name: score(truth, said, taxonomy.ids, reports) for name, said in entries.items()}
    intervals = {
        name: macro_f1_interval(truth, said, reports, taxonomy.ids, seed=seed) for name, said in entries.items()
    }
    lead = None
    if COMPARED_WITH in references:
        gained = contestants[MODEL].macro_f1 - contestants[COMPARED_WITH].macro_f1
        theirs = references[COMPARED_WITH]
        lead = gained, macro_f1_difference_interval(truth, predicted, theirs, reports, taxonomy.ids, seed=seed)
    errors = errors_of(rows, predicted, scores, taxonomy)
    return Evaluation(model, data, taxonomy, contestants, intervals, lead, errors)
