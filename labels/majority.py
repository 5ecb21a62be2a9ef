"""Make one of what several people said: the majority, of categories and of sentences, and what it leaves disputed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from labels.answered import Answer
from labels.asking.annotator import is_model
from labels.evidence import Evidence, Marks, carrying, of_sentences
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of a paragraph: the categories, and the sentences that they marked for some of these."""

    labels: tuple[str, ...]
    evidence: Evidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """What follows from several answers: the fields of a labelled paragraph, `disputed` () where nobody is split."""

    labels: tuple[str, ...]
    disputed: tuple[str, ...]
    evidence: Evidence
    disputed_evidence: Evidence


def said_of(row: LabelledParagraph) -> list[Said]:
    """Return what each annotator of a row said."""
    return [Said(labels, row.answers.get(name, Answer()).evidence) for name, labels in row.annotators.items()]


def deciding(row: LabelledParagraph) -> list[Said]:
    """Return what those said who decide on a row's labels: people, and language models where no person spoke."""
    people = {name: labels for name, labels in row.annotators.items() if not is_model(name)}
    return said_of(replace(row, annotators=people) if people else row)


def majority(text: str, said: Sequence[Said], taxonomy: Taxonomy) -> Decided:
    """Decide on categories, as `decide` does, and then on the sentences of those that are labels (`evidence_for`)."""
    labels, disputed = decide([one.labels for one in said], taxonomy)
    return Decided(labels, disputed, *evidence_for(text, labels, said))


def decide(answers: Sequence[tuple[str, ...]], taxonomy: Taxonomy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (labels, disputed categories) of what several people said.

    A category more than half of them gave is a label. One that exactly half gave is disputed and no label. In an
    exclusive taxonomy all that were given are disputed where none has more than half, and there is no label until
    somebody decides.
    """
    given = {category: sum(category in answer for answer in answers) for category in taxonomy.ids}
    labels = tuple(category for category in taxonomy.ids if given[category] * 2 > len(answers))
    if taxonomy.exclusive:
        return labels, () if labels else tuple(category for category in taxonomy.ids if given[category])
    return labels, tuple(category for category in taxonomy.ids if answers and given[category] * 2 == len(answers))


def evidence_for(text: str, labels: Sequence[str], said: Sequence[Said]) -> tuple[dict[str, Marks], dict[str, Marks]]:
    """Return (evidence, disputed evidence) of labels, in their order, as whole sentences.

    Only who gave a label and marked sentences for it is asked; who gave it without marks says nothing of sentences. Of
    these people more than half must have marked a sentence; exactly half leave it disputed, and out. Where that leaves
    none, since a label is carried by something, the sentences that most of them marked are evidence, and all that
    anybody marked are disputed. A label that nobody marked has no evidence.
    """
    spans = sentence_spans(text)
    evidence: dict[str, Marks] = {}
    disputed: dict[str, Marks] = {}
    for label in labels:
        people = [carrying(one.evidence[label], spans) for one in said if label in one.labels and label in one.evidence]
        if not people:
            continue
        votes = [sum(marked) for marked in zip(*people, strict=True)]
        most = max(votes)
        clear = most * 2 > len(people)
        evidence[label] = of_sentences([count * 2 > len(people) if clear else count == most for count in votes], spans)
        if split := of_sentences([count * 2 == len(people) or (count > 0 and not clear) for count in votes], spans):
            disputed[label] = split
    return evidence, disputed


def differ_on_sentences(text: str, said: Sequence[Said]) -> bool:
    """Tell whether two people who gave one category marked different sentences for it."""
    spans = sentence_spans(text)
    marked = {(key, tuple(carrying(marks, spans))) for one in said for key, marks in one.evidence.items()}
    return len(marked) > len({key for key, _ in marked})
