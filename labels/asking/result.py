"""Make labelled paragraphs of a model's answers: one more annotator, or several where it was asked several times."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from labels.answered import Answer, Confidence
from labels.asking.annotator import annotator_name, voice_of
from labels.asking.answer import Said as Numbers
from labels.asking.journal import Journal, Known, Which
from labels.asking.prompt import Prompt, numbered_sentences
from labels.evidence import Marks
from labels.labelled import LabelledParagraph
from labels.majority import majority, said_of

NOT_ASKED = "not_asked"
UNDECIDED = "undecided"
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class AskedParagraph:
    """What is asked about, and the questions of it. `labelled` says that it came with labels, `by_people` that people
    gave these, so that they stay."""

    row: LabelledParagraph
    labelled: bool
    by_people: bool
    questions: tuple[Which, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows that have labels, in their order, and why the others are left open, counted by kind."""

    rows: tuple[LabelledParagraph, ...]
    left_open: Counter[str]
    again: Counter[str]


@dataclass(frozen=True, slots=True)
class Respondent:
    """Under which name answers stand, and how many there are of each paragraph."""

    model: str
    prompt: Prompt
    times: int

    @property
    def own(self) -> str:
        """The name of all answers together."""
        return annotator_name(self.model, self.prompt.digest)

    def name(self, turn: int) -> str:
        """Return the annotator that a turn is."""
        return annotator_name(self.model, self.prompt.digest, turn if self.times > 1 else None)


def outcome_of(paragraphs: Sequence[AskedParagraph], journal: Journal, respondent: Respondent) -> Outcome:
    """Return what became of all paragraphs.

    One that people labelled keeps their labels, and the model is an annotator beside them. Of others the labels are
    those of most answers; where half of the answers or more are missing, it is left open.
    """
    rows: list[LabelledParagraph] = []
    left_open: Counter[str] = Counter()
    again: Counter[str] = Counter()
    for one in paragraphs:
        known = [journal.of(which) for which in one.questions]
        again.update(wrong.kind for each in known for wrong in each.faults)
        row = _row(one, known, respondent)
        if isinstance(row, str):
            left_open[row] += 1
        if isinstance(row, LabelledParagraph):
            rows.append(row)
        elif one.labelled:
            rows.append(one.row)
    return Outcome(tuple(rows), left_open, again)


def _row(one: AskedParagraph, known: Sequence[Known], respondent: Respondent) -> LabelledParagraph | str:
    """Return the row with the model's answers, or why there are too few."""
    said = {turn: each.said for turn, each in enumerate(known, start=1) if each.said is not None}
    if len(said) * 2 <= len(known):
        reasons = [each.left_open or NOT_ASKED for each in known if each.said is None]
        return NOT_ASKED if NOT_ASKED in reasons else reasons[-1]
    row = _with_answers(one.row, said, respondent)
    if one.by_people:
        return row
    taxonomy = respondent.prompt.taxonomy
    decided = majority(row.text, said_of(row), taxonomy)
    if taxonomy.exclusive and not decided.labels:
        return UNDECIDED
    return replace(
        row,
        labels=decided.labels,
        evidence=decided.evidence,
        disputed=decided.disputed or None,
        disputed_evidence=decided.disputed_evidence,
    )


def _with_answers(row: LabelledParagraph, said: dict[int, Numbers], respondent: Respondent) -> LabelledParagraph:
    """Return the row with the model among its annotators; what the same model answered to the same prompt before gives
    way."""
    own = respondent.own
    annotators = {name: labels for name, labels in row.annotators.items() if voice_of(name) != own}
    answers = {name: answer for name, answer in row.answers.items() if name in annotators}
    for turn, numbers in said.items():
        annotators[respondent.name(turn)] = tuple(numbers)
        answers[respondent.name(turn)] = Answer(evidence=_marks(row.text, numbers))
    asked = {**row.asked, own: _confidence(list(said.values()), respondent.prompt.taxonomy.ids)}
    return replace(row, annotators=annotators, answers=answers, asked=asked)


def _marks(text: str, numbers: Numbers) -> dict[str, Marks]:
    spans = numbered_sentences(text)
    return {key: tuple(spans[number - 1] for number in one) for key, one in numbers.items()}


def _confidence(said: Sequence[Numbers], ids: Sequence[str]) -> Confidence:
    """Return how many answers there are, and the share of them that gave each category."""
    shares = {key: round(sum(key in one for one in said) / len(said), _DIGITS) for key in ids}
    return Confidence(len(said), shares)
