"""What can be set for fine-tuning, from the command line or a TOML file."""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from labels.splits import Unit as SplitBy
from models.manifest import UNITS, Unit
from storage.errors import BadSettings
from storage.parsing import read_toml
from training.finetuning.encoder import is_small

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_FEWEST_STEPS = 170
SPLIT_BY: tuple[str, ...] = get_args(SplitBy)


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a bundle is trained.

    `split_by` says what folds and validation keep together: all reports of a region, or only the paragraphs of a
    report.

    With `folds` of 2 or more, thresholds and calibration come from out-of-fold predictions, every model runs all
    `epochs`, and the final one sees all paragraphs. With 0 they come from validation reports, a `validation_share` of
    the paragraphs, which is quicker and less sure; the epoch with the best macro-F1 on them is kept, and training ends
    after `patience` epochs without a better one. A `rate` of None follows the encoder's size: 3e-4 below 20 million
    parameters, 3e-5 above; so does `freeze_embeddings`: those of a small encoder stay as pre-training left them, which
    is as good and a third quicker. `mask_share` of the tokens are hidden from the model while it learns. Where
    unlabelled text is given, the `unlabelled_texts` most like the labelled ones are used. `max_tokens` is the window,
    [CLS] and [SEP] included.
    """

    unit: Unit = "multiscale"
    split_by: SplitBy = "region"
    epochs: int = 5
    patience: int = 3
    folds: int = 5
    validation_share: float = 0.12
    rate: float | None = None
    freeze_embeddings: bool | None = None
    mask_share: float = 0.1
    batch_paragraphs: int = 16
    max_tokens: int = 128
    unlabelled_texts: int = 12_000
    warmup_share: float = 0.1
    weight_decay: float = 0.01
    seed: int = 0

    def freezes(self, encoder: "PreTrainedModel") -> bool:
        """Say whether the token embeddings of this encoder stay as they are."""
        return is_small(encoder) if self.freeze_embeddings is None else self.freeze_embeddings

    def __post_init__(self) -> None:
        """Raise BadSettings where a value is of the wrong kind or outside its range."""
        ranges: dict[str, tuple[type | tuple[type, ...], float, float]] = {
            "epochs": (int, 1, 1000),
            "patience": (int, 1, 1000),
            "folds": (int, 0, 100),
            "validation_share": ((int, float), 0.01, 0.5),
            "batch_paragraphs": (int, 1, 4096),
            "max_tokens": (int, 16, 8192),
            "unlabelled_texts": (int, 1, 10_000_000),
            "mask_share": ((int, float), 0.0, 0.5),
            "warmup_share": ((int, float), 0.0, 0.9),
            "weight_decay": ((int, float), 0.0, 1.0),
            "seed": (int, 0, 2**31),
        }
        if self.rate is not None:
            ranges["rate"] = ((int, float), 1e-7, 1e-1)
        for name, (kind, low, high) in ranges.items():
            value: Any = getattr(self, name)
            if not isinstance(value, kind) or isinstance(value, bool) or not low <= float(str(value)) <= high:
                raise BadSettings(f"{name} is {value!r}. Expected a number from {low:g} to {high:g}; correct it.")
        if self.folds == 1:
            raise BadSettings("folds is 1. Expected 0 (no cross-validation) or 2 and more; correct it.")
        if self.freeze_embeddings not in (None, True, False):
            raise BadSettings(f"freeze_embeddings is {self.freeze_embeddings!r}. Expected true or false; correct it.")
        if self.split_by not in SPLIT_BY:
            raise BadSettings(f"split_by is {self.split_by!r}. Expected one of {', '.join(SPLIT_BY)}; correct it.")
        if self.unit not in UNITS:
            raise BadSettings(f"unit is {self.unit!r}. Expected one of {', '.join(UNITS)}; correct it.")


def usual_epochs(paragraphs: int, batch_paragraphs: int) -> int:
    """Return 5, or as many epochs, at most 15, as give 170 steps: a model that saw few labels a few times has learnt
    nothing yet."""
    return max(5, min(15, -(-_FEWEST_STEPS * batch_paragraphs // paragraphs)))


def read_settings(path: Path | None, **given: Any) -> TrainingSettings:
    """Read settings from a TOML file and let those `given` that are not None stand above it.

    Raises:
        BadSettings: the file cannot be read, or names a setting that does not exist.
    """
    known = [field.name for field in fields(TrainingSettings)]
    settings = TrainingSettings()
    if path is not None:
        values = read_toml(path, "lines such as epochs = 6", BadSettings)
        for key in values:
            if key not in known:
                raise BadSettings(
                    f"{path}: '{key}' is not a setting. Expected {', '.join(known)}; correct or remove it."
                )
        settings = replace(settings, **values)
    return replace(settings, **{key: value for key, value in given.items() if value is not None})
