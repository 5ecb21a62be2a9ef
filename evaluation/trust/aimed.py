"""A bundle's manifest with thresholds for an aim: what changes in it, or why the aim is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.trust.aims import Aim, Chosen, Refused, choose
from labels.counting import Floats, indicators
from labels.labelled import LabelledParagraph
from models.decision import fit_review
from models.manifest import Manifest
from storage.errors import BadData, BadSettings


@dataclass(frozen=True, slots=True)
class Aimed:
    """Categories with the thresholds that were chosen for them, and the fields of the manifest that this changes."""

    chosen: Mapping[str, Chosen]
    changes: Mapping[str, Any]


def check_categories(manifest: Manifest, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the categories to choose thresholds of, in the order of the taxonomy: those asked for, or all.

    Raises:
        BadSettings: one is not in the bundle's taxonomy; or the taxonomy is exclusive.
    """
    ids = manifest.taxonomy.ids
    if manifest.taxonomy.exclusive:
        raise BadSettings(
            f"{manifest.id} gives each paragraph exactly one category, so no threshold of one can be moved alone. "
            "Expected a taxonomy whose categories are asked one by one; leave its thresholds as they are."
        )
    if unknown := [key for key in asked if key not in ids]:
        raise BadSettings(
            f"--category names '{unknown[0]}'. Expected one of {', '.join(ids)}, those of {manifest.id}; correct it."
        )
    return tuple(key for key in ids if not asked or key in asked)


def aimed(
    manifest: Manifest,
    rows: Sequence[LabelledParagraph],
    scores: Sequence[Mapping[str, float]],
    aim: Aim,
    *,
    categories: Sequence[str],
    data: str,
) -> Aimed:
    """Choose thresholds for an aim.

    What is marked for review follows them: a fifth of these paragraphs.

    Args:
        rows: what people said, of reports that the bundle has not seen.
        scores: the bundle's score of every category for each row.
        categories: those whose thresholds are chosen; the others keep theirs.
        data: the name of the labelled file.

    Raises:
        BadData: the aim cannot be promised for a category.
    """
    ids, reports = manifest.taxonomy.ids, [row.report for row in rows]
    table: Floats = np.array([[row[key] for key in ids] for row in scores], dtype=np.float64)
    truth = indicators([row.labels for row in rows], ids)
    found = {key: choose(table[:, ids.index(key)], truth[:, ids.index(key)], reports, aim) for key in categories}
    refused = {key: one.reason for key, one in found.items() if isinstance(one, Refused)}
    if refused:
        raise BadData(
            f"{'; '.join(f'{key}: {reason}' for key, reason in refused.items())}. Label more reports, aim lower, or "
            "name other categories with --category."
        )
    chosen = {key: one for key, one in found.items() if isinstance(one, Chosen)}
    thresholds = {**manifest.thresholds, **{key: one.threshold for key, one in chosen.items()}}
    told = {
        "aim": str(aim),
        "file": data,
        "paragraphs": len(rows),
        "reports": len(set(reports)),
        "categories": {key: one.to_json() for key, one in chosen.items()},
    }
    seen = sorted({*manifest.data.get("aim_reports", []), *reports})
    return Aimed(
        chosen,
        {
            "thresholds": thresholds,
            "review_above": fit_review(table, thresholds, manifest.taxonomy.exclusive),
            "review_band": None,
            "data": {**manifest.data, "aim_reports": seen},
            "scores": {**manifest.scores, "aim": told},
        },
    )
