"""More than half decide; exactly half leave a dispute."""

from collections.abc import Sequence

import pytest

from labels.majority import decide
from labels.taxonomy import Taxonomy

TAXONOMY = Taxonomy.load()


@pytest.mark.parametrize(
    ("said", "labels", "disputed"),
    [
        ([("industry",)], ("industry",), ()),
        ([("industry", "ecology"), ("industry",)], ("industry",), ("ecology",)),
        ([("industry",), ()], (), ("industry",)),
        ([("security",), ("security",), ("industry",)], ("security",), ()),
        ([(), ()], (), ()),
        ([], (), ()),
    ],
)
def test_more_than_half_decide_and_exactly_half_dispute(
    said: Sequence[tuple[str, ...]], labels: tuple[str, ...], disputed: tuple[str, ...]
) -> None:
    assert decide(said, TAXONOMY) == (labels, disputed)


@pytest.mark.parametrize(
    ("said", "labels", "disputed"),
    [
        (["ecology", "ecology", "industry"], ("ecology",), ()),
        (["security", "industry"], (), ("industry", "security")),
        (["security", "industry", "ecology"], (), ("industry", "ecology", "security")),
    ],
)
def test_an_exclusive_dispute_waits_for_somebody_to_decide(
    exclusive: Taxonomy, said: list[str], labels: tuple[str, ...], disputed: tuple[str, ...]
) -> None:
    assert decide([(one,) for one in said], exclusive) == (labels, disputed)
