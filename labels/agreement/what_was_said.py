"""Say what each annotator said of a paragraph, in lines that an adjudicator reads."""

import hashlib
from string import ascii_uppercase

from labels.answered import Answer
from labels.evidence import Marks, carrying
from labels.guide import FLAGS
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans

_QUOTED = 10  # characters of a sentence, enough to find it


def what_was_said(row: LabelledParagraph, taxonomy: Taxonomy, named: bool) -> str:
    """Return a line for each annotator: what they ticked, with the sentences they marked for it, flagged and noted.

    Args:
        named: show the names of the annotators instead of letters that change from paragraph to paragraph.
    """
    names = sorted(row.annotators) if named else sorted(row.annotators, key=lambda name: _order(row.id, name))
    wording = {one.id: f"{one.chinese} {one.english}" for one in taxonomy.categories}
    lines = []
    for number, name in enumerate(names):
        evidence = row.answers.get(name, Answer()).evidence
        said = "、".join(wording[label] + _quoted(row.text, evidence.get(label, ())) for label in row.annotators[name])
        said = said or "都不是 None of these"
        said += "".join(f"；标记 flag: {text.both}" for flag, text in FLAGS if flag in row.flagged.get(name, ()))
        said += f"；备注 note: {' '.join(row.notes[name].split())}" if name in row.notes else ""
        lines.append(f"{name if named else _letters(number)}：{said}")
    return "\n".join(lines)


def _quoted(text: str, marks: Marks) -> str:
    """Return which sentences are marked, by their numbers and first characters; "" where there is nothing to tell."""
    spans = sentence_spans(text)
    marked = [
        f"{number}「{text[start:end].strip()[:_QUOTED]}…」"
        for number, ((start, end), yes) in enumerate(zip(spans, carrying(marks, spans), strict=True), start=1)
        if yes
    ]
    return f"（句 sentence {'、'.join(marked)}）" if marked and len(spans) > 1 else ""


def _order(identifier: str, name: str) -> str:
    """Return what sorts annotators differently for every paragraph, but always alike for one."""
    return hashlib.sha256(f"{identifier}\n{name}".encode()).hexdigest()


def _letters(number: int) -> str:
    """Return A to Z, then A2 to Z2, and so on."""
    turn, letter = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[letter] + (str(turn + 1) if turn else "")
