"""Runs of fine-tuning on invented paragraphs, small enough for a test."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from tests.invented import invented_rows, with_evidence
from training.finetuning.recipe import Trained, train
from training.finetuning.self_training import Unlabelled
from training.finetuning.settings import TrainingSettings

TAXONOMY = Taxonomy.load()
ROWS = invented_rows()
MARKED = [with_evidence(row) for row in ROWS]
SETTINGS = TrainingSettings(epochs=2, folds=2, rate=3e-3, max_tokens=48, validation_share=0.2)


UNLABELLED = [
    *(Unlabelled(row.text + "再接再厉。", row.paragraph.about.region or "") for row in invented_rows(21)),
    *(Unlabelled(f"全市第{number}次会议传达了上级的部署和要求，交流了经验。") for number in range(9)),
]


@dataclass(frozen=True)
class Run:
    """What a run returned, where it wrote, and what it said."""

    trained: Trained
    output: Path
    said: list[str]


def run_once(
    output: Path, encoder: Path, settings: TrainingSettings = SETTINGS, rows: Sequence[LabelledParagraph] = ROWS
) -> Run:
    said: list[str] = []
    trained = train(rows, TAXONOMY, str(encoder), output, settings, data_name="invented.jsonl", say=said.append)
    return Run(trained, output, said)


class Interruption(Exception):
    """Stands for the person or the machine that ends a run."""
