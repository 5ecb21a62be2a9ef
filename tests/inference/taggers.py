"""Taggers with other manifests, texts to give them, and plain transformers to compare them with."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from inference.tagger import Tagger
from models.bundle import Bundle
from reports.report import Paragraph


def paragraphs(*texts: str) -> list[Paragraph]:
    return [Paragraph(f"云溪市-2031:{number}", "云溪市-2031", text, index=number) for number, text in enumerate(texts)]


def having(bundle: Bundle, **changes: Any) -> Tagger:
    """Return a tagger of the same weights with another manifest."""
    return Tagger(Bundle(bundle.folder, replace(bundle.manifest, **changes)), "cpu")


def of_plain_pipeline(folder: Path, texts: list[str], ids: tuple[str, ...]) -> np.ndarray:
    """Return the scores of transformers' own pipeline, shape (texts, categories), without any code of ours."""
    from transformers import pipeline

    plain = pipeline("text-classification", model=str(folder), top_k=None, device="cpu")
    answers: list[list[dict[str, Any]]] = plain(texts)
    named: list[Mapping[str, float]] = [{one["label"]: one["score"] for one in answer} for answer in answers]
    assert all(set(one) == set(ids) for one in named)
    return np.array([[one[key] for key in ids] for one in named])
