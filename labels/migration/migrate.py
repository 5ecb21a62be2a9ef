"""Labels follow their taxonomy: answers that still mean something go along, paragraphs that must be asked again are
queued.

Nothing is lost: every row keeps what was said, under `MIGRATED_FROM`. Nothing is made up either: a paragraph of a
category that was split, or one that was never asked about a category added since, gets no label until somebody gives
one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from labels.agreement.adjudication import SETTLED
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph
from labels.majority import decide
from labels.migration.plan import Migration
from labels.studio.exports import ANSWERS, DISPUTED
from labels.studio.tasks import PREDICTED
from reports.report import Paragraph

MIGRATED_FROM = "migrated_from"
ASKED_AGAIN = "asked_again"
"""Keys of `paragraph.extra`: what was said under the old taxonomy, with its digest; why a paragraph is asked again,
and hints."""

# Of further keys, those that hold category ids at any depth, and of an answer what was shown. The models that they
# name are no categories.
_CATEGORY_KEYS = (DISPUTED, SETTLED, PREDICTED, "annotator_1", "annotator_2")
_SHOWN = "shown"
_WORDS = ("by", "at", "model", "notes", "flags")


@dataclass(frozen=True, slots=True)
class Migrated:
    """`rows` are labelled under the new taxonomy; `queue` holds the paragraphs to ask again, in the order of the old
    file."""

    rows: tuple[LabelledParagraph, ...]
    queue: tuple[Paragraph, ...]


def migrate(rows: Iterable[LabelledParagraph], migration: Migration) -> Migrated:
    """Carry labelled paragraphs over to a new taxonomy; each comes out once, labelled or queued."""
    done, queue = [], []
    for row in rows:
        labels = follow(row.labels, migration)
        reasons = reasons_to_ask(row.labels, migration)
        for answer in row.annotators.values():
            reasons += [reason for reason in reasons_to_ask(answer, migration) if reason not in reasons]
        extra = _carried(row, migration)
        if not reasons:
            annotators = {name: follow(answer, migration) for name, answer in row.annotators.items()}
            undecided = annotators and SETTLED not in row.paragraph.extra and not migration.new.exclusive
            if undecided and row.labels == decide(list(row.annotators.values()), migration.old)[0]:
                # What people were split over, or outvoted each other on, may be one category now.
                labels, disputed = decide(list(annotators.values()), migration.new)
                extra = {key: value for key, value in extra.items() if key != DISPUTED} | (
                    {DISPUTED: list(disputed)} if disputed else {}
                )
            done.append(LabelledParagraph(replace(row.paragraph, extra=extra), labels, annotators))
            continue
        open_parts = {part for label in _said(row) for part in migration.split.get(label, ())} | set(migration.added)
        hint = [one for one in keyword_labels(row.text, migration.new) if one in open_parts]
        extra[ASKED_AGAIN] = {"because": reasons, "follows": list(labels), "hint": hint}
        queue.append(replace(row.paragraph, extra=extra))
    return Migrated(tuple(done), tuple(queue))


def follow(labels: Iterable[str], migration: Migration) -> tuple[str, ...]:
    """Return what is left of an answer: the new ids that follow from it, in the order of the new taxonomy."""
    followed = {migration.follows[label] for label in labels if label in migration.follows}
    return tuple(one for one in migration.new.ids if one in followed)


def reasons_to_ask(labels: Sequence[str], migration: Migration) -> list[str]:
    """Say why an answer under the old taxonomy is none under the new; [] where it is one."""
    reasons = [f"split {label}" for label in labels if label in migration.split]
    reasons += [f"added {category}" for category in migration.added]
    if migration.old.exclusive and not migration.new.exclusive:
        reasons.append("one category only was asked for")
    if migration.new.exclusive and len(follow(labels, migration)) != 1 and not reasons:
        reasons.append("exactly one category is asked for")
    return reasons


def counts(rows: Sequence[LabelledParagraph], migrated: Migrated, migration: Migration) -> list[tuple[str, ...]]:
    """Return a line for each category: old id, paragraphs, what becomes of it, paragraphs that follow, paragraphs
    queued.

    The lines of the old taxonomy come first; categories added since have no old id.
    """
    queued = {paragraph.id for paragraph in migrated.queue}
    had = Counter(label for row in rows for label in row.labels)
    waiting = Counter(label for row in rows if row.id in queued for label in row.labels)
    lines: list[tuple[str, ...]] = []
    for category in migration.old.ids:
        if category in migration.follows:
            target = migration.follows[category]
            fate = "stays" if target == category else f"becomes {target}"
            followed = had[category] - waiting[category]
        else:
            fate = f"split: {', '.join(migration.split[category])}" if category in migration.split else "dropped"
            followed = 0
        lines.append((category, str(had[category]), fate, str(followed), str(waiting[category])))
    after = Counter(label for row in migrated.rows for label in row.labels)
    parts = {part: whole for whole, many in migration.split.items() for part in many}
    for category in migration.new.ids:
        if category not in migration.follows.values():
            if category in parts:
                fate, asked = f"{category}, part of {parts[category]}", waiting[parts[category]]
            else:
                added = category in migration.added
                fate, asked = f"{category}, {'added' if added else 'absent'}", len(queued) if added else 0
            lines.append(("", "", fate, str(after[category]), str(asked)))
    return lines


def _said(row: LabelledParagraph) -> set[str]:
    return {*row.labels, *(label for answer in row.annotators.values() for label in answer)}


def _carried(row: LabelledParagraph, migration: Migration) -> dict[str, Any]:
    """Return the further keys of a row with ids rewritten, and all that was rewritten as it was before."""
    extra = dict(row.paragraph.extra)
    before: dict[str, Any] = {"taxonomy": migration.old.digest, "labels": list(row.labels)}
    if row.annotators:
        before["annotators"] = {name: list(answer) for name, answer in row.annotators.items()}
    for key in (MIGRATED_FROM, ASKED_AGAIN):
        if key in extra:
            before[key] = extra.pop(key)
    for key in _CATEGORY_KEYS:
        if key in extra:
            before[key] = extra[key]
            extra[key] = _rewritten(extra[key], migration)
    if isinstance(extra.get(ANSWERS), dict):
        before[ANSWERS] = extra[ANSWERS]
        extra[ANSWERS] = {
            name: {key: _rewritten(one, migration) if key == _SHOWN else one for key, one in answer.items()}
            if isinstance(answer, dict)
            else answer
            for name, answer in extra[ANSWERS].items()
        }
    return extra | {MIGRATED_FROM: before}


def _rewritten(value: Any, migration: Migration) -> Any:
    """Rewrite the category ids in a value of any shape; in a list, those that do not follow are left out, and none
    stands twice."""
    if isinstance(value, list):
        kept = [
            one
            for one in value
            if not (isinstance(one, str) and one in migration.old.ids and one not in migration.follows)
        ]
        rewritten = [_rewritten(one, migration) for one in kept]
        return [one for number, one in enumerate(rewritten) if one not in rewritten[:number]]
    if isinstance(value, dict):
        return {key: one if key in _WORDS else _rewritten(one, migration) for key, one in value.items()}
    return migration.follows.get(value, value) if isinstance(value, str) else value
