"""Make one of what several people said: the majority, and what it leaves disputed."""

from collections.abc import Sequence

from labels.taxonomy import Taxonomy


def decide(answers: Sequence[tuple[str, ...]], taxonomy: Taxonomy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (labels, disputed categories) of what several people said.

    A category more than half of them gave is a label. One that exactly half gave is disputed and no label. In an
    exclusive taxonomy all that were given are disputed where none has more than half, and there is no label until
    somebody decides.
    """
    given = {category: sum(category in answer for answer in answers) for category in taxonomy.ids}
    labels = tuple(category for category in taxonomy.ids if given[category] * 2 > len(answers))
    if taxonomy.exclusive:
        return labels, () if labels else tuple(category for category in taxonomy.ids if given[category])
    return labels, tuple(category for category in taxonomy.ids if answers and given[category] * 2 == len(answers))
