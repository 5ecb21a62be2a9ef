"""Settings of fine-tuning, from the command line or a TOML file, checked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from labels.labelled import LabelledParagraph
from labels.quick.marked import any_marked
from labels.splits import Unit as SplitBy
from models.manifest import Unit
from storage.checking import Number, Truth, Whole, check_fields, checked
from storage.errors import BadSettings
from storage.parsing import read_toml
from storage.shown import shown
from training.finetuning.encoder import is_small

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_FEWEST_STEPS, _MOST_EPOCHS = 170, 15
_BATCH, _SMALLEST_BATCH = 16, 4


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a bundle is trained.

    A `unit` of None follows the labels: "sentence" where people marked sentences, else "multiscale" (`unit_of`).
    A model of sentences reads a share of the paragraphs, `second_looks`, whole too: those whose sentences leave most
    doubt. `split_by` says what folds and validation keep together: all reports of a region, year, source or level,
    or only the paragraphs of a report.

    With `folds` of 2 or more, thresholds and calibration come from out-of-fold predictions, every model runs all
    `epochs`, and the final one sees all paragraphs. With 0 they come from validation reports, a `validation_share` of
    the paragraphs, which is quicker and less sure; the epoch with the best macro-F1 on them is kept, and training ends
    after `patience` epochs without a better one. A `rate` of None follows the encoder's size: 3e-4 below 20 million
    parameters, 3e-5 above; so does `freeze_embeddings`: those of a small encoder stay as pre-training left them, which
    is as good and a third quicker. `mask_share` of the tokens are hidden from the model while it learns. Where
    unlabelled text is given, the `unlabelled_texts` most like the labelled ones are used; of texts that other models
    labelled, `taught_texts` drawn by chance. `max_tokens` is the window, [CLS] and [SEP] included.
    """

    unit: Unit | None = None
    split_by: SplitBy = "region"
    epochs: Annotated[Whole, Field(ge=1, le=1000)] = 5
    patience: Annotated[Whole, Field(ge=1, le=1000)] = 3
    folds: Annotated[Whole, Field(ge=0, le=100)] = 5
    validation_share: Annotated[Number, Field(ge=0.01, le=0.5)] = 0.12
    rate: Annotated[Number, Field(ge=1e-7, le=1e-1)] | None = None
    freeze_embeddings: Truth | None = None
    second_looks: Annotated[Number, Field(ge=0, le=1)] = 0.18
    mask_share: Annotated[Number, Field(ge=0, le=0.5)] = 0.1
    batch_paragraphs: Annotated[Whole, Field(ge=1, le=4096)] = _BATCH
    max_tokens: Annotated[Whole, Field(ge=16, le=8192)] = 128
    unlabelled_texts: Annotated[Whole, Field(ge=1, le=10_000_000)] = 12_000
    taught_texts: Annotated[Whole, Field(ge=1, le=10_000_000)] = 12_000
    warmup_share: Annotated[Number, Field(ge=0, le=0.9)] = 0.1
    weight_decay: Annotated[Number, Field(ge=0, le=1)] = 0.01
    seed: Annotated[Whole, Field(ge=0, le=2**31)] = 0

    def freezes(self, encoder: "PreTrainedModel") -> bool:
        """Say whether the token embeddings of this encoder stay as they are."""
        return is_small(encoder) if self.freeze_embeddings is None else self.freeze_embeddings

    def unit_of(self, rows: Sequence[LabelledParagraph]) -> Unit:
        """Return what the model judges that is trained on these rows."""
        return self.unit or ("sentence" if any_marked(rows) else "multiscale")

    def __post_init__(self) -> None:
        """Raise BadSettings where a value is of the wrong kind or outside its range."""
        check_fields(self, BadSettings)
        if self.folds == 1:
            raise BadSettings("folds is 1. Expected 0 (no cross-validation) or 2 and more; correct it.")


def usual_epochs(paragraphs: int, batch_paragraphs: int) -> int:
    """Return 5, or as many epochs, at most 15, as give 170 steps: a model that saw few labels a few times has learnt
    nothing yet."""
    return max(5, min(_MOST_EPOCHS, -(-_FEWEST_STEPS * batch_paragraphs // paragraphs)))


def usual_batch(paragraphs: int) -> int:
    """Return 16, or where even 15 epochs of such batches are no 170 steps, half of it or a quarter."""
    batch = _BATCH
    while batch > _SMALLEST_BATCH and _FEWEST_STEPS * batch > _MOST_EPOCHS * paragraphs:
        batch //= 2
    return batch


def with_usual_pace(settings: TrainingSettings, paragraphs: int, given: Collection[str]) -> TrainingSettings:
    """Return settings in which so few paragraphs are seen in more and smaller steps; what is `given` by name stays."""
    if "batch_paragraphs" not in given:
        settings = replace(settings, batch_paragraphs=usual_batch(paragraphs))
    if "epochs" not in given:
        settings = replace(settings, epochs=usual_epochs(paragraphs, settings.batch_paragraphs))
    return settings


def read_settings(path: Path | None, **given: Any) -> TrainingSettings:
    """Read settings from a TOML file and let those `given` that are not None stand above it.

    Raises:
        BadSettings: the file cannot be read, or names a setting that does not exist.
    """
    settings = checked(TrainingSettings, stated_in(path), shown(path or ""), BadSettings)
    return replace(settings, **{key: value for key, value in given.items() if value is not None})


def stated_in(path: Path | None) -> dict[str, Any]:
    """Return what a file of settings states, unchecked; raise BadSettings where it cannot be read."""
    return {} if path is None else read_toml(path, "lines such as epochs = 6", BadSettings)
