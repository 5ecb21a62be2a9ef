"""No password, token or cookie leaves its file. The fixture `label_studio` looks again, through all that the suite
wrote, when it ends."""

import logging
import subprocess
import sys
import traceback
from pathlib import Path

import psutil
import pytest

from labels.studio.server.access import FILE, read_access
from labels.studio.server.connection import connect_to
from labels.studio.server.process import LOG, running
from labels.taxonomy import Taxonomy
from storage.errors import LabelStudioFailed
from storage.jsonl import write_objects
from tests.labels.studio.conftest import Server, paragraphs
from tests.labels.studio.faulty import faulty
from tests.labels.studio.secrets_found import files_with

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]


def test_commands_that_work_and_commands_that_fail_say_no_secret(label_studio: Server, tmp_path: Path) -> None:
    file, token = tmp_path / "paragraphs.jsonl", label_studio.data / "wrong-token"
    write_objects(file, (one.to_json() for one in paragraphs(3)))
    wrong = read_access(label_studio.data / FILE).token()[:-1] + "x"  # a slip of the pen
    token.touch(mode=0o600)
    token.write_text(wrong, encoding="utf-8")
    here = ["--data", str(label_studio.data), "--project", "secrets"]
    said = ""
    for words, code in (
        (["push", str(file), "--keywords", *here], 0),
        (["pull", "--output", str(tmp_path / "labelled.jsonl"), *here], 1),
        (["pull", "--output", "x", "--url", label_studio.connection.url, "--token-file", str(token)], 1),
        (["pull", "--output", "x", "--url", "http://127.0.0.1:9", "--token-file", str(token)], 1),
        (["annotator", "no-address", "--data", str(label_studio.data)], 1),
        (["annotator", "third@example.com", "--data", str(label_studio.data)], 0),
        (["annotator", "third@example.com", "--data", str(label_studio.data)], 0),  # is there already, and says so
    ):
        command = [sys.executable, "scripts/label_studio.py", *words]
        finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert finished.returncode == code, finished.stderr
        assert code == 0 or len(finished.stderr.strip().splitlines()) == 1
        said += finished.stdout + finished.stderr
    token.unlink()
    assert not [secret for secret in {wrong, *label_studio.secrets} if secret in said]
    assert "third@example.com" in said and "access.json" in said


def test_an_error_s_whole_traceback_holds_no_secret(label_studio: Server, caplog: pytest.LogCaptureFixture) -> None:
    token = read_access(label_studio.data / FILE).token()
    caplog.set_level(logging.DEBUG)
    with (
        faulty(label_studio.connection.url, lambda method, path: "refuse" if "whoami" in path else None) as url,
        pytest.raises(LabelStudioFailed) as caught,
    ):
        connect_to(url, token)
    whole = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert "cookie" not in whole.lower() and token not in whole


def test_command_lines_and_the_server_s_log_hold_no_secret(label_studio: Server, taxonomy: Taxonomy) -> None:
    label_studio.project(taxonomy)
    server = running(label_studio.data)
    assert server is not None
    process = psutil.Process(server.pid)
    lines = [" ".join(one.cmdline()) for one in (process, *process.children(recursive=True))]
    assert not [secret for secret in label_studio.secrets if secret in "".join(lines)]
    assert (label_studio.data / LOG).stat().st_size > 0
    assert files_with(label_studio.secrets, label_studio.data, label_studio.data) == []


def test_a_secret_that_got_out_would_be_found(label_studio: Server, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<p>{next(iter(label_studio.secrets))}</p>", encoding="utf-8")
    assert files_with(label_studio.secrets, tmp_path, label_studio.data) == [tmp_path / "page.html"]
    (tmp_path / "page.html").unlink()
