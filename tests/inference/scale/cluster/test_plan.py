"""The taggers never hold all CPUs of a cluster, whatever it has; what it does not bear is refused in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.scale.cluster.plan import TO_READ, Machine, plan_for
from inference.scale.taggers import Arrangement
from storage.errors import BadSettings


@pytest.mark.parametrize(("cpus", "taggers"), [(1, 1), (2, 2), (4, 4), (64, 64)])
def test_there_is_a_tagger_for_each_cpu_and_room_to_read_beside_them(cpus: int, taggers: int) -> None:
    plan = plan_for([Machine(cpus)], Arrangement())
    assert plan.taggers == taggers
    assert plan.taggers * plan.cpus + TO_READ <= cpus


@given(
    st.lists(st.integers(1, 64).map(float), min_size=1, max_size=9), st.integers(1, 8), st.none() | st.integers(1, 64)
)
def test_no_plan_leaves_a_cluster_without_a_cpu_to_read_with(
    cpus: list[float], threads: int, processes: int | None
) -> None:
    try:
        plan = plan_for([Machine(one) for one in cpus], Arrangement(None, processes, threads))
    except BadSettings:
        return
    assert plan.taggers * plan.cpus + TO_READ <= sum(cpus)
    assert plan.cpus <= max(cpus), "a tagger is on one machine"
    # However Ray lays them out, a machine has room to read: what they leave on each is a multiple of a quarter.
    assert (sum(cpus) - plan.taggers * plan.cpus) % TO_READ == 0


def test_gpus_are_used_where_there_are_some_and_nothing_else_was_asked_for() -> None:
    machines = [Machine(8, 2), Machine(8)]
    assert (plan_for(machines, Arrangement()).taggers, plan_for(machines, Arrangement()).gpus) == (2, 1)
    assert (plan_for(machines, Arrangement("cpu")).taggers, plan_for(machines, Arrangement("cpu")).gpus) == (16, 0)


@pytest.mark.parametrize(
    ("machines", "arrangement", "said"),
    [
        ([], Arrangement(), "Ray has 0 CPUs free, which do not bear 1 tagger"),
        ([Machine(0.5)], Arrangement(), "Ray has 0.5 CPUs free"),
        ([Machine(2), Machine(2)], Arrangement(threads=4), "Expected 4 CPUs of one machine for each"),
        ([Machine(4)], Arrangement(processes=5), "do not bear 5 taggers"),
        ([Machine(4)], Arrangement("cuda"), "4 CPUs and 0 GPUs free"),
    ],
)
def test_too_little_is_refused_in_one_line(machines: list[Machine], arrangement: Arrangement, said: str) -> None:
    with pytest.raises(BadSettings, match=said) as error:
        plan_for(machines, arrangement)
    assert "\n" not in str(error.value)


def test_a_plan_says_what_it_asks_for() -> None:
    assert str(plan_for([Machine(4)], Arrangement())) == "4 taggers with 0.75 CPUs each"
    assert str(plan_for([Machine(4, 1)], Arrangement())) == "1 tagger with 0.75 CPUs and 1 GPU each"
