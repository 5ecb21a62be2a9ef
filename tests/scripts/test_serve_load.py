"""serve.py under load and at its end: whoever asked is answered, strangers change nothing, a training loses nothing."""

import json
import signal
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from labels.labelled import write_labelled
from models.bundle import Bundle, read_bundle
from scripts.bench.service import ask_for
from tests.inference.service.live import JSON, answer, connect, request
from tests.invented import invented_rows, invented_sentences
from tests.scripts.serving import Served, serving
from tests.scripts.test_serve_end import GENEROUS, authorization, children_of
from tests.studies.hostile_requests import besiege
from tests.waiting import has_ended, wait_until

GROWTH_MB = 120
"""That the server's memory may grow by: what 16 MiB of bodies become while they are read, or large batches take."""
TEXTS = invented_sentences()


def sample(served: Served, name: str) -> float:
    """Return the sum of a metric."""
    page = served.ask("GET", "/metrics").text
    return sum(
        one.value
        for family in text_string_to_metric_families(page)
        for one in family.samples
        if one.name == name and one.labels.get("route", "/tag") == "/tag"
    )


def test_every_request_that_arrived_before_the_end_is_answered(tmp_path: Path, tiny_bundle: Bundle) -> None:
    asked = 20
    with serving(tmp_path, "--model", tiny_bundle.folder) as served:
        clients = [connect(served.port) for _ in range(asked)]
        for number, client in enumerate(clients):
            body = json.dumps(TEXTS[number : number + 1 + 30 * (number % 2)]).encode()
            client.sendall(request("POST", "/tag", authorization(served), JSON, body=body))

        def has_all() -> bool:
            return sample(served, "zhengbiao_waiting_requests") + sample(served, "zhengbiao_requests_total") >= asked

        wait_until(has_all)
        served.process.send_signal(signal.SIGTERM)
        statuses = [answer(client)[0] for client in clients]
        assert set(statuses) <= {200, 503}, statuses  # 503 where the machine was too busy for it within the grace
        assert served.process.wait(GENEROUS) == 143
        with pytest.raises(ConnectionError):
            connect(served.port)


def start_training(served: Served) -> str:
    said = served.ask("POST", "/webhook", json={"action": "START_TRAINING"}).json()
    assert said["status"] == "started"
    return str(said["job"])


def latest(served: Served) -> dict[str, str]:
    return dict(served.ask("GET", "/training").json()["last"])


@pytest.mark.slow
def test_a_server_killed_during_a_training_loses_nothing(
    tmp_path: Path, tiny_bundle: Bundle, tiny_encoder: Path
) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    settings = "epochs = {}\nfolds = 0\nmax_tokens = 32\nvalidation_share = 0.2\n"
    (tmp_path / "long.toml").write_text(settings.format(500))
    (tmp_path / "quick.toml").write_text(settings.format(1))
    labels = tmp_path.joinpath("rows.jsonl").read_bytes()
    training = ("--labelled", "rows.jsonl", "--encoder", tiny_encoder, "--margin", "-1", "--config")
    with serving(tmp_path, "--model", tiny_bundle.folder, *training, "long.toml") as served:
        tags = served.ask("POST", "/tag", json=TEXTS[:20]).json()
        job = start_training(served)
        wait_until(lambda: latest(served)["stage"] == "training")
        wait_until(lambda: children_of(served.process.pid) != [])
        children = children_of(served.process.pid)
        held_out = (served.state / "held-out.txt").read_bytes()
        served.process.kill()
        served.process.wait(GENEROUS)
        assert all(map(has_ended, children))
    with serving(tmp_path, *training, "quick.toml") as again:
        assert again.ask("POST", "/tag", json=TEXTS[:20]).json() == tags
        assert (latest(again)["job"], latest(again)["stage"]) == (job, "interrupted")
        assert (again.state / "jobs" / job).is_dir()
        second = start_training(again)
        wait_until(lambda: latest(again)["stage"] not in ("pulling", "training", "comparing"), GENEROUS * 5)
        assert (latest(again)["job"], latest(again)["stage"]) == (second, "replaced"), latest(again)["line"]
        assert (again.state / "held-out.txt").read_bytes() == held_out
        assert tmp_path.joinpath("rows.jsonl").read_bytes() == labels
        new = again.ask("GET", "/health").json()["model"]
        assert new == read_bundle(again.state / "current").manifest.id != tags["model"]
    with serving(tmp_path, *training, "quick.toml") as third:
        assert third.ask("GET", "/health").json()["model"] == new
        assert latest(third)["stage"] == "replaced"


@pytest.mark.slow
def test_two_thousand_hostile_requests_cause_no_fault_and_keep_the_memory_flat(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        outcome = besiege(served, 2_000)
        assert sum(outcome.statuses.values()) >= 1_900
        assert (outcome.faults, outcome.unhealthy) == (0, 0), outcome.statuses
        assert outcome.health
        before, after = outcome.rss_mb
        assert after - before < GROWTH_MB
        assert served.ask("POST", "/tag", json=TEXTS[:1]).status_code == 200
        assert "Exception" not in served.said() and "Traceback" not in served.said()


@pytest.mark.slow
def test_fifty_clients_are_answered_for_a_minute_without_an_error() -> None:
    figures = ask_for(clients=50, seconds=60)
    assert (figures.failed, figures.answered > 50) == (0, True)
    assert figures.rss_mb_halfway - figures.rss_mb_before < GROWTH_MB
    assert figures.rss_mb_after - figures.rss_mb_halfway < GROWTH_MB / 3
