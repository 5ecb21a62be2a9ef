"""What an evaluation says of sentences, where the labelled file gives evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.scoring.sentences import SaidOfSentences, SentenceScores, SentenceTruth, score_sentences
from evaluation.trust.grounds import Grounds, all_grounds, grounds
from evaluation.trust.wrong_sentences import WrongSentences, wrong_sentences
from labels.counting import Labels
from labels.labelled import LabelledParagraph


@dataclass(frozen=True, slots=True)
class SentenceEvaluation:
    """The sentences beside the paragraphs.

    `sentences` are those of all paragraphs; of each category, that many of them are `unknown` and not scored: the
    paragraph carries it, and nobody said which sentences do; or nobody marked the category in any paragraph. Where some
    are unknown, precision is too low: the sentences of paragraphs without the category all count. `contestants` are the
    model, the references and models that say something of sentences, in the order of the paragraphs' contestants;
    `grounds` and `wrong` are the model's.
    """

    sentences: int
    unknown: Mapping[str, int]
    contestants: Mapping[str, SentenceScores]
    grounds: Mapping[str, Grounds]
    wrong: tuple[WrongSentences, ...]

    def line(self) -> str:
        """Return in one line how well the model names the sentences that people marked."""
        scores, rests = next(iter(self.contestants.values())), all_grounds(self.grounds)
        said = f"{self.sentences} sentences: macro-F1 {scores.macro_f1:.3f}, micro-F1 {scores.micro_f1:.3f}"
        if rests.tags:
            said += f"; {rests.on_marked} of {rests.tags} right tags rest on a marked one"
        if unknown := sum(self.unknown.values()):
            said += f"; {unknown} times nobody said whether a sentence carries a category, and none is scored"
        if nowhere := [key for key, count in self.unknown.items() if count == self.sentences]:
            said += f"; {', '.join(nowhere)}: marked nowhere"
        if partly := [key for key, count in self.unknown.items() if 0 < count < self.sentences]:
            said += f"; {', '.join(partly)}: marked in part, so that precision and F1 are too low"
        return said

    def to_json(self) -> dict[str, Any]:
        """Return what scores.json holds under "sentences"."""
        return {
            "sentences": self.sentences,
            "unknown": dict(self.unknown),
            "scores": {name: scores.to_json() for name, scores in self.contestants.items()},
            "grounds": {
                "all": all_grounds(self.grounds).to_json(),
                "categories": {key: one.to_json() for key, one in self.grounds.items()},
            },
            "errors": [one.to_json() for one in self.wrong],
        }


def evaluate_sentences(
    rows: Sequence[LabelledParagraph],
    truth: SentenceTruth,
    predicted: Labels,
    said: Mapping[str, SaidOfSentences],
    ids: Sequence[str],
    *,
    seed: int,
) -> SentenceEvaluation:
    """Compare what was said of sentences with the evidence that people gave.

    Args:
        predicted: the model's tags for each row.
        said: by name, what each contestant said of the sentences of the same rows; the model's comes first.
        seed: of the bootstrap.

    Raises:
        BadData: a sentence was not judged.
    """
    reports = [row.report for row in rows]
    own = next(iter(said.values()))
    return SentenceEvaluation(
        sentences=len(truth.owner),
        unknown=dict(zip(ids, (~truth.known).sum(axis=0).tolist(), strict=True)),
        contestants={name: score_sentences(truth, one, ids, reports, seed) for name, one in said.items()},
        grounds=grounds(rows, predicted, own, ids),
        wrong=wrong_sentences(rows, truth, own, ids),
    )
