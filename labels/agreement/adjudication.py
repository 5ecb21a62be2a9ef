"""Put what people differ on to somebody else who decides, and put back what was decided.

The tasks are for a Label Studio project of their own, whose page is `adjudication_page`. They show what each annotator
said, under letters that change from paragraph to paragraph, so that neither rank nor habit decides; names go nowhere.
Nothing is ticked beforehand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from labels.agreement.voices import voices
from labels.agreement.what_was_said import what_was_said
from labels.answered import Settlement
from labels.evidence import Evidence
from labels.labelled import LabelledParagraph
from labels.majority import deciding, differ_on_sentences, evidence_for, majority, said_of
from labels.studio.page import PARAGRAPH, TEXT, Question, Unit, labelling_page
from labels.studio.tasks import to_task, to_tasks
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from storage.errors import BadData

Rows = Sequence[LabelledParagraph]

SAID = "said"
"""The key of a task's data that holds what each annotator said."""

_UNKNOWN = "（未提供 Not at hand）"
_STYLE = """
    .said { margin: 10px 0; padding: 6px 14px; border-left: 4px solid #9c2f24; background: #f6f3ec; }
    .said * { font-size: 15px !important; line-height: 1.8 !important; }
  """


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """All rows, in their order, with what adjudicators decided, and the ids of those that stay open.

    `settled` were decided; on `split` the adjudicators differ themselves; `waiting` are disputed, but no adjudicator
    answered.
    """

    rows: tuple[LabelledParagraph, ...]
    settled: tuple[str, ...]
    split: tuple[str, ...]
    waiting: tuple[str, ...]


def disputed_rows(rows: Rows, taxonomy: Taxonomy, ties_only: bool = False) -> list[LabelledParagraph]:
    """Return the rows, not settled yet, on which two annotators gave different sets of categories, or marked different
    sentences for one of them.

    Args:
        ties_only: only those where no majority decides, rather than all where anybody differs.
    """
    return [row for row in rows if not row.settled and _differs(row, taxonomy, ties_only)]


def adjudication_tasks(
    rows: Rows,
    taxonomy: Taxonomy,
    paragraphs: Sequence[Paragraph] = (),
    named: bool = False,
    ties_only: bool = False,
    *,
    unit: Unit = PARAGRAPH,
) -> Iterator[dict[str, Any]]:
    """Yield a task for each of `disputed_rows`.

    Args:
        paragraphs: of whole reports, in order, so that the neighbours can be shown; without them the page says so.
        named: show the names of the annotators instead of letters.
        unit: what the page asks about, for which the tasks are.

    Raises:
        BadData: `paragraphs` are given, but lack a disputed one or have another text for it.
    """
    disputed = disputed_rows(rows, taxonomy, ties_only)
    tasks = (
        {task["data"]["paragraph_id"]: task for task in to_tasks(paragraphs, only={row.id for row in disputed})}
        if paragraphs
        else {}
    )
    for row in disputed:
        # A key of the line that is not known here may hold what annotators said: it may not travel in a task.
        question = Question(unit, taxonomy.exclusive)
        task = to_task(replace(row.paragraph, extra={}), None, None, question=question)
        context = tasks[row.id]["data"] if paragraphs else {"previous": _UNKNOWN, "following": _UNKNOWN, TEXT: row.text}
        if context[TEXT] != row.text:
            raise BadData(
                f"'{row.id}' has another text among the paragraphs than among the labelled ones. "
                "Expected the paragraphs that were labelled; give that file."
            )
        task["data"] |= {
            "previous": context["previous"],
            "following": context["following"],
            SAID: what_was_said(voices(row, taxonomy), taxonomy, named),
        }
        yield task


def adjudication_page(taxonomy: Taxonomy, unit: Unit = PARAGRAPH) -> str:
    """Return the labelling page with what each annotator said below the paragraph."""
    page = ElementTree.fromstring(labelling_page(taxonomy, unit))
    [style] = page.findall("Style")
    style.text = (style.text or "").rstrip() + _STYLE
    [place] = [number for number, part in enumerate(page) if part.find(f"Text[@name='{TEXT}']") is not None]
    said = ElementTree.Element("View", className="said")
    ElementTree.SubElement(
        said, "Header", value="各人的回答，仅供参考 What each annotator said, for you to weigh", size="6"
    )
    ElementTree.SubElement(said, "Text", name=SAID, value=f"${SAID}", selectionEnabled="false")
    page.insert(place + 1, said)
    ElementTree.indent(page)
    return ElementTree.tostring(page, encoding="unicode") + "\n"


def settle(rows: Rows, adjudicated: Rows, taxonomy: Taxonomy, ties_only: bool = False) -> Adjudicated:
    """Put the adjudicators' answers, read back as labelled rows, in the place of the labels of `rows`.

    Args:
        ties_only: as for `disputed_rows`, to tell what still waits.

    Raises:
        BadData: an adjudicated paragraph is not among `rows`, has another text there, stands twice, or was answered by
            nobody.
    """
    decided = _decided(rows, adjudicated)
    split = {key for key, answer in decided.items() if _differs(answer, taxonomy, ties_only=True)}
    result = tuple(_settled(row, decided[row.id]) if row.id in decided.keys() - split else row for row in rows)
    return Adjudicated(
        result,
        settled=tuple(row.id for row in rows if row.id in decided and row.id not in split),
        split=tuple(row.id for row in rows if row.id in split),
        waiting=tuple(row.id for row in disputed_rows(rows, taxonomy, ties_only) if row.id not in decided),
    )


def _decided(rows: Rows, adjudicated: Rows) -> dict[str, LabelledParagraph]:
    """Return the answers by the id of their paragraph."""
    decided: dict[str, LabelledParagraph] = {}
    present = {row.id: row for row in rows}
    for answer in adjudicated:
        _check(answer, present, decided)
        decided[answer.id] = answer
    return decided


def _differs(row: LabelledParagraph, taxonomy: Taxonomy, ties_only: bool) -> bool:
    if ties_only:
        decided = majority(row.text, deciding(row), taxonomy)
        return bool(decided.disputed or decided.disputed_evidence)
    said = said_of(voices(row, taxonomy))
    return len({one.labels for one in said}) > 1 or differ_on_sentences(row.text, said)


def _check(
    answer: LabelledParagraph, present: Mapping[str, LabelledParagraph], decided: Mapping[str, LabelledParagraph]
) -> None:
    if answer.id not in present:
        raise BadData(
            f"The paragraph '{answer.id}' was adjudicated, but is not among the {len(present)} labelled ones. "
            "Expected paragraphs of this file; give the file that the tasks were made from."
        )
    if answer.text != present[answer.id].text:
        raise BadData(
            f"'{answer.id}' was adjudicated with another text than it was labelled with. Expected the text unchanged; "
            "make tasks of it again and have it adjudicated anew."
        )
    if answer.id in decided:
        raise BadData(f"'{answer.id}' was adjudicated twice. Expected one row for each paragraph; remove one.")
    if not answer.annotators:
        raise BadData(
            f"'{answer.id}' does not say who adjudicated it. Expected 'annotators'; give what was read back from the "
            "adjudication project."
        )


def _settled(row: LabelledParagraph, answer: LabelledParagraph) -> LabelledParagraph:
    """Return a row with its annotators and whatever else it had; its settlement is `at` the time of the last answer."""
    evidence, split = _settled_evidence(row, answer)
    record = Settlement(
        by=tuple(sorted(answer.annotators)),
        at=max((one.at for one in answer.answers.values() if one.at), default=None),
        was=row.labels,
        disputed=row.disputed,
        evidence_was=None if evidence == row.evidence else row.evidence,
        disputed_evidence=None if split == row.disputed_evidence else row.disputed_evidence,
        flags=answer.flagged,
        notes=answer.notes,
        earlier=row.settled,
    )
    return replace(row, labels=answer.labels, evidence=evidence, settled=record, disputed=None, disputed_evidence=split)


def _settled_evidence(row: LabelledParagraph, answer: LabelledParagraph) -> tuple[Evidence, Evidence]:
    """Return (evidence, disputed evidence) of the adjudicator's labels: what they marked; for a label that they gave
    without marks what is known already, or what those annotators marked who gave it."""
    marked, split = evidence_for(row.text, answer.labels, said_of(row))
    known = marked | dict(row.evidence) | dict(answer.evidence)
    still = {key: one for key, one in split.items() if key not in row.evidence} | dict(row.disputed_evidence)
    return (
        {key: known[key] for key in answer.labels if key in known},
        {key: still[key] for key in answer.labels if key in still and key not in answer.evidence},
    )
