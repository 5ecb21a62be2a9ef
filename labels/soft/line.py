"""Read what models say of a text: how probable each category is, in the whole of it and in each sentence.

Two kinds of line say so: those of `label_studio.py ask`, whose `asked` holds the share of a language model's answers
that gave a category, and those of a tagged file, whose `scores` are a tagger's. Nothing of labels that people gave is
read here: those are the truth, and not a model's opinion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from labels.asking.annotator import is_by_models_alone
from labels.asking.result import ASKED
from labels.counting import Floats
from labels.evidence import sentence_labels
from labels.further_keys import Value
from labels.labelled import LabelledParagraph, labelled_from_json
from labels.quick.marked import UNKNOWN
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.sentences import sentence_spans
from storage.errors import BadData

_OF_ASKED = ("label_studio.py ask", "ask again")
_OF_TAGGED = ("tag.py", "tag again")


@dataclass(frozen=True, slots=True)
class SoftText:
    """A text, where it is from, and how probable its teachers hold each category, shape (categories,).

    `of_sentences` has the same for each of its sentences, shape (sentences, categories), NaN where they say nothing.
    Of several teachers it is the mean.
    """

    text: str
    region: str
    report: str
    teachers: tuple[str, ...]
    probabilities: Floats
    of_sentences: Floats


def soft_from_json(value: Mapping[str, Any], where: str, taxonomy: Taxonomy) -> SoftText | None:
    """Read one line; None where a person labelled it.

    Args:
        where: names file and line in an error, e.g. "asked.jsonl, line 412".

    Raises:
        BadData: it is no paragraph or labelled paragraph; it says no probabilities, or of an unknown category, or not
            of every one, or one that is no number from 0 to 1.
    """
    if "labels" in value:
        row = labelled_from_json(value, where, taxonomy)
        if not is_by_models_alone(row):
            return None
    else:
        row = LabelledParagraph(paragraph_from_json(value, where), ())
    if value.get(ASKED) is not None:
        said = _asked(Value(value[ASKED], f"{where}: '{ASKED}'", *_OF_ASKED), row, taxonomy)
    elif value.get("scores") is not None:
        said = _tagged(value, where, row.text, taxonomy)
    else:
        raise BadData(
            f"{where}: says nothing of how probable its categories are. Expected 'asked', as label_studio.py ask "
            "writes it, or 'scores' and 'model', as tag.py does; give labels without them with --data."
        )
    probabilities, of_sentences = (np.mean(each, axis=0) for each in zip(*said.values(), strict=True))
    return SoftText(row.text, region_of(row), row.report, tuple(said), probabilities, of_sentences)


_Said = dict[str, tuple[Floats, Floats]]
"""By teacher, probabilities of the text and of its sentences."""


def _asked(value: Value, row: LabelledParagraph, taxonomy: Taxonomy) -> _Said:
    entries = value.entries()
    if not entries:
        raise value.refused("an entry for a model")
    said: _Said = {}
    for name, one in entries.items():
        whole = _probabilities(one.members("answers", "confidence")["confidence"], taxonomy)
        answers = [turn for turn in row.annotators if turn.partition("#")[0] == name]
        each = [_marked(row, turn, taxonomy) for turn in answers]
        said[name] = whole, np.mean(each, axis=0) if each else _left_open(row.text, whole)
    return said


def _marked(row: LabelledParagraph, turn: str, taxonomy: Taxonomy) -> Floats:
    """Return what one answer says of each sentence, shape (sentences, categories)."""
    answer = row.answers.get(turn)
    carried = sentence_labels(row.text, row.annotators[turn], answer.evidence if answer else {}, taxonomy.ids)
    return np.array([[UNKNOWN if one is None else float(one) for one in own] for own in carried])


def _tagged(value: Mapping[str, Any], where: str, text: str, taxonomy: Taxonomy) -> _Said:
    name = Value(value.get("model"), f"{where}: 'model'", *_OF_TAGGED)
    whole = _probabilities(Value(value["scores"], f"{where}: 'scores'", *_OF_TAGGED), taxonomy)
    return {name.text(): (whole, _left_open(text, whole))}


def _probabilities(value: Value, taxonomy: Taxonomy) -> Floats:
    """Read a probability of each category, in taxonomy order."""
    given = value.entries()
    for key in given:
        taxonomy.check(key, value.place)
    if missing := [key for key in taxonomy.ids if key not in given]:
        raise value.refused(f"a number for every category (there is none for '{missing[0]}')")
    return np.array([given[key].number(1) for key in taxonomy.ids], dtype=np.float64)


def _left_open(text: str, whole: Floats) -> Floats:
    """Return what is known of the sentences of a text of which only the whole was judged."""
    count = len(sentence_spans(text))
    return whole[None] if count == 1 else np.tile(np.where(whole == 0, 0.0, UNKNOWN), (count, 1))
