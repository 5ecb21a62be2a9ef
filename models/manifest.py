"""tagger.json: what a bundle says about itself beyond its weights."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from labels.taxonomy import Taxonomy
from storage.errors import BadBundle, BadTaxonomy
from storage.whole_files import atomic_writer

FILE = "tagger.json"
FORMAT = 1
Unit = Literal["sentence", "paragraph", "multiscale"]
UNITS: tuple[str, ...] = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of one category: probability = sigmoid(slope * logit + offset). The slope is above 0."""

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a tagger needs to know of its model.

    `weights` is the SHA-256 of the weights that all this holds for.

    `thresholds` are calibrated probabilities: a category is tagged where its score reaches them. `unit` says what the model
    judges (`models.reading.views`); one longer than `max_tokens` ([CLS] and [SEP] included) is read in overlapping windows.
    `encoder`, `data`, `scores` and `versions` are provenance for the model card.
    """

    id: str
    weights: str
    taxonomy: Taxonomy
    thresholds: Mapping[str, float]
    calibration: Mapping[str, Calibration]
    unit: Unit
    max_tokens: int
    encoder: str
    data: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the object that tagger.json holds."""
        return {
            "format": FORMAT,
            "id": self.id,
            "weights": self.weights,
            "unit": self.unit,
            "max_tokens": self.max_tokens,
            "thresholds": dict(self.thresholds),
            "calibration": {key: {"slope": one.slope, "offset": one.offset} for key, one in self.calibration.items()},
            "encoder": self.encoder,
            "data": dict(self.data),
            "scores": dict(self.scores),
            "versions": dict(self.versions),
            "taxonomy": self.taxonomy.to_json(),
        }


def named(name: str, manifest: Manifest) -> Manifest:
    """Return the manifest with its id: `name` and eight hex digits that change with whatever changes a tag.

    That is the weights, thresholds, calibration, categories, unit and window.
    """
    value = manifest.to_json()
    decisive = {key: value[key] for key in ("weights", "thresholds", "calibration", "unit", "max_tokens")}
    content = json.dumps([decisive, manifest.taxonomy.digest], sort_keys=True)
    return replace(manifest, id=f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:8]}")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write tagger.json into `folder`."""
    with atomic_writer(folder / FILE) as file:
        json.dump(manifest.to_json(), file, ensure_ascii=False, indent=1)
        file.write("\n")


def read_manifest(folder: Path) -> Manifest:
    """Read and check tagger.json.

    Raises:
        BadBundle: it is missing, not JSON, of a newer format, lacks a key, or holds a value outside its range.
    """
    path = folder / FILE
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BadBundle(
            f"{folder}: holds no {FILE}. Expected the folder of a bundle, as scripts/train.py writes it; check --model."
        ) from error
    except NotADirectoryError as error:
        raise BadBundle(f"{folder}: is a file. Expected the folder of a bundle; check --model.") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadBundle(f"{path}: cannot be read as JSON ({error}). Expected a manifest; copy the bundle again.") from error
    if not isinstance(value, dict) or not isinstance(value.get("format"), int):
        raise BadBundle(f"{path}: states no format number. Expected a manifest of scripts/train.py; copy the bundle again.")
    if value["format"] > FORMAT:
        raise BadBundle(
            f"{path}: has format {value['format']}. This version reads formats up to {FORMAT}; use a newer Zhengbiao or train the bundle again."
        )
    return _manifest(value, path)


def _manifest(value: dict[str, Any], path: Path) -> Manifest:
    try:
        taxonomy = Taxonomy.from_json(value["taxonomy"], str(path))
        manifest = Manifest(
            id=str(value["id"]),
            weights=str(value["weights"]),
            taxonomy=taxonomy,
            thresholds={key: float(value["thresholds"][key]) for key in taxonomy.ids},
            calibration={
                key: Calibration(float(value["calibration"][key]["slope"]), float(value["calibration"][key]["offset"]))
                for key in taxonomy.ids
            },
            unit=value["unit"],
            max_tokens=int(value["max_tokens"]),
            encoder=str(value["encoder"]),
            data=dict(value["data"]),
            scores=dict(value["scores"]),
            versions=dict(value["versions"]),
        )
    except KeyError as error:
        raise BadBundle(f"{path}: lacks {error}. Expected every key of format {FORMAT}; copy or train the bundle again.") from error
    except (TypeError, ValueError, BadTaxonomy) as error:
        raise BadBundle(f"{path}: {error} Expected a manifest of scripts/train.py; copy or train the bundle again.") from error
    _check_ranges(manifest, path)
    return manifest


def _check_ranges(manifest: Manifest, path: Path) -> None:
    for key, threshold in manifest.thresholds.items():
        if not 0 <= threshold <= 1:
            raise BadBundle(f"{path}: the threshold of '{key}' is {threshold}. Expected a probability from 0 to 1; correct it.")
    for key, one in manifest.calibration.items():
        if not (one.slope > 0 and math.isfinite(one.slope) and math.isfinite(one.offset)):
            raise BadBundle(f"{path}: the calibration of '{key}' is {one}. Expected a slope above 0; train the bundle again.")
    if manifest.unit not in UNITS:
        raise BadBundle(f"{path}: unit '{manifest.unit}' is not known. Expected one of {', '.join(UNITS)}; correct it.")
    if manifest.max_tokens < 16:
        raise BadBundle(f"{path}: max_tokens is {manifest.max_tokens}. Expected at least 16; correct it.")
