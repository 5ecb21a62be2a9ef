"""Labels follow their taxonomy: answers that still mean something go along, paragraphs that must be asked again are
queued.

Nothing is lost: every row keeps what was said, under `migrated_from`. Nothing is made up either: a paragraph of a
category that was split, or one that was never asked about a category added since, gets no label until somebody gives
one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from labels.answered import Answer, Settlement, lists_of
from labels.evidence import Evidence, Marks, union
from labels.further_keys import (
    ANSWERS,
    ASKED,
    ASKED_AGAIN,
    DISPUTED,
    DISPUTED_EVIDENCE,
    EVIDENCE,
    MIGRATED_FROM,
    PREDICTED,
    SETTLED,
)
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph
from labels.majority import deciding, majority
from labels.migration.confidence import follow_asked
from labels.migration.plan import Migration
from reports.report import Paragraph

_KEPT = (MIGRATED_FROM, ASKED_AGAIN, EVIDENCE, DISPUTED, DISPUTED_EVIDENCE, SETTLED, PREDICTED, ANSWERS, ASKED)
"""The further keys that hold category ids, and so are kept as they were."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """`rows` are labelled under the new taxonomy; `queue` holds the paragraphs to ask again, in the order of the old
    file. `given_up` counts the models, paragraph by paragraph, whose confidence in a category is not known any more."""

    rows: tuple[LabelledParagraph, ...]
    queue: tuple[Paragraph, ...]
    given_up: int = 0


def migrate(rows: Iterable[LabelledParagraph], migration: Migration) -> Migrated:
    """Carry labelled paragraphs over to a new taxonomy; each comes out once, labelled or queued.

    Each keeps what was said as it was, under `migrated_from`. In the queue, `asked_again` tells `because` of what a
    paragraph is asked again, what `follows` all the same, and as a `hint` parts and added categories whose keywords
    stand in it.
    """
    done, queue, given_up = [], [], 0
    for row in rows:
        carried = _carried(row, migration)
        given_up += follow_asked(row, migration)[1]
        reasons = dict.fromkeys(
            reason for said in (row.labels, *row.annotators.values()) for reason in reasons_to_ask(said, migration)
        )
        if reasons:
            asked = {"because": list(reasons), "follows": list(carried.labels), "hint": _hint(row, migration)}
            queue.append(replace(row.paragraph, extra=carried.further() | {ASKED_AGAIN: asked}))
        else:
            done.append(_decided_again(row, carried, migration))
    return Migrated(tuple(done), tuple(queue), given_up)


def follow(labels: Iterable[str], migration: Migration) -> tuple[str, ...]:
    """Return what is left of an answer: the new ids that follow from it, in the order of the new taxonomy."""
    followed = {migration.follows[label] for label in labels if label in migration.follows}
    return tuple(one for one in migration.new.ids if one in followed)


def follow_evidence(evidence: Evidence, labels: Sequence[str], migration: Migration) -> dict[str, Marks]:
    """Return what is left of evidence: a category that several became has the sentences of all of them.

    Where one of these was given without evidence, which other sentences carry the new category is not known, and there
    is none.

    Args:
        labels: the categories that were given.
    """
    found: dict[str, Marks] = {}
    for target in follow(evidence, migration):
        sources = [one for one in labels if migration.follows.get(one) == target]
        if sources and all(one in evidence for one in sources):
            found[target] = union(evidence[one] for one in sources)
    return found


def reasons_to_ask(labels: Sequence[str], migration: Migration) -> list[str]:
    """Say why an answer under the old taxonomy is none under the new; [] where it is one."""
    reasons = [f"split {label}" for label in labels if label in migration.split]
    reasons += [f"added {category}" for category in migration.added]
    if migration.old.exclusive and not migration.new.exclusive:
        reasons.append("one category only was asked for")
    if migration.new.exclusive and len(follow(labels, migration)) != 1 and not reasons:
        reasons.append("exactly one category is asked for")
    return reasons


def _hint(row: LabelledParagraph, migration: Migration) -> list[str]:
    """Return the parts of what anybody said and the added categories whose keywords stand in the text."""
    said = {*row.labels, *(label for answer in row.annotators.values() for label in answer)}
    open_parts = {part for label in said for part in migration.split.get(label, ())} | set(migration.added)
    return [one for one in keyword_labels(row.text, migration.new) if one in open_parts]


def _carried(row: LabelledParagraph, migration: Migration) -> LabelledParagraph:
    """Return a row with its ids rewritten, and all that was rewritten as it was before."""

    def answer(name: str, one: Answer) -> Answer:
        evidence = follow_evidence(one.evidence, row.annotators.get(name, tuple(one.evidence)), migration)
        shown = None if one.shown is None else _rewritten(one.shown, migration)
        return replace(one, shown=shown, evidence=evidence)

    def marks(evidence: Evidence, labels: Sequence[str]) -> Evidence:
        return follow_evidence(evidence, labels, migration)

    def settlement(one: Settlement | None) -> Settlement | None:
        if one is None:
            return None
        disputed = one.disputed and _rewritten(one.disputed, migration)
        return replace(
            one,
            was=_rewritten(one.was, migration),
            disputed=disputed,
            evidence_was=one.evidence_was and marks(one.evidence_was, one.was),
            disputed_evidence=one.disputed_evidence and marks(one.disputed_evidence, tuple(one.disputed_evidence)),
            earlier=settlement(one.earlier),
        )

    further = row.further()
    before: dict[str, Any] = {"taxonomy": migration.old.digest, "labels": list(row.labels)}
    if row.annotators:
        before["annotators"] = lists_of(row.annotators)
    before |= {key: further[key] for key in _KEPT if key in further and key not in row.paragraph.extra}
    said = row.predicted
    return replace(
        row,
        labels=follow(row.labels, migration),
        annotators={name: follow(one, migration) for name, one in row.annotators.items()},
        evidence=marks(row.evidence, row.labels),
        answers={name: answer(name, one) for name, one in row.answers.items()},
        predicted=said
        and replace(said, labels=_rewritten(said.labels, migration), evidence=marks(said.evidence, said.labels)),
        disputed=row.disputed and _rewritten(row.disputed, migration),
        disputed_evidence=marks(row.disputed_evidence, tuple(row.disputed_evidence)),
        asked=follow_asked(row, migration)[0],
        settled=settlement(row.settled),
        migrated_from=before,
        asked_again=None,
        order=(*(key for key in further if key not in (MIGRATED_FROM, ASKED_AGAIN)), MIGRATED_FROM),
    )


def _decided_again(row: LabelledParagraph, carried: LabelledParagraph, migration: Migration) -> LabelledParagraph:
    """Count the majority anew where the labels were those of the majority: what people were split over, or outvoted
    each other on, may be one category now."""
    undecided = row.annotators and not row.settled and not migration.new.exclusive
    before = majority(row.text, deciding(row), migration.old)
    if not undecided or row.labels != before.labels:
        return carried
    now = majority(carried.text, deciding(carried), migration.new)
    order = (*(key for key in carried.order if key != DISPUTED), DISPUTED)
    again = replace(carried, labels=now.labels, disputed=now.disputed or None, order=order)
    if row.evidence == before.evidence:
        return replace(again, evidence=now.evidence, disputed_evidence=now.disputed_evidence)
    return again


def _rewritten(ids: Sequence[str], migration: Migration) -> tuple[str, ...]:
    """Return ids in their order, each once, without those that do not follow; ids of an earlier taxonomy stay."""
    kept = (one for one in ids if one in migration.follows or one not in migration.old.ids)
    return tuple(dict.fromkeys(migration.follows.get(one, one) for one in kept))
