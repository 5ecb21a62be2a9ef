"""Measure what a model's labels of other text teach a tagger that few paragraphs were labelled for, beside a TF-IDF
teacher's, on regions that neither has seen.

    python -m tests.studies.distillation LABELLED.jsonl --texts FILE… --output figures.csv

LABELLED holds paragraphs with the key `sentences` ([start, end, categories] of every sentence); where a line has
`gold`, its paragraph is judged by that. A tagger of the same size that learnt from all labels outside the regions
judged stands for the model that is asked. What is done is kept in `figures.csv.work`, and not done again.
"""

import csv
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import expit
from sklearn.metrics import average_precision_score

from evaluation.scoring.intervals import f1_difference_interval, macro
from labels.counting import Floats, Truth, counted, indicators, macro_f1
from labels.evidence import of_sentences
from labels.labelled import LabelledParagraph, read_labelled
from labels.quick.calibration import best_thresholds
from labels.splits import split_by_report
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER
from reports.sentences import sentence_spans, sentences
from storage.whole_files import atomic_writer
from training.finetuning.self_training import (
    SoftLabelled,
    Unlabelled,
    joined,
    most_alike,
    read_unlabelled,
    soft_labels,
    with_model,
)
from training.finetuning.settings import TrainingSettings, usual_epochs
from training.finetuning.trainer import Recipe, fit
from training.hub.encoder_source import find_encoder

TAXONOMY = Taxonomy.load()
_JUDGED_SHARE, _TEACHER_EPOCHS = 0.3, 4
_ALIKE, _SHORTEST, _LONGEST = 20_000, 20, 100  # texts; characters of a sentence


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


def draw_sentences(paths: Sequence[Path], taught: Sequence[LabelledParagraph], limit: int) -> list[str]:
    """Draw sentences of the texts that are most like those that teach."""
    alike = most_alike(read_unlabelled(paths), [row.text for row in taught], _ALIKE)
    every = [one.strip() for text in alike for one in sentences(text.text)]
    found = sorted({one for one in every if _SHORTEST <= len(one) <= _LONGEST})
    return [found[i] for i in np.random.default_rng(0).choice(len(found), limit, replace=False)]


def said_by(fitted_logits: Callable[..., Floats], texts: Sequence[str]) -> SoftLabelled:
    """Return what a model says of texts and their sentences, read as the shipped tagger reads."""
    ends = np.cumsum([len(sentences(text)) for text in texts])
    own = np.split(fitted_logits([one for text in texts for one in sentences(text)], "multiscale"), ends[:-1])
    whole = (np.stack([one.max(axis=0) for one in own]) + fitted_logits(texts, "paragraph")) / 2
    return SoftLabelled(tuple(texts), np.asarray(expit(whole)), tuple(np.asarray(expit(one)) for one in own))


def changed(soft: SoftLabelled, change: Callable[[Floats], Floats]) -> SoftLabelled:
    """Return soft labels with every probability changed."""
    return SoftLabelled(soft.texts, change(soft.probabilities), tuple(change(one) for one in soft.of_sentences or ()))


@dataclass(frozen=True, slots=True)
class Study:
    """What is measured with, and the folder of the work."""

    material: Material
    work: Path
    epochs: int

    def recipe(self, seed: int, epochs: int) -> Recipe:
        """Return how a tagger of the shipped size is made."""
        encoder = find_encoder(str(SHIPPED_ENCODER), None, print)
        settings = TrainingSettings(seed=seed, epochs=epochs)
        return Recipe(TAXONOMY, encoder, "sentence", settings, lambda line: print(line, file=sys.stderr, flush=True))

    def teacher(self) -> tuple[SoftLabelled, Floats]:
        """Return what the model that is asked says of the texts, and its logits of the paragraphs that judge."""
        kept = self.work / "teacher.npz"
        if not kept.is_file():
            model = fit(
                self.recipe(100, _TEACHER_EPOCHS),
                self.material.taught,
                [],
                folder=self.work / "teacher",
                name="teacher",
            )
            _keep(kept, said_by(model.logits_of, self.material.texts), model.logits(self.material.judging))
        return _kept(kept, self.material.texts)

    def few(self, count: int, seed: int) -> list[LabelledParagraph]:
        """Draw the paragraphs that people labelled."""
        chosen = np.random.default_rng(seed).choice(len(self.material.taught), count, replace=False)
        return [self.material.taught[i] for i in sorted(chosen)]

    def student(self, way: str, count: int, seed: int) -> Floats:
        """Return the logits of what judges by a tagger that learnt from few labels and a way's soft ones."""
        kept = self.work / f"{way}-{count}-{seed}.npy"
        if way == "labels":
            return self.own_teachers(count, seed)[1]
        if not kept.is_file():
            soft = self.soft(way, count, seed)
            recipe, folder = self.recipe(seed, self.epochs), self.work / kept.stem
            model = fit(recipe, self.few(count, seed), [], folder=folder, name=kept.stem, soft=soft)
            np.save(kept, model.logits(self.material.judging))
        return np.asarray(np.load(kept))

    def soft(self, way: str, count: int, seed: int) -> SoftLabelled | None:
        """Return the soft labels of a way."""
        asked = self.teacher()[0]
        if way == "soft":
            return asked
        if way == "hard":
            return changed(asked, lambda one: (one >= 0.5).astype(float))
        if way == "tfidf":
            return self.own_teachers(count, seed)[0]
        return joined(self.own_teachers(count, seed)[0], asked)

    def own_teachers(self, count: int, seed: int) -> tuple[SoftLabelled, Floats]:
        """Let TF-IDF and a first tagger label the texts, as `train.py --unlabelled` does; with the logits of what
        judges by that tagger, which learnt from the labels alone."""
        kept = self.work / f"own-{count}-{seed}.npz"
        if not kept.is_file():
            rows, recipe = self.few(count, seed), self.recipe(seed, usual_epochs(count, 16))
            soft = soft_labels(rows, [Unlabelled(text) for text in self.material.texts], TAXONOMY.ids, [])
            model = fit(recipe, rows, [], folder=self.work / kept.stem, name="own teacher")
            _keep(kept, with_model(soft or _NOTHING, model.logits_of), model.logits(self.material.judging))
        return _kept(kept, self.material.texts)


_NOTHING = SoftLabelled((), np.zeros((0, len(TAXONOMY.ids))), ())


def _keep(path: Path, soft: SoftLabelled, judged: Floats) -> None:
    np.savez(path, whole=soft.probabilities, own=np.concatenate(soft.of_sentences or ()), judged=judged)


def _kept(path: Path, texts: Sequence[str]) -> tuple[SoftLabelled, Floats]:
    read = np.load(path)
    ends = np.cumsum([len(sentences(text)) for text in texts])[:-1]
    return SoftLabelled(tuple(texts), read["whole"], tuple(np.split(read["own"], ends))), read["judged"]


WAYS = ("labels", "tfidf", "soft", "hard", "both")


def tags_of(logits: Floats, truth: Truth) -> tuple[Floats, Truth]:
    """Return probabilities of both readings together, and tags at the best thresholds in hindsight."""
    said = np.asarray(expit(logits.mean(axis=0)))
    return said, said >= best_thresholds(said, truth)


def figures(logits: Floats, material: Material, others: Sequence[Floats] = ()) -> list[float]:
    """Return macro-F1 at the best thresholds in hindsight, macro average precision, and for each of `others` the 95 %
    interval of the first less theirs, judging reports resampled."""
    truth = material.truth
    said, tagged = tags_of(logits, truth)
    own = [float(macro_f1(counted(tagged, truth).sum(axis=0)))]
    own.append(float(average_precision_score(truth, said, average="macro")))
    reports = [row.report for row in material.judging]
    for other in others:
        counts = counted(tagged, truth), counted(tags_of(other, truth)[1], truth)
        own += f1_difference_interval(*counts, reports, macro, resamples=1000, seed=0) or ()
    return own


def measure(study: Study, counts: Sequence[int], seeds: Sequence[int]) -> Iterator[list[object]]:
    """Yield a line of figures for the model that is asked, and for each way, number of labels and seed, the intervals
    of these against labels alone and against TF-IDF."""
    yield ["teacher", len(study.material.taught), "", *figures(study.teacher()[1], study.material)]
    for seed in seeds:
        for count in counts:
            for way in WAYS:
                others = [study.student(name, count, seed) for name in ("labels", "tfidf")]
                yield [way, count, seed, *figures(study.student(way, count, seed), study.material, others)]


def main() -> None:
    """Measure, and write the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path, metavar="LABELLED.jsonl")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--counts", type=int, nargs="+", default=[500], metavar="N")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], metavar="N")
    parser.add_argument("--limit", type=int, default=2000, metavar="N")
    parser.add_argument("--epochs", type=int, default=4, metavar="N")
    arguments = parser.parse_args()
    taught, judging = split_by_report(read_rows(arguments.labelled), _JUDGED_SHARE, 0)
    work = arguments.output.with_name(arguments.output.name + ".work")
    work.mkdir(exist_ok=True)
    kept = work / "texts.json"
    if not kept.is_file():
        kept.write_text(
            json.dumps(draw_sentences(arguments.texts, taught, arguments.limit), ensure_ascii=False), "utf-8"
        )
    texts = json.loads(kept.read_text("utf-8"))
    print(f"{len(taught)} paragraphs teach, {len(judging)} judge, {len(texts)} texts", file=sys.stderr)
    lines = measure(Study(Material(taught, judging, texts), work, arguments.epochs), arguments.counts, arguments.seeds)
    with atomic_writer(arguments.output) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["way", "paragraphs", "seed", "f1", "ap", "above_labels", "to", "above_tfidf", "to"])
        for line in lines:
            print(*line, flush=True)
            rows.writerow([f"{one:.4f}" if isinstance(one, float) else one for one in line])


if __name__ == "__main__":
    main()
