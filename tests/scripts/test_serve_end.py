"""serve.py ends when it is told to, whatever is going on, and nothing that it started outlives it."""

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from inference.service import limits
from labels.labelled import write_labelled
from models.bundle import Bundle
from tests.inference.service.live import connect, request
from tests.invented import invented_rows, invented_sentences
from tests.scripts.serving import Served, serving
from tests.waiting import PATIENCE, has_ended, wait_until

JSON = "Content-Type: application/json\r\n"
# Beside the grace itself: a machine that does much else, and Python's own end.
GENEROUS = limits.GRACE_SECONDS + 50
every_signal = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])  # SIGINT: test_serve.py


@contextmanager
def pulling(folder: Path, bundle: Bundle) -> Iterator[tuple[Served, list[int]]]:
    """Start a server whose training hangs in its pull, deaf to SIGTERM; give the processes that pull."""
    (folder / "hang.py").write_text(
        "import os, signal, subprocess, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen(['sleep', '300'])\nopen('pids.part', 'w').write(f'{os.getpid()} {child.pid}')\n"
        "os.rename('pids.part', 'pids')\ntime.sleep(300)\n"
    )
    with serving(folder, "--model", bundle.folder, "--pull", f"{sys.executable} hang.py {{output}}") as served:
        answer = served.ask("POST", "/webhook", json={"action": "START_TRAINING", "project": 7})
        assert answer.json()["status"] == "started"
        wait_until((folder / "pids").exists)
        yield served, [int(one) for one in (folder / "pids").read_text().split()]


def stage(served: Served) -> str:
    return str(json.loads((served.state / "training.json").read_text("utf-8"))["stage"])


def authorization(served: Served) -> str:
    return f"Authorization: Bearer {served.secret}\r\n"


def long_work(served: Served) -> socket.socket:
    """Ask for more than can be tagged in the grace."""
    texts = ["".join(f"{number}、{one}" for one in invented_sentences()[:120]) for number in range(200)]
    working = connect(served.port)
    working.sendall(request("POST", "/tag", authorization(served), JSON, body=json.dumps(texts).encode()))
    return working


@every_signal
def test_a_stalled_upload_does_not_hold_up_the_end(number: signal.Signals, tmp_path: Path, tiny_bundle: Bundle) -> None:
    with (
        serving(tmp_path, "--model", tiny_bundle.folder) as served,
        connect(served.port) as stalled,
        connect(served.port),
    ):
        stalled.sendall(request("POST", "/tag", authorization(served), JSON, "Content-Length: 1000\r\n") + b'["')
        assert served.ask("GET", "/health").status_code == 200
        served.process.send_signal(number)
        assert served.process.wait(GENEROUS) == 128 + number
        assert f"ended by {number.name}" in served.said()


def test_long_work_does_not_hold_up_the_end(tmp_path: Path, root: Path) -> None:
    with serving(tmp_path, "--model", root / "models" / "tagger") as served, long_work(served):
        wait_until(lambda: served.ask("GET", "/health").status_code == 200)
        time.sleep(1)
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(GENEROUS) == 143
        assert time.monotonic() - began < GENEROUS
        assert "Traceback" not in served.said()


def test_a_pull_that_hangs_ends_with_the_server_and_its_end_is_told(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with pulling(tmp_path, tiny_bundle) as (served, processes):
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(GENEROUS) == 143
        assert stage(served) == "interrupted"
        assert all(map(has_ended, processes))


@pytest.mark.slow
def test_a_killed_server_leaves_no_pull_behind_and_the_next_one_may_train(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with pulling(tmp_path, tiny_bundle) as (served, processes):
        served.process.kill()
        served.process.wait(PATIENCE)
        assert all(map(has_ended, processes))
        assert stage(served) == "pulling"
    with serving(tmp_path, "--labelled", "nothing.jsonl") as again:
        assert again.ask("GET", "/training").json()["last"]["stage"] == "interrupted"
        assert again.ask("POST", "/webhook", json={"action": "START_TRAINING"}).json()["status"] == "started"


def test_a_second_signal_ends_the_server_at_once(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with pulling(tmp_path, tiny_bundle) as (served, processes):
        served.process.send_signal(signal.SIGTERM)
        wait_until(lambda: stage(served) == "interrupted")
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(PATIENCE) == 143
        assert time.monotonic() - began < limits.CHILD_SECONDS  # which is what the deaf pull still has
        assert all(map(has_ended, processes))


@pytest.mark.slow
def test_a_training_ends_with_the_server(tmp_path: Path, tiny_bundle: Bundle, tiny_encoder: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "long.toml").write_text("epochs = 500\nfolds = 0\nmax_tokens = 32\nvalidation_share = 0.2\n")
    training = ("--labelled", "rows.jsonl", "--encoder", tiny_encoder, "--config", "long.toml")
    for end, left in ((signal.SIGTERM, "interrupted"), (signal.SIGKILL, "training")):
        with serving(tmp_path, "--model", tiny_bundle.folder, *training) as served:
            served.ask("POST", "/webhook", json={"action": "START_TRAINING"})
            wait_until(lambda: served.ask("GET", "/training").json()["last"]["stage"] == "training")
            job = served.ask("GET", "/training").json()["last"]["job"]
            wait_until(lambda: children_of(served.process.pid) != [])
            children = children_of(served.process.pid)
            served.process.send_signal(end)
            served.process.wait(GENEROUS)
            assert stage(served) == left
            assert all(map(has_ended, children))
        made = tmp_path / "state" / "models" / f"tagger-{job}"
        assert not (made / "tagger.json").exists()
    assert json.loads((tmp_path / "state" / "made.json").read_text())["bundles"] == [
        f"tagger-{job}"
    ]  # the first is gone


def children_of(process: int) -> list[int]:
    """Return the processes that descend from another, without those that have ended."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            if words[0] != "Z":
                parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found = parents.get(process, [])
    return [*found, *(below for one in found for below in children_of(one))]


@pytest.mark.slow
def test_a_hangup_that_somebody_had_ignored_stays_so(tmp_path: Path, tiny_bundle: Bundle) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does for what it starts
    try:
        with serving(tmp_path, "--model", tiny_bundle.folder) as served:
            served.process.send_signal(signal.SIGHUP)
            time.sleep(1)
            assert served.ask("GET", "/health").status_code == 200
            os.kill(served.process.pid, signal.SIGTERM)
            assert served.process.wait(GENEROUS) == 143
    finally:
        signal.signal(signal.SIGHUP, before)
