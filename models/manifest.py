"""tagger.json: what a bundle says about itself beyond its weights."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from labels.taxonomy import Taxonomy
from models.files.digests import read_json
from models.files.weights import WEIGHTS
from models.seal import seals_of
from storage.checking import Number, Whole, Wording, checked
from storage.errors import BadBundle, BadTaxonomy
from storage.parsing import brief
from storage.whole_files import atomic_writer

FILE = "tagger.json"
FORMAT, EXPORTED_FORMAT = 3, 4  # a bundle that was not exported is read by older programs too
Unit = Literal["sentence", "paragraph", "multiscale"]
UNITS: tuple[str, ...] = get_args(Unit)
Exported = Literal["torch-bfloat16", "torch-int8", "onnx", "onnx-int8"]
USUAL_BAND = 0.25
"""The review band of the bundles of 0.1, which state none."""
Probability = Annotated[Number, Field(ge=0, le=1)]
_OF_EXPORTED = ("engine", "processor", "gate")
_ADVICE = "copy or train the bundle again"
_REPORTS = ("reports", "encoder_reports", "aim_reports")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of one category: probability = 1 / (1 + exp(-(slope * logit + offset))). The slope is above 0."""

    slope: Annotated[Number, Field(gt=0)]
    offset: Number


UNCALIBRATED = Calibration(slope=1.0, offset=0.0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a tagger needs to know of its model.

    `files` are the SHA-256 of all files that the model is loaded from, by name. A bundle of format 1 knows only that
    of the weights.

    `thresholds` are calibrated probabilities: a category is tagged where its score reaches them. A person should look
    where the chance of a wrong tag is above `review_above`. It is None in bundles from before there was one: there a
    score counts that is nearer to its threshold than the category's `review_band`, which bundles of 0.1 do not state
    either (`bands` has those that count). All three mappings are in taxonomy order. `unit` says what the model judges
    (`models.units.views`); one longer than `max_tokens` ([CLS] and [SEP] included) is read in overlapping windows.
    Where a category's logit is nearer to 0 than `second_look`, the paragraph is read whole too (`models.decision`); 0
    in bundles of formats 1 and 2.
    `engine` is what it was exported to, "" where it was not; `processor` and `gate` are on what that was measured and
    how.
    `encoder_digest` is that of the files of the encoder it was made from, "" where that is not known. `encoder`,
    `data`, `scores` and `versions` are provenance for the model card.
    """

    id: str
    files: Mapping[str, str]
    taxonomy: Taxonomy
    thresholds: Mapping[str, Probability]
    calibration: Mapping[str, Calibration]
    unit: Unit
    max_tokens: Annotated[Whole, Field(ge=16)]
    encoder: str
    data: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    encoder_digest: str = ""
    format: Whole = FORMAT
    second_look: Annotated[Number, Field(ge=0)] = 0.0
    review_band: Mapping[str, Probability] | None = None
    review_above: Probability | None = None
    engine: Literal["", Exported] = ""
    processor: Sequence[str] = ()
    gate: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weights(self) -> str:
        """The SHA-256 of the weights."""
        return self.files[WEIGHTS]

    @property
    def reports_seen(self) -> list[str]:
        """The reports that taught it, or the tagger it began as, or chose its thresholds: these would flatter it."""
        return sorted({one for name in _REPORTS for one in self.data.get(name, [])})

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
            **({} if self.format < 3 else {"second_look": self.second_look}),
            "thresholds": dict(self.thresholds),
            **({} if self.review_band is None else {"review_band": dict(self.review_band)}),
            **({} if self.review_above is None else {"review_above": self.review_above}),
            "calibration": {key: {"slope": one.slope, "offset": one.offset} for key, one in self.calibration.items()},
            "encoder": self.encoder,
            **({} if self.format == 1 else {"encoder_digest": self.encoder_digest}),
            "data": dict(self.data),
            "scores": dict(self.scores),
            "versions": dict(self.versions),
            **({} if self.format < EXPORTED_FORMAT else self._exported()),
            "taxonomy": self.taxonomy.to_json(),
        }

    def _exported(self) -> dict[str, Any]:
        return {"engine": self.engine, "processor": list(self.processor), "gate": dict(self.gate)}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write tagger.json into `folder`.

    Raises:
        CannotWrite: as `storage.whole_files.atomic_writer`.
        ValueError: a number in it is NaN or infinite.
    """
    with atomic_writer(folder / FILE) as file:
        json.dump(manifest.to_json(), file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")


def read_manifest(folder: Path) -> Manifest:
    """Read and check tagger.json.

    Raises:
        BadBundle: it is missing, not JSON, of a newer format, lacks a key or a category, or holds a value of another
            type or outside its range.
    """
    path = folder / FILE
    value = _read(folder, path)
    if not isinstance(value, dict) or type(value.get("format")) is not int or value["format"] < 1:
        raise BadBundle(
            f"{path}: states no format number. Expected a manifest of scripts/train.py; copy the bundle again."
        )
    if value["format"] > EXPORTED_FORMAT:
        raise BadBundle(
            f"{path}: has format {value['format']}. This version reads formats up to {EXPORTED_FORMAT}; use a newer "
            "Zhengbiao or train the bundle again."
        )
    return _manifest(value, str(path))


def _read(folder: Path, path: Path) -> Any:
    try:
        return read_json(path)
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


def _manifest(value: Mapping[str, Any], where: str) -> Manifest:
    if value["format"] == 1:
        value = {**value, "files": {WEIGHTS: value.get("weights")}, "encoder_digest": ""}
    if value["format"] < 3:
        value = {**value, "second_look": 0.0}
    names = [one.name for one in fields(Manifest)]
    if value["format"] < EXPORTED_FORMAT:
        names = [name for name in names if name not in _OF_EXPORTED]
    _check_all([name for name in names if not name.startswith("review_")], value, where)
    try:
        taxonomy = Taxonomy.from_json(value["taxonomy"], where)
    except BadTaxonomy as error:
        raise BadBundle(f"{error} {_ADVICE.capitalize()}.") from error
    given = {name: value[name] for name in names if name in value} | {"taxonomy": taxonomy}
    manifest = checked(Manifest, given, where, BadBundle, Wording(_ADVICE))
    _check_files(manifest.files, where)
    for name in _REPORTS:
        _check_reports(manifest.data.get(name, []), name, where)
    in_order: dict[str, Any] = {}
    for name in ("thresholds", "calibration", "review_band"):
        if (part := getattr(manifest, name)) is not None:
            _check_all(taxonomy.ids, part, f"{where}, {name}")
            in_order[name] = {key: part[key] for key in taxonomy.ids}
    return replace(manifest, **in_order)


def _check_all(keys: Sequence[str], value: Mapping[str, Any], where: str) -> None:
    for key in keys:
        if key not in value:
            raise BadBundle(f"{where}: lacks '{key}'. Expected {', '.join(keys)}; {_ADVICE}.")


def _check_files(files: Mapping[str, str], where: str) -> None:
    _check_all([WEIGHTS], files, f"{where}, files")
    for name in files:
        if name != Path(name).name or name.startswith("."):
            raise BadBundle(f"{where}: files names '{name}'. Expected names of files beside it; {_ADVICE}.")


def _check_reports(reports: object, name: str, where: str) -> None:
    if not isinstance(reports, list) or not all(isinstance(report, str) for report in reports):
        raise BadBundle(f"{where}: data.{name} is {brief(reports)}. Expected a list of report ids; {_ADVICE}.")
