"""An overburdened server is asked again after pauses that grow, as it wishes, and not for ever; nothing comes twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from labels.studio.project import Project
from labels.studio.push import BATCH, import_predictions, push
from labels.studio.server import patience
from labels.studio.server.connection import Interrupted
from labels.taxonomy import Taxonomy
from tests.labels.studio.conftest import paragraphs
from tests.labels.studio.overburdened import Overburdened, Refusal, overburdened

BUSY = Refusal(503)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What would have been slept."""
    found: list[float] = []
    monkeypatch.setattr(patience, "sleep", found.append)
    return found


@pytest.fixture
def project() -> Project:
    return Project(1, "砚湖", "", "http://127.0.0.1/projects/1")


def arrived(server: Overburdened) -> Counter[str]:
    return Counter(task["data"]["paragraph_id"] for task in server.tasks)


def test_pauses_grow_until_the_server_takes_it(pauses: list[float], project: Project, taxonomy: Taxonomy) -> None:
    with overburdened([BUSY] * 6) as server:
        pushed = push(server.connection, project, paragraphs(4), taxonomy)
    assert pauses == [1, 2, 4, 8, 16, 30]
    assert pushed.sent == 4
    assert arrived(server) == Counter(one.id for one in paragraphs(4))


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_says_when_is_asked_then(
    pauses: list[float], project: Project, taxonomy: Taxonomy, status: int
) -> None:
    with overburdened([Refusal(status, "7"), Refusal(status), Refusal(status, "1")]) as server:
        push(server.connection, project, paragraphs(4), taxonomy)
    assert pauses == [7, 2, 4]  # never sooner than it would be without the wish


def test_the_time_may_be_a_date(pauses: list[float], project: Project, taxonomy: Taxonomy) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    with overburdened([Refusal(429, date)]) as server:
        push(server.connection, project, paragraphs(4), taxonomy)
    assert 40 < pauses[0] <= 100


def test_each_batch_has_its_own_patience(pauses: list[float], project: Project, taxonomy: Taxonomy) -> None:
    with overburdened([BUSY, BUSY]) as server:
        push(server.connection, project, paragraphs(BATCH + 1), taxonomy)
        server.refusals.append(BUSY)
        push(server.connection, project, paragraphs(BATCH + 2), taxonomy)
    assert pauses == [1, 2, 1]
    assert arrived(server) == Counter(one.id for one in paragraphs(BATCH + 2))


def test_what_was_taken_although_it_was_refused_is_not_sent_again(
    pauses: list[float], project: Project, taxonomy: Taxonomy
) -> None:
    with overburdened([Refusal(503, taken=True)]) as server:
        push(server.connection, project, paragraphs(4), taxonomy)
    assert (pauses, server.received) == ([1], 1)
    assert arrived(server) == Counter(one.id for one in paragraphs(4))


def test_predictions_are_not_added_twice(pauses: list[float], project: Project, taxonomy: Taxonomy) -> None:
    with overburdened([]) as server:
        push(server.connection, project, paragraphs(3), taxonomy)
        server.refusals += [BUSY, Refusal(503, taken=True)]
        rows = [{"task": number, "result": [], "score": 0.5, "model_version": "m"} for number in (1, 2, 3)]
        import_predictions(server.connection, project, rows)
    assert pauses == [1, 2]
    assert [task["models"] for task in server.tasks] == [["m"]] * 3


def test_the_waiting_has_an_end_and_says_what_to_do(pauses: list[float], project: Project, taxonomy: Taxonomy) -> None:
    with (
        overburdened([BUSY] * 100) as server,
        pytest.raises(Interrupted, match=r"the server answered 503 \(busy\).*run the same command again"),
    ):
        push(server.connection, project, paragraphs(4), taxonomy)
    assert 120 < sum(pauses) <= patience.SECONDS
    assert server.tasks == []


def test_a_server_that_wants_to_be_left_alone_for_an_hour_is_not_waited_for(
    pauses: list[float], project: Project, taxonomy: Taxonomy
) -> None:
    with overburdened([Refusal(429, "3600")]) as server, pytest.raises(Interrupted, match="answered 429"):
        push(server.connection, project, paragraphs(4), taxonomy)
    assert pauses == []
