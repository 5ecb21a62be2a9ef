"""serve.py: starts, answers, ends; and refuses to start with one line."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from labels.labelled import write_labelled
from models.bundle import Bundle
from tests.invented import invented_rows
from tests.ports import free_port
from tests.scripts.running import SCRIPTS, run_script
from tests.scripts.serving import serving
from tests.waiting import PATIENCE


def test_a_server_answers_whoever_shows_the_secret_and_ends_when_told(tmp_path: Path, tiny_bundle: Bundle) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [
        sys.executable,
        str(SCRIPTS / "serve.py"),
        "--model",
        str(tiny_bundle.folder),
        "--port",
        str(port),
        "--threads",
        "1",
    ]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert said == f"serving {tiny_bundle.manifest.id} at {url}; the secret is in runs/serving/secret\n"
        secret = (tmp_path / "runs" / "serving" / "secret").read_text("utf-8").strip()
        answer = httpx.post(f"{url}/tag", json=[invented_rows()[0].text], auth=("me", secret), timeout=PATIENCE)
        assert answer.json()["model"] == tiny_bundle.manifest.id
        assert httpx.post(f"{url}/tag", json="新建水厂。", timeout=PATIENCE).status_code == 401
        server.send_signal(signal.SIGINT)
        _, log = server.communicate(timeout=PATIENCE)
    finally:
        server.kill()
    assert server.returncode == 130
    assert "POST /tag 200" in log and "POST /tag 401" in log
    assert secret not in said + log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--model", "gone"], "gone: does not exist. Expected the folder of a bundle"),
        (["--secret-file", "open"], "open: others may read it"),
        (["--labelled", "rows.jsonl", "--taxonomy", "other.toml"], "was trained for the categories"),
        (["--pull", "pull --project {project}"], "holds no {output}"),
        (["--host", "203.0.113.7"], "--host 203.0.113.7 --port"),
        (["--host", ""], "--host is blank, which would let every machine in"),
        (["--host", " "], "--host is blank"),
        (["--host", "no-such-host.invalid"], "--host no-such-host.invalid: no such host"),
        (["--host", "a" * 64], "no such host"),
        (["--host", "::1::"], "no such host"),
        (["--secret-file", "foreign"], "the secret holds more than printable ASCII"),
        (["--secret-file", "pipe"], "pipe: is a FIFO, not a regular file"),
        (["--secret-file", "/dev/zero"], "/dev/zero: is a device, not a regular file"),
        (["--secret-file", "."], "is a folder, not a regular file"),
        (["--state", "."], "--state .: holds what is not a server's"),
        (["--state", "rows.jsonl"], "rows.jsonl"),
    ],
)
def test_a_server_that_cannot_start_says_why(options: list[str], message: str, tmp_path: Path, root: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows(2))
    (tmp_path / "open").write_text("gate-of-the-invented-tower")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "foreign").write_text("岚川县的门岚川县的门岚川县的门岚川县的门", "utf-8")
    (tmp_path / "foreign").chmod(0o600)
    os.mkfifo(tmp_path / "pipe", 0o600)
    taxonomy = (root / "labels" / "taxonomy.toml").read_text("utf-8").replace('"security"', '"culture"')
    (tmp_path / "other.toml").write_text(taxonomy, "utf-8")
    finished = run_script("serve", *options, "--port", free_port(), cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (1, "")
    (line,) = finished.stderr.splitlines()
    assert message in line


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finished = run_script("serve", "--port", port, cwd=tmp_path)
    assert finished.returncode == 1
    assert f"--port {port}: cannot listen there (Address already in use). Give another --port." in finished.stderr


def test_a_bundle_that_is_refused_does_not_become_the_current_one(tmp_path: Path, tiny_bundle: Bundle) -> None:
    broken = Path(shutil.copytree(tiny_bundle.folder, tmp_path / "broken"))
    (broken / "config.json").unlink()
    finished = run_script("serve", "--model", "broken", "--port", free_port(), cwd=tmp_path)
    assert finished.returncode == 1
    assert not (tmp_path / "runs" / "serving" / "current").is_symlink()


@pytest.mark.parametrize(
    "options",
    [
        ["--port", "99999"],
        ["--port", "0"],
        ["--port", "9" * 5_000],
        ["--port", "-1"],
        ["--threads", "1000000000000"],
        ["--margin", "nan"],
        ["--margin", "inf"],
        ["--margin", "1e999"],
        ["--margin", "much"],
        ["--allow-host", "http://tags.example.org/"],
        ["--allow-host", ""],
        ["--pull-minutes", "0"],
        ["--pull-minutes", "9" * 30],
    ],
)
def test_an_impossible_number_or_name_is_wrong_usage(options: list[str], tmp_path: Path) -> None:
    finished = run_script("serve", *options, cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert f"error: argument {options[0]}: " in finished.stderr.splitlines()[-1]
    assert "Traceback" not in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_stays_as_it_was(tmp_path: Path, root: Path) -> None:
    """In a clone, `--state .` had the shipped encoder removed at the first training."""
    shutil.copytree(root / "models" / "tagger", tmp_path / "models" / "encoder")
    (tmp_path / "README.md").write_text("云溪市")
    before = sorted(tmp_path.rglob("*"))
    finished = run_script("serve", "--state", ".", "--labelled", "rows.jsonl", "--port", free_port(), cwd=tmp_path)
    assert finished.returncode == 1
    assert "Expected the folder of a server, an empty or a new one; give another." in finished.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_two_servers_do_not_share_a_folder(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with serving(tmp_path, "--model", tiny_bundle.folder) as first:
        finished = run_script("serve", "--state", first.state, "--port", free_port(), cwd=tmp_path)
        assert finished.returncode == 1
        assert "another server uses it" in finished.stderr
        assert first.ask("GET", "/health").status_code == 200


def test_a_client_may_ask_under_a_name_that_was_allowed_and_under_no_other(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with serving(
        tmp_path, "--model", tiny_bundle.folder, "--allow-host", "tags.example.org", "--allow-host", "b.example"
    ) as served:
        for host, status in (("tags.example.org", 200), ("B.EXAMPLE:80", 200), ("attacker.example", 421)):
            assert served.ask("GET", "/health", headers={"Host": host}).status_code == status


def test_what_strangers_send_writes_no_line_of_its_own(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with serving(tmp_path, "--model", tiny_bundle.folder) as served:
        forged = "\n12:00:00 training 1: replaced: forged"
        for _ in range(1_000):
            with socket.create_connection(("127.0.0.1", served.port)) as stranger:
                stranger.sendall(f"GET /\r{forged} HTTP/1.1\r\nHost: a{forged}\r\n\r\n".encode())
        served.ask("POST", "/setup", json={"schema": f"<View><Choices name='category{forged}'/></View>"})
        served.ask("POST", "/setup", json={"schema": f"<a{forged}"})
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(PATIENCE)
        lines = served.said().splitlines()
        assert not [line for line in lines if line.startswith("12:00:00 ")]
        assert len(lines) < 300
        assert "more lines, left out" in served.said()


def test_a_system_that_gives_few_files_gives_few_connections_and_no_end_of_service(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    with serving(tmp_path, "--model", tiny_bundle.folder, files=140) as served, ExitStack() as opened:
        for _ in range(400):
            opened.enter_context(socket.create_connection(("127.0.0.1", served.port)))
        assert served.ask("GET", "/health").status_code == 200
        assert len(served.said()) < 5_000
    limited = [
        "sh",
        "-c",
        'ulimit -n 100; exec "$@"',
        "sh",
        sys.executable,
        str(SCRIPTS / "serve.py"),
        "--port",
        str(free_port()),
    ]
    finished = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert finished.returncode == 1
    assert "lets this process open 100 files. Expected at least 128; raise it with ulimit -n." in finished.stderr
