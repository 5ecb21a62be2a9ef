"""tagger.json: what a bundle says about itself beyond its weights."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from labels.taxonomy import Taxonomy
from models.files.digests import read_json
from models.files.weights import WEIGHTS
from models.seal import seals_of
from storage.errors import BadBundle, BadTaxonomy
from storage.whole_files import atomic_writer

FILE = "tagger.json"
FORMAT = 2
Unit = Literal["sentence", "paragraph", "multiscale"]
UNITS: tuple[str, ...] = get_args(Unit)
USUAL_BAND = 0.25
"""The review band where no other was fitted. In cross-validation of the shipped tagger, 18 % of the paragraphs had
a score this near its threshold; 48 % of these held a wrong tag (of the others 10 %), and half of all paragraphs with a
wrong tag were among them."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of one category: probability = 1 / (1 + exp(-(slope * logit + offset))). The slope is above 0."""

    slope: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a tagger needs to know of its model.

    `files` are the SHA-256 of all files that the model is loaded from, by name. A bundle of format 1 knows only that
    of the weights.

    `thresholds` are calibrated probabilities: a category is tagged where its score reaches them. A person should look
    where a score is nearer to its threshold than the category's `review_band`, None in bundles from before there was
    one (`bands` has those that count). `unit` says what the
    model judges (`models.units.views`); one longer than `max_tokens` ([CLS] and [SEP] included) is read in overlapping
    windows. `encoder_digest` is that of the files of the encoder it was made from, "" where that is not known.
    `encoder`, `data`, `scores` and `versions` are provenance for the model card.
    """

    id: str
    files: Mapping[str, str]
    taxonomy: Taxonomy
    thresholds: Mapping[str, float]
    calibration: Mapping[str, Calibration]
    unit: Unit
    max_tokens: int
    encoder: str
    data: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    encoder_digest: str = ""
    format: int = FORMAT
    review_band: Mapping[str, float] | None = None

    @property
    def weights(self) -> str:
        """The SHA-256 of the weights."""
        return self.files[WEIGHTS]

    @property
    def bands(self) -> Mapping[str, float]:
        """The review band of every category, the usual one where the bundle states none."""
        return dict.fromkeys(self.taxonomy.ids, USUAL_BAND) if self.review_band is None else self.review_band

    def to_json(self) -> dict[str, Any]:
        """Return the object that tagger.json holds.

        `sealed` has a short digest of each part that decides what the bundle says, so that a change can be named.
        """
        value = self._to_json()
        return value if self.format == 1 else {**value, "sealed": seals_of(value, self.taxonomy.digest)}

    def _to_json(self) -> dict[str, Any]:
        first = {"weights": self.weights} if self.format == 1 else {"files": dict(self.files)}
        return {
            "format": self.format,
            "id": self.id,
            **first,
            "unit": self.unit,
            "max_tokens": self.max_tokens,
            "thresholds": dict(self.thresholds),
            **({} if self.review_band is None else {"review_band": dict(self.review_band)}),
            "calibration": {key: {"slope": one.slope, "offset": one.offset} for key, one in self.calibration.items()},
            "encoder": self.encoder,
            **({} if self.format == 1 else {"encoder_digest": self.encoder_digest}),
            "data": dict(self.data),
            "scores": dict(self.scores),
            "versions": dict(self.versions),
            "taxonomy": self.taxonomy.to_json(),
        }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write tagger.json into `folder`."""
    with atomic_writer(folder / FILE) as file:
        json.dump(manifest.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")


def read_manifest(folder: Path) -> Manifest:
    """Read and check tagger.json.

    Raises:
        BadBundle: it is missing, not JSON, of a newer format, lacks a key, or holds a value outside its range.
    """
    path = folder / FILE
    try:
        value = read_json(path)
    except FileNotFoundError as error:
        raise BadBundle(
            f"{folder}: holds no {FILE}. Expected the folder of a bundle, as scripts/train.py writes it; check --model."
        ) from error
    except NotADirectoryError as error:
        raise BadBundle(f"{folder}: is a file. Expected the folder of a bundle; check --model.") from error
    except OSError as error:
        raise BadBundle(f"{path}: {error.strerror or error}. Expected a manifest; copy the bundle again.") from error
    except ValueError as error:
        raise BadBundle(
            f"{path}: cannot be read as JSON ({error}). Expected a manifest; copy the bundle again."
        ) from error
    if not isinstance(value, dict) or not isinstance(value.get("format"), int) or value["format"] < 1:
        raise BadBundle(
            f"{path}: states no format number. Expected a manifest of scripts/train.py; copy the bundle again."
        )
    if value["format"] > FORMAT:
        raise BadBundle(
            f"{path}: has format {value['format']}. This version reads formats up to {FORMAT}; use a newer Zhengbiao "
            "or train the bundle again."
        )
    return _manifest(value, path)


def _manifest(value: dict[str, Any], path: Path) -> Manifest:
    try:
        taxonomy = Taxonomy.from_json(value["taxonomy"], str(path))
        manifest = Manifest(
            id=str(value["id"]),
            files=_files(value),
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
            encoder_digest="" if value["format"] == 1 else str(value["encoder_digest"]),
            format=value["format"],
            review_band={key: float(value["review_band"][key]) for key in taxonomy.ids}
            if "review_band" in value
            else None,
        )
    except KeyError as error:
        raise BadBundle(
            f"{path}: lacks {error}. Expected every key of format {value['format']}; copy or train the bundle again."
        ) from error
    except (TypeError, ValueError, BadTaxonomy) as error:
        raise BadBundle(
            f"{path}: {error} Expected a manifest of scripts/train.py; copy or train the bundle again."
        ) from error
    _check_ranges(manifest, path)
    return manifest


def _files(value: dict[str, Any]) -> dict[str, str]:
    if value["format"] == 1:
        return {WEIGHTS: str(value["weights"])}
    files = {str(name): str(digest) for name, digest in dict(value["files"]).items()}
    if strange := [name for name in files if name != Path(name).name or name.startswith(".")]:
        raise ValueError(f"files names '{strange[0]}'.")
    return {WEIGHTS: files[WEIGHTS], **files}


def _check_ranges(manifest: Manifest, path: Path) -> None:
    reports = manifest.data.get("reports", [])
    if not isinstance(reports, list) or not all(isinstance(report, str) for report in reports):
        raise BadBundle(
            f"{path}: data.reports is {str(reports)[:50]}. Expected a list of report ids; copy the bundle again."
        )
    for key, threshold in manifest.thresholds.items():
        if not 0 <= threshold <= 1:
            raise BadBundle(
                f"{path}: the threshold of '{key}' is {threshold}. Expected a probability from 0 to 1; correct it."
            )
    for key, band in manifest.bands.items():
        if not 0 <= band <= 1:
            raise BadBundle(
                f"{path}: the review band of '{key}' is {band}. Expected a distance from 0 to 1; correct it."
            )
    for key, one in manifest.calibration.items():
        if not (one.slope > 0 and math.isfinite(one.slope) and math.isfinite(one.offset)):
            raise BadBundle(
                f"{path}: the calibration of '{key}' is {one}. Expected a slope above 0; train the bundle again."
            )
    if manifest.unit not in UNITS:
        raise BadBundle(f"{path}: unit '{manifest.unit}' is not known. Expected one of {', '.join(UNITS)}; correct it.")
    if manifest.max_tokens < 16:
        raise BadBundle(f"{path}: max_tokens is {manifest.max_tokens}. Expected at least 16; correct it.")
