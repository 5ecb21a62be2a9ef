"""A real server, `transformers serve`, with a model of random weights: its nonsense is refused and counted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.asking.talking import make_talking_model
from tests.ports import free_port
from tests.scripts.running import run_script
from tests.waiting import PATIENCE, wait_until

_COUNT = 3
NEEDED = ("openai", "fastapi", "uvicorn")  # transformers[serving]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_talking_model(tmp_path_factory.mktemp("talking") / "tiny")


@pytest.fixture(scope="module")
def served(model: Path) -> Iterator[str]:
    """Start the server and give its address."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        pytest.skip(f"transformers serve needs {', '.join(missing)}; install it beside the other packages")
    port = free_port()
    program = Path(sys.executable).with_name("transformers")
    log = model.parent / "serve.log"
    command = [str(program), "serve", str(model), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    try:

        def is_up() -> bool:
            assert process.poll() is None, log.read_text("utf-8", "replace")
            try:
                return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200
            except httpx.HTTPError:
                return False

        wait_until(is_up)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.mark.slow
def test_the_nonsense_of_a_model_of_random_weights_is_refused_and_counted(
    served: str, model: Path, tmp_path: Path
) -> None:
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in invented_rows()[:_COUNT]))
    given = ["--endpoint", served, "--model", str(model), "--answer-tokens", "20", "--output", "asked.jsonl"]
    finished = run_script("label_studio", "ask", "paragraphs.jsonl", *given, cwd=tmp_path)
    assert finished.returncode == 1, finished.stderr
    told = finished.stderr.splitlines()
    assert f"{3 * _COUNT}" in told[-3], "each question is asked three times"
    assert told[-3].startswith("answers that could not be used, by what was wrong: ")
    assert told[-2].startswith(f"{_COUNT} paragraphs are left open: ")
    assert told[-1].startswith("No paragraph was answered, so asked.jsonl is not written")
    assert not (tmp_path / "asked.jsonl").exists()


@pytest.mark.slow
def test_a_model_that_the_server_does_not_have_ends_the_run_in_one_line(served: str, tmp_path: Path) -> None:
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in invented_rows()[:_COUNT]))
    given = ["--endpoint", served, "--model", "no/such-model", "--patience", "5", "--output", "asked.jsonl"]
    finished = run_script("label_studio", "ask", "paragraphs.jsonl", *given, cwd=tmp_path)
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
