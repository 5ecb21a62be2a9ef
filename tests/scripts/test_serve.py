"""serve.py: starts, answers, ends; and refuses to start with one line."""

import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from labels.labelled import write_labelled
from models.bundle import Bundle
from tests.invented import invented_rows
from tests.scripts.running import SCRIPTS, run_script


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_server_answers_whoever_shows_the_secret_and_ends_when_told(tmp_path: Path, tiny_bundle: Bundle) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, str(SCRIPTS / "serve.py"), "--model", str(tiny_bundle.folder), "--port", str(port), "--threads", "1"]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert said == f"serving {tiny_bundle.manifest.id} at {url}; the secret is in runs/serving/secret\n"
        secret = (tmp_path / "runs" / "serving" / "secret").read_text("utf-8").strip()
        answer = httpx.post(f"{url}/tag", json=[invented_rows()[0].text], auth=("me", secret), timeout=30)
        assert answer.json()["model"] == tiny_bundle.manifest.id
        assert httpx.post(f"{url}/tag", json="新建水厂。").status_code == 401
        server.send_signal(signal.SIGINT)
        _, log = server.communicate(timeout=30)
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
    ],
)
def test_a_server_that_cannot_start_says_why(options: list[str], message: str, tmp_path: Path, root: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows(2))
    (tmp_path / "open").write_text("gate-of-the-invented-tower")
    (tmp_path / "open").chmod(0o644)
    taxonomy = (root / "labels" / "taxonomy.toml").read_text("utf-8").replace('id = "security"', 'id = "culture"')
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
