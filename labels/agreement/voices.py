"""Let each annotator speak once: a language model that answered several times has one voice, beside those of people."""

from collections.abc import Sequence
from dataclasses import replace

from labels.answered import Answer
from labels.asking.annotator import is_model, voice_of
from labels.labelled import LabelledParagraph
from labels.majority import Said, majority
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings


def folded(row: LabelledParagraph, taxonomy: Taxonomy) -> LabelledParagraph:
    """Put what most answers of a model gave in the place of its answers.

    In an exclusive taxonomy a model whose answers have no majority said nothing.
    """
    names = {name: voice_of(name) for name in row.annotators}
    if all(name == voice for name, voice in names.items()):
        return row
    annotators: dict[str, tuple[str, ...]] = {}
    answers: dict[str, Answer] = {}
    for voice in dict.fromkeys(names.values()):
        own = [name for name, one in names.items() if one == voice]
        if own == [voice]:
            annotators[voice] = row.annotators[voice]
            answers |= {voice: row.answers[voice]} if voice in row.answers else {}
            continue
        said = [Said(row.annotators[name], row.answers.get(name, Answer()).evidence) for name in own]
        decided = majority(row.text, said, taxonomy)
        if decided.labels or not taxonomy.exclusive:
            annotators[voice], answers[voice] = decided.labels, Answer(evidence=decided.evidence)
    return replace(row, annotators=annotators, answers=answers)


def voices(row: LabelledParagraph, taxonomy: Taxonomy) -> LabelledParagraph:
    """Let each annotator of a row speak once; where only one model answered, each of its answers speaks."""
    return row if len({voice_of(name) for name in row.annotators}) == 1 else folded(row, taxonomy)


def voices_in(rows: Sequence[LabelledParagraph]) -> tuple[list[str], list[str]]:
    """Return (people, language models), both in the order of their names."""
    names = sorted({voice_of(name) for row in rows for name in row.annotators})
    return [name for name in names if not is_model(name)], [name for name in names if is_model(name)]


def only_model(rows: Sequence[LabelledParagraph], name: str | None) -> str:
    """Return the language model that is meant: the one named, or the only one there.

    Raises:
        BadData: there is none, or not this one.
        BadSettings: there are several, and none is named.
    """
    models = voices_in(rows)[1]
    if not models or (name is not None and name not in models):
        raise BadData(
            f"{name or 'A language model'} answered none of the {len(rows)} paragraphs. Expected "
            f"{' or '.join(models) or 'what `label_studio.py ask` wrote'}; give that."
        )
    if name is None and len(models) > 1:
        raise BadSettings(
            f"{len(models)} language models answered ({', '.join(models)}). Expected one of them; name it with --of."
        )
    return name or models[0]


def said_by(rows: Sequence[LabelledParagraph], name: str, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    """Return the rows that somebody judged, with what they said as labels and evidence, and nobody else's answers.

    Raises:
        BadData: they judged none.
    """
    own = []
    for row in (folded(one, taxonomy) for one in rows if name in map(voice_of, one.annotators)):
        if name in row.annotators:
            labels, answer = row.annotators[name], row.answers.get(name, Answer())
            asked = {name: row.asked[name]} if name in row.asked else {}
            alone = replace(row, labels=labels, evidence=answer.evidence, annotators={name: labels}, asked=asked)
            said = replace(alone, answers={name: answer}, disputed=None, disputed_evidence={})
            own.append(replace(said, settled=None, corrected=None))
    if not own:
        people, models = voices_in(rows)
        known = ", ".join([*people, *models])
        raise BadData(
            f"'{name}' judged no paragraph. Expected one of {known or 'those who did, of whom none is named'}; correct "
            "the name."
        )
    return own
