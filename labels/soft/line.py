"""Read what models say of a text: how probable each category is, in the whole of it and in each sentence.

Two kinds of line say so: those of `label_studio.py ask`, whose `asked` holds the share of a language model's answers
that gave a category, and those of a tagged file, whose `scores` are a tagger's. What people said is not read here: that
is the truth, and no model's opinion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from labels.answered import Answer, ids_in, read_annotators, read_answers
from labels.asking.annotator import is_model
from labels.counting import Floats
from labels.evidence import sentence_labels
from labels.further_keys import ANSWERS, ASKED, CORRECTED, SETTLED, Value, further_value
from labels.labelled import LabelledParagraph
from labels.quick.marked import UNKNOWN
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.report import Paragraph
from reports.sentences import sentence_spans
from storage.errors import BadData

_OF_TAGGED = ("tag.py", "tag again")


@dataclass(frozen=True, slots=True)
class SoftText:
    """A text, regions and reports it is from, and how probable its teachers hold each category, shape (categories,).

    `of_sentences` has the same for each of its sentences, shape (sentences, categories), NaN where they say nothing.
    Of several teachers it is the mean.
    """

    text: str
    regions: tuple[str, ...]
    reports: tuple[str, ...]
    teachers: tuple[str, ...]
    probabilities: Floats
    of_sentences: Floats


@dataclass(frozen=True, slots=True)
class SoftLine:
    """A line, and how probable each teacher holds the categories of its text. Its sentences are read by `soft`: most
    lines of a large file are not drawn."""

    paragraph: Paragraph
    said: Mapping[str, Floats]
    value: Mapping[str, Any]
    where: str

    def soft(self, taxonomy: Taxonomy) -> SoftText:
        """Read the rest.

        Raises:
            BadData: an answer holds what no command writes there.
        """
        whole = np.mean([*self.said.values()], axis=0)
        of_sentences = np.mean([self._of_sentences(name, one, taxonomy) for name, one in self.said.items()], axis=0)
        text, reports = self.paragraph.text, (self.paragraph.report,)
        return SoftText(text, (self.region,), reports, tuple(self.said), whole, of_sentences)

    @property
    def region(self) -> str:
        """The region it is of, as `labels.splits.region_of`."""
        return region_of(LabelledParagraph(self.paragraph, ()))

    def _of_sentences(self, teacher: str, whole: Floats, taxonomy: Taxonomy) -> Floats:
        """Return the share of a teacher's answers that named each sentence, shape (sentences, categories)."""
        text, spans = self.paragraph.text, sentence_spans(self.paragraph.text)
        if len(spans) == 1:
            return whole[None]
        annotators = read_annotators(self.value.get("annotators"), taxonomy, self.where)
        given = further_value(self.value, ANSWERS, self.where)
        answers: dict[str, Answer] = given.maybe(
            lambda one: read_answers(one, text, annotators, taxonomy, ids=ids_in(taxonomy)), {}
        )
        each = [
            sentence_labels(text, labels, answers.get(name, Answer()).evidence, taxonomy.ids)
            for name, labels in annotators.items()
            if name.partition("#")[0] == teacher
        ]
        if not each:
            return np.tile(np.where(whole == 0, 0.0, UNKNOWN), (len(spans), 1))
        numbers = [[[UNKNOWN if one is None else float(one) for one in own] for own in said] for said in each]
        return np.asarray(np.mean(numbers, axis=0))


def soft_from_json(value: Mapping[str, Any], where: str, taxonomy: Taxonomy) -> SoftLine | None:
    """Read one line; None where a person labelled it.

    Args:
        where: names file and line in an error, e.g. "asked.jsonl, line 412".

    Raises:
        BadData: it is no paragraph; it says no probabilities, or of an unknown category, or not of every one, or one
            that is no number from 0 to 1.
    """
    paragraph = paragraph_from_json(value, where)
    if not _by_models_alone(value):
        return None
    if value.get(ASKED) is not None:
        said = _asked(further_value(value, ASKED, where), taxonomy)
    elif value.get("scores") is not None:
        name = Value(value.get("model"), f"{where}: 'model'", *_OF_TAGGED).text()
        said = {name: _probabilities(Value(value["scores"], f"{where}: 'scores'", *_OF_TAGGED), taxonomy)}
    else:
        raise BadData(
            f"{where}: does not say how probable its categories are. Expected 'asked', as label_studio.py ask writes "
            "it, or 'scores' and 'model', as tag.py does; give labels without them with --data."
        )
    return SoftLine(paragraph, said, value, where)


def _by_models_alone(value: Mapping[str, Any]) -> bool:
    """Say what `labels.asking.annotator.is_by_models_alone` does, of a line that is not read whole and may have no
    labels."""
    names = value.get("annotators")
    decided = value.get(SETTLED) is not None or value.get(CORRECTED) is not None
    if not names:
        return "labels" not in value and not decided
    return isinstance(names, dict) and all(map(is_model, names)) and not decided


def _asked(value: Value, taxonomy: Taxonomy) -> dict[str, Floats]:
    given = value.entries()
    if not given or not all(map(is_model, given)):
        raise value.refused("an entry for each language model")
    said = {
        name: _probabilities(one.members("answers", "confidence")["confidence"], taxonomy)
        for name, one in given.items()
    }
    return said


def _probabilities(value: Value, taxonomy: Taxonomy) -> Floats:
    """Read a probability of each category, in taxonomy order."""
    given = value.entries()
    for key in given:
        taxonomy.check(key, value.place)
    if missing := [key for key in taxonomy.ids if key not in given]:
        raise value.refused(f"a number for every category (there is none for '{missing[0]}')")
    return np.array([given[key].number(1) for key in taxonomy.ids], dtype=np.float64)
