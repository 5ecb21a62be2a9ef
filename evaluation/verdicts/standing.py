"""What a model stands on: what taught it, what it was judged by, and whether its errors cancel out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.scoring.intervals import interval
from evaluation.verdicts.verdict import THRESHOLDS
from labels.asking.annotator import BY_MODELS, is_model
from labels.bootstrap import sums_by_report
from labels.counting import Floats, Labels, Truth, indicators
from labels.labelled import LabelledParagraph
from labels.sampling.design import SAMPLING
from models.manifest import Manifest


def standing(rows: Sequence[LabelledParagraph], predicted: Labels, manifest: Manifest) -> dict[str, Any]:
    """Return what scores.json holds under "standing".

    Args:
        rows: what people said of the paragraphs that judge.
        predicted: the model's tags for each.
        manifest: that of the model.
    """
    return {
        "trained_on": _trained_on(manifest),
        "judged_by": _judged_by(rows),
        "bias": biases(rows, predicted, manifest.taxonomy.ids),
        "thresholds": dict(THRESHOLDS),
        "names": {one.id: [one.chinese, one.english] for one in manifest.taxonomy.categories},
    }


_KEPT = ("file", "paragraphs", "labels", "about", "unlabelled", "taught", BY_MODELS)


def _trained_on(manifest: Manifest) -> dict[str, Any]:
    data = manifest.data
    kept = {key: data[key] for key in _KEPT if key in data}
    return {**kept, "reports": len(data.get("reports", [])), "encoder": manifest.encoder}


def _judged_by(rows: Sequence[LabelledParagraph]) -> dict[str, Any]:
    """Return who labelled how much, without names: the file goes beside a paper. A language model is no annotator."""
    people = [[name for name in row.annotators if not is_model(name)] for row in rows]
    abouts = {row.report: row.paragraph.about for row in rows}
    years = [one.year for one in abouts.values() if one.year is not None]
    return {
        "paragraphs": len(rows),
        "reports": len(abouts),
        "years": [min(years), max(years)] if years else None,
        "levels": dict(Counter(one.level for one in abouts.values() if one.level)),
        "annotators": len({name for own in people for name in own}),
        "by_two_or_more": sum(len(own) > 1 for own in people),
        "drawn_at_random": sum(SAMPLING in row.paragraph.extra for row in rows),
        "without_category": sum(not row.labels for row in rows),
    }


def biases(rows: Sequence[LabelledParagraph], predicted: Labels, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Compare for each category the share that the model tags with the share that people give.

    Errors cancel where the difference is 0; its 95 % interval resamples reports, None with fewer than two.
    """
    said, true = indicators(predicted, ids), indicators([row.labels for row in rows], ids)
    reports = [row.report for row in rows]
    return {key: _bias(said[:, column], true[:, column], reports) for column, key in enumerate(ids)}


def _bias(said: Truth, true: Truth, reports: Sequence[str]) -> Mapping[str, Any]:
    extra = said.astype(np.int64) - true
    table = sums_by_report(np.column_stack([extra, np.ones_like(extra)]), reports)

    def difference(drawn: NDArray[np.int64]) -> Floats:
        sums = drawn @ table
        return np.asarray(sums[:, 0] / sums[:, 1])

    return {
        "tagged_share": float(said.mean()),
        "true_share": float(true.mean()),
        "difference": float(extra.mean()),
        "interval": interval(len(table), difference),
    }
