"""Groups are dealt out whole, to every part some, and evenly."""

from hypothesis import given
from hypothesis import strategies as st

from labels.dealing import deal

GROUPS = st.dictionaries(st.text(min_size=1), st.tuples(st.floats(1, 50), st.floats(0.1, 50)), min_size=4, max_size=20)


@given(GROUPS, st.integers(0, 99))
def test_every_group_is_dealt_once_and_no_part_is_empty(weights: dict[str, tuple[float, float]], seed: int) -> None:
    parts = deal(weights, (0.5, 0.3, 0.2), seed)
    assert all(parts)
    assert sorted(name for part in parts for name in part) == sorted(weights)
    assert deal(dict(reversed(weights.items())), (0.5, 0.3, 0.2), seed) == parts


def test_equal_groups_are_dealt_in_the_given_shares() -> None:
    parts = deal({str(number): (1.0, 2.0) for number in range(10)}, (0.7, 0.3), 0)
    assert [len(part) for part in parts] == [7, 3]
