"""Measure what a model's labels of other text teach a tagger that few paragraphs were labelled for, beside a TF-IDF
teacher's, on regions that neither has seen.

    python -m tests.studies.distillation LABELLED.jsonl --texts FILE… --output figures.csv

LABELLED holds paragraphs with the key `sentences` ([start, end, categories] of every sentence); where a line has
`gold`, its paragraph is judged by that. A tagger of the same size that learnt from all labels outside the regions judged
stands for the model that is asked. What is done is kept in `figures.csv.work`, and not done again.
"""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import expit
from sklearn.metrics import average_precision_score

from labels.counting import Floats, Truth, counted, indicators, macro_f1
from labels.evidence import of_sentences
from labels.labelled import LabelledParagraph, read_labelled
from labels.quick.calibration import best_thresholds
from labels.splits import split_by_report
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER
from reports.sentences import sentence_spans, sentences
from storage.whole_files import atomic_writer
from training.finetuning.self_training import SoftLabelled, most_alike, read_unlabelled, soft_labels, with_model
from training.finetuning.settings import TrainingSettings, usual_epochs
from training.finetuning.trainer import Recipe, fit
from training.hub.encoder_source import find_encoder

TAXONOMY = Taxonomy.load()
_JUDGED_SHARE, _TEACHER_EPOCHS = 0.3, 4


@dataclass(frozen=True, slots=True)
class Material:
    """Paragraphs to teach with and those that judge, of other regions, what these carry, and texts without labels."""

    taught: Sequence[LabelledParagraph]
    judging: Sequence[LabelledParagraph]
    texts: Sequence[str]

    @property
    def truth(self) -> Truth:
        """What the judging paragraphs carry, shape (judging, categories)."""
        return indicators([row.paragraph.extra.get("gold", row.labels) for row in self.judging], TAXONOMY.ids)


def read_rows(path: Path) -> list[LabelledParagraph]:
    """Read labelled paragraphs with what each of their sentences carries as evidence."""
    rows = []
    for row in read_labelled(path, TAXONOMY):
        spans, given = sentence_spans(row.text), row.paragraph.extra["sentences"]
        marked = {key: of_sentences([key in one[2] for one in given], spans) for key in row.labels}
        rows.append(replace(row, evidence=marked))
    return rows


def said_by(fitted_logits: Callable[..., Floats], texts: Sequence[str]) -> SoftLabelled:
    """Return what a model says of texts and their sentences, read as the shipped tagger reads."""
    ends = np.cumsum([len(sentences(text)) for text in texts])
    own = np.split(fitted_logits([one for text in texts for one in sentences(text)], "multiscale"), ends[:-1])
    whole = (np.stack([one.max(axis=0) for one in own]) + fitted_logits(texts, "paragraph")) / 2
    return SoftLabelled(tuple(texts), np.asarray(expit(whole)), tuple(np.asarray(expit(one)) for one in own))


def changed(soft: SoftLabelled, change: Callable[[Floats], Floats]) -> SoftLabelled:
    """Return soft labels with every probability changed."""
    return SoftLabelled(soft.texts, change(soft.probabilities), tuple(change(one) for one in soft.of_sentences or ()))


def mean_of(one: SoftLabelled, other: SoftLabelled) -> SoftLabelled:
    """Return the mean of what two teachers say of the same texts."""
    own = zip(one.of_sentences or (), other.of_sentences or (), strict=True)
    return SoftLabelled(
        one.texts, (one.probabilities + other.probabilities) / 2, tuple((first + second) / 2 for first, second in own)
    )


@dataclass(frozen=True, slots=True)
class Study:
    """What is measured with, and the folder of the work."""

    material: Material
    work: Path

    def recipe(self, seed: int, epochs: int) -> Recipe:
        """Return how a tagger of the shipped size is made."""
        encoder = find_encoder(str(SHIPPED_ENCODER), None, print)
        settings = TrainingSettings(seed=seed, epochs=epochs)
        return Recipe(TAXONOMY, encoder, "sentence", settings, lambda line: print(line, file=sys.stderr, flush=True))

    def teacher(self) -> tuple[SoftLabelled, Floats]:
        """Return what the model that is asked says of the texts, and its logits of what judges."""
        kept = self.work / "teacher.npz"
        if not kept.is_file():
            recipe = self.recipe(100, _TEACHER_EPOCHS)
            model = fit(recipe, self.material.taught, [], folder=self.work / "teacher", name="teacher")
            said = said_by(model.logits_of, self.material.texts)
            judged = model.logits(self.material.judging)
            np.savez(kept, whole=said.probabilities, own=np.concatenate(said.of_sentences or ()), judged=judged)
        read = np.load(kept)
        ends = np.cumsum([len(sentences(text)) for text in self.material.texts])[:-1]
        soft = SoftLabelled(tuple(self.material.texts), read["whole"], tuple(np.split(read["own"], ends)))
        return soft, read["judged"]

    def few(self, count: int, seed: int) -> list[LabelledParagraph]:
        """Draw the paragraphs that people labelled."""
        chosen = np.random.default_rng(seed).choice(len(self.material.taught), count, replace=False)
        return [self.material.taught[i] for i in sorted(chosen)]

    def student(self, way: str, count: int, seed: int) -> Floats:
        """Return the logits of what judges by a tagger that learnt from few labels and a way's soft ones."""
        kept = self.work / f"{way}-{count}-{seed}.npy"
        if not kept.is_file():
            rows, recipe = self.few(count, seed), self.recipe(seed, usual_epochs(count, 16))
            folder = self.work / kept.stem
            soft = self.soft(way, rows, recipe, folder)
            np.save(kept, fit(recipe, rows, [], folder=folder, name=kept.stem, soft=soft).logits(self.material.judging))
        return np.asarray(np.load(kept))

    def soft(self, way: str, rows: Sequence[LabelledParagraph], recipe: Recipe, folder: Path) -> SoftLabelled | None:
        """Return the soft labels of a way."""
        asked = self.teacher()[0]
        if way == "labels":
            return None
        if way == "soft":
            return asked
        if way == "hard":
            return changed(asked, lambda one: (one >= 0.5).astype(float))
        if way == "tfidf":
            return self.own_teachers(rows, recipe, folder)
        return mean_of(asked, self.own_teachers(rows, recipe, folder))

    def own_teachers(self, rows: Sequence[LabelledParagraph], recipe: Recipe, folder: Path) -> SoftLabelled:
        """Let TF-IDF and a first tagger label the texts, as `train.py --unlabelled` does."""
        from training.finetuning.self_training import Unlabelled

        soft = soft_labels(rows, [Unlabelled(text) for text in self.material.texts], TAXONOMY.ids, [])
        if soft is None:
            raise AssertionError("no text is left")
        return with_model(soft, fit(recipe, rows, [], folder=folder / "teacher", name="own teacher").logits_of)


WAYS = ("labels", "tfidf", "soft", "hard", "both")


def figures(logits: Floats, truth: Truth) -> list[float]:
    """Return macro-F1 at the best thresholds in hindsight, macro-F1 at 0.5 and macro average precision, of both
    readings together."""
    said = np.asarray(expit(logits.mean(axis=0)))
    at = [macro_f1(counted(said >= limit, truth).sum(axis=0)) for limit in (best_thresholds(said, truth), 0.5)]
    return [*(float(one) for one in at), float(average_precision_score(truth, said, average="macro"))]


def measure(study: Study, counts: Sequence[int], seeds: Sequence[int]) -> Iterator[list[object]]:
    """Yield a line of figures for the model that is asked, and for each way, number of labels and seed."""
    truth = study.material.truth
    yield ["teacher", len(study.material.taught), "", *figures(study.teacher()[1], truth)]
    for seed in seeds:
        for count in counts:
            for way in WAYS:
                yield [way, count, seed, *figures(study.student(way, count, seed), truth)]


def main() -> None:
    """Measure, and write the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path, metavar="LABELLED.jsonl")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--counts", type=int, nargs="+", default=[500], metavar="N")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], metavar="N")
    parser.add_argument("--limit", type=int, default=2000, metavar="N")
    arguments = parser.parse_args()
    taught, judging = split_by_report(read_rows(arguments.labelled), _JUDGED_SHARE, 0)
    texts = [one.text for one in most_alike(read_unlabelled(arguments.texts), [row.text for row in taught], 20_000)]
    texts = [texts[i] for i in sorted(np.random.default_rng(0).choice(len(texts), arguments.limit, replace=False))]
    work = arguments.output.with_name(arguments.output.name + ".work")
    work.mkdir(exist_ok=True)
    print(f"{len(taught)} paragraphs teach, {len(judging)} judge, {len(texts)} texts", file=sys.stderr)
    lines = measure(Study(Material(taught, judging, texts), work), arguments.counts, arguments.seeds)
    with atomic_writer(arguments.output) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["way", "paragraphs", "seed", "f1", "f1_at_half", "ap"])
        for line in lines:
            print(*line, flush=True)
            rows.writerow([f"{one:.4f}" if isinstance(one, float) else one for one in line])


if __name__ == "__main__":
    main()
