"""The stand-in answers as a model's server does, and says so where it is asked something else."""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.scripts.running import SCRIPTS, run_script
from tests.waiting import PATIENCE, wait_until

_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    port, log = free_port(), tmp_path / "log"
    with log.open("wb") as output:
        command = [sys.executable, str(SCRIPTS / "bench" / "stand_in.py"), "--port", str(port)]
        process = subprocess.Popen(command, stderr=output, env={"PYTHONPATH": str(SCRIPTS.parent)})
    wait_until(lambda: b"startup complete" in log.read_bytes())
    yield f"http://127.0.0.1:{port}/v1/chat/completions"
    process.terminate()
    process.wait(PATIENCE)


def post(url: str, body: bytes) -> tuple[int, dict[str, object]]:
    try:
        with _DIRECTLY.open(urllib.request.Request(url, body)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_it_names_the_sentences_that_hold_a_keyword_and_goes_on_after_nonsense(url: str) -> None:
    asked = {"role": "user", "content": "段落（共 2 句）：\n[1] 各位代表，成绩来之不易。\n[2] 修复湿地一百二十公顷。"}
    for nonsense in (b"", b"[]", b"{", b'{"messages": []}', b'{"messages": [{"role": "user"}]}'):
        assert post(url, nonsense)[0] == 400
    status, value = post(url, json.dumps({"model": "any", "messages": [asked]}).encode())
    assert (status, value["object"]) == (200, "chat.completion")
    said = json.loads(value["choices"][0]["message"]["content"])  # type: ignore[index]
    assert said == {"industry": [], "ecology": [2], "livelihood": [], "security": []}


def test_a_port_that_is_taken_is_named_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        finished = run_script("bench/stand_in", "--port", taken.getsockname()[1], cwd=tmp_path)
    assert (finished.returncode, len(finished.stderr.splitlines())) == (1, 1)
    assert "cannot be listened on" in finished.stderr
