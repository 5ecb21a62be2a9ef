"""Name a language model among annotators, and tell labels that no person gave from those that people did."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reports.words import Phrase
from storage.errors import BadData, BadSettings
from storage.parsing import brief

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph  # loading it takes as long as all else that --help needs

PREFIX = "llm:"
"""Begins the name of every annotator that is a language model."""
BY_MODELS = "by_models_alone"
"""The key of manifest and scores.json under which stands how many paragraphs no person labelled, and which models."""
_LONGEST = 200


def check_model(model: str) -> str:
    """Return the name of a model as its server knows it.

    Raises:
        BadSettings: it is blank or long, or holds a comma, by which lists of annotators are cut, a #, behind which
            the number of an answer stands, or what cannot be seen.
    """
    unseen = any(unicodedata.category(one)[0] in "CZ" for one in model)
    if not model or unseen or "," in model or "#" in model or len(model) > _LONGEST:
        raise BadSettings(
            f"--model: {brief(model)} is no name of a model. Expected up to {_LONGEST} characters without blanks, "
            "commas and #, such as Qwen/Qwen3-8B; give the name by which the server knows it."
        )
    return model


def annotator_name(model: str, digest: str, turn: int | None = None) -> str:
    """Return the name under which answers of a model stand: the model, which prompt it was given, and which of
    several answers it is."""
    return f"{PREFIX}{model}@{digest}" + (f"#{turn}" if turn else "")


def is_model(name: str) -> bool:
    """Tell a language model from a person."""
    return name.startswith(PREFIX)


def voice_of(name: str) -> str:
    """Return the annotator that somebody is: of a model's answer which has a number, the model with its prompt."""
    return name.partition("#")[0] if is_model(name) else name


def model_of(voice: str) -> str:
    """Return the model without its prompt, which another program's file may not name."""
    return voice.rpartition("@")[0] or voice


def is_by_models_alone(row: "LabelledParagraph") -> bool:
    """Tell a row whose labels no person gave, settled or corrected."""
    people = [name for name in row.annotators if not is_model(name)]
    settled = row.settled is not None and any(not is_model(name) for name in row.settled.by)
    return bool(row.annotators) and not people and not settled and row.corrected is None


def by_models_alone(rows: "Sequence[LabelledParagraph]") -> "list[LabelledParagraph]":
    """Return the rows whose labels no person gave."""
    return [row for row in rows if is_by_models_alone(row)]


def check_labelled_by_people(rows: "Sequence[LabelledParagraph]", purpose: str) -> None:
    """Raise BadData where rows were labelled by language models alone: a model's errors do not cancel out either.

    Args:
        purpose: what the rows are for, such as "that are labelled".
    """
    if found := by_models_alone(rows):
        raise BadData(
            f"{len(found)} of the {len(rows)} paragraphs {purpose} were labelled by a language model alone "
            f"('{found[0].id}' first, by {next(iter(found[0].annotators))}), whose errors do not cancel out. Expected "
            "labels that people gave; let the model's labels teach (train.py --data), and have people label what "
            "`label_studio.py sample` draws."
        )


def said_of_judges(rows: "Sequence[LabelledParagraph]") -> str:
    """Return what who judges by these rows should hear of them, "" where people labelled all."""
    if not (facts := facts_of_models(rows)):
        return ""
    return (
        f"{facts['paragraphs']} of {len(rows)} paragraphs were labelled by {', '.join(facts['models'])} alone: scores "
        "say how far the tagger agrees with it, not how often it is right"
    )


def facts_of_models(rows: "Sequence[LabelledParagraph]") -> dict[str, Any]:
    """Return how many rows were labelled by models alone, and how many by which; nothing where people labelled all."""
    found = by_models_alone(rows)
    models = Counter(voice for row in found for voice in {voice_of(name) for name in row.annotators})
    return {"paragraphs": len(found), "models": dict(sorted(models.items()))} if found else {}


def said_of_teachers(facts: Mapping[str, Any], paragraphs: Any) -> Phrase:
    """Say what `facts_of_models` found in the `paragraphs` that taught a tagger."""
    count, models = facts["paragraphs"], list(facts["models"])
    return Phrase(
        f"其中 {count} 段（共 {paragraphs} 段）只由语言模型标注（{'、'.join(models)}），没有人看过。",
        f"Of these {paragraphs} paragraphs {count} were labelled by a language model alone ({', '.join(models)}); no "
        "person looked at these labels.",
    )


def said_where_judging(facts: Mapping[str, Any], paragraphs: Any) -> Phrase:
    """Say on a page what `facts_of_models` found in the `paragraphs` that judge a tagger."""
    count, models = facts["paragraphs"], list(facts["models"])
    return Phrase(
        f"{paragraphs} 段检验数据中有 {count} 段只由语言模型标注（{'、'.join(models)}），没有人看过。"
        "本页分数只说明与它一致的程度，不说明对错；本页所说“人”“真实”“标准”也包括这些标注。",
        f"{count} of the {paragraphs} paragraphs that judge were labelled by a language model alone "
        f"({', '.join(models)}); no person looked at them. Scores here say how far the tagger agrees with it, not how "
        "often it is right; where this page says people, true or gold, these labels are among them.",
    )
