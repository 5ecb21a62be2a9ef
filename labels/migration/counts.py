"""Tell how many paragraphs of each category follow a migration, and how many are asked again."""

from collections import Counter
from collections.abc import Sequence

from labels.labelled import LabelledParagraph
from labels.migration.migrate import Migrated
from labels.migration.plan import Migration


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
