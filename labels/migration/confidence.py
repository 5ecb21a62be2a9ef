"""How sure a language model was follows its answers to a new taxonomy, or is given up where that is not known."""

from collections.abc import Sequence

from labels.answered import Confidence
from labels.asking.annotator import voice_of
from labels.labelled import LabelledParagraph
from labels.migration.plan import Migration

_DIGITS = 3


def follow_asked(row: LabelledParagraph, migration: Migration) -> tuple[dict[str, Confidence], int]:
    """Return (confidences, given up): what is left of how sure each model was, in the order of the new taxonomy, and of
    how many models the confidence in some category had to be given up.

    Where all answers of a model are there, they are counted anew. Else the confidence in a category that several became
    is known where all answers gave one of these, or none gave more than one. Of parts of a category that was given, and
    of categories added since, nothing is known; who was asked about them is asked again.
    """
    followed, given_up = {}, 0
    for name, one in row.asked.items():
        given = [labels for annotator, labels in row.annotators.items() if voice_of(annotator) == name]
        answers = given if len(given) == one.answers else None
        known = {key: _share(one, answers, sources) for key, sources in _sources(one, migration).items()}
        followed[name] = Confidence(one.answers, {key: share for key, share in known.items() if share is not None})
        given_up += None in known.values()
    return followed, given_up


def _sources(one: Confidence, migration: Migration) -> dict[str, tuple[str, ...]]:
    """Return the old categories that each new one holds; () where no answer can have meant it."""
    open_ = {part for old, parts in migration.split.items() if one.shares.get(old, 1) for part in parts}
    sources: dict[str, tuple[str, ...]] = {}
    for key in migration.new.ids:
        old = tuple(one for one, target in migration.follows.items() if target == key)
        if key not in open_ and key not in migration.added and all(each in one.shares for each in old):
            sources[key] = old
    return sources


def _share(one: Confidence, answers: Sequence[tuple[str, ...]] | None, sources: tuple[str, ...]) -> float | None:
    """Return the share of answers that gave one of the sources, None where it is not known."""
    if answers is not None and len(sources) > 1:
        return round(sum(any(each in labels for each in sources) for labels in answers) / len(answers), _DIGITS)
    shares = [one.shares[each] for each in sources if one.shares[each]]
    if len(shares) > 1 and max(shares) < 1:
        return None
    return max(shares, default=0.0)
