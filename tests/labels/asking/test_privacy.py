"""Nothing leaves this machine unasked, and the key stands nowhere."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from labels.asking.endpoint import VARIABLE, Key, endpoint_of, is_here, read_key
from storage.errors import BadSettings
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.asking.misbehaving import Request, Sent, http, rightly, says, serving
from tests.scripts.running import SCRIPTS
from tests.waiting import PATIENCE

KEY = "sk-zhengbiao-" + "7Qx" * 9
ELSEWHERE = "192.0.2.7"  # an address that documents use and nobody has
# Writes every address that the process connects to, or asks a name server about, and lets none but loopback through.
WATCH = """
import os, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
        told = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments
        host = told[0] if isinstance(told, tuple) else told
        with open(os.environ["WATCHED"], "a", encoding="utf-8") as file:
            file.write(f"{event} {host}\\n")
        if not str(host).startswith(("127.", "::1", "localhost")):
            raise OSError("watched")
sys.addaudithook(watch)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in invented_rows()[:6]))
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, "utf-8")
    (tmp_path / "key").write_text(f"{KEY}\n", "utf-8")
    (tmp_path / "key").chmod(0o600)
    return tmp_path


def run_watched(folder: Path, *more: str, **environment: str) -> tuple["subprocess.CompletedProcess[str]", set[str]]:
    """Run `ask` and return what it did and which hosts it wanted to reach."""
    watched = folder / "watched.txt"
    watched.write_text("", "utf-8")
    root = str(SCRIPTS.parent)
    path = os.pathsep.join([str(folder / "watch"), root])
    finished = subprocess.run(
        [sys.executable, str(SCRIPTS / "label_studio.py"), "ask", "paragraphs.jsonl", *_given(), *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "WATCHED": str(watched), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return finished, {line.split()[1] for line in watched.read_text("utf-8").splitlines()}


def _given() -> list[str]:
    return ["--model", "tiny", "--output", "asked.jsonl", "--patience", "0.3", "--at-once", "2"]


def test_all_that_is_sent_goes_to_this_machine(folder: Path) -> None:
    with serving() as server:
        finished, reached = run_watched(folder, "--endpoint", server.url)
    assert finished.returncode == 0, finished.stderr
    assert reached == {"127.0.0.1"}
    assert len(server.requests) == 6


def test_nothing_is_sent_elsewhere_without_leave(folder: Path) -> None:
    finished, reached = run_watched(folder, "--endpoint", f"http://{ELSEWHERE}/v1")
    assert (finished.returncode, finished.stdout, reached) == (1, "", set())
    [line] = finished.stderr.splitlines()
    assert f"{ELSEWHERE} is not this machine" in line
    assert "give --send-elsewhere too" in line
    assert not (folder / "asked.jsonl.work").exists()


def test_with_leave_it_is_said_in_a_line_what_is_sent_where(folder: Path) -> None:
    finished, reached = run_watched(folder, "--endpoint", f"http://{ELSEWHERE}:8000/v1", "--send-elsewhere")
    assert finished.returncode == 1  # the watch let nothing through
    assert reached == {ELSEWHERE}
    said = finished.stderr.splitlines()[0]
    assert said == (
        "the guide and the sentences of up to 6 paragraphs, and nothing else of the file, are sent to "
        f"http://{ELSEWHERE}:8000/v1"
    )


def test_a_redirect_is_not_followed(folder: Path) -> None:
    to = f"Location: https://user:secret@{ELSEWHERE}/v1/chat/completions"
    for status in (302, 308):
        with serving(lambda request, status=status: Sent(http(status, "", to))) as server:  # type: ignore[misc]
            finished, reached = run_watched(folder, "--endpoint", server.url, "--output", f"asked-{status}.jsonl")
        assert (finished.returncode, reached, len(server.requests)) == (1, {"127.0.0.1"}, 1)
        [line] = finished.stderr.splitlines()
        assert f"the server sends questions on to https://{ELSEWHERE}. Expected an answer" in line
        assert "secret" not in finished.stderr


def test_a_redirect_to_nowhere_ends_in_one_line_without_the_key(folder: Path) -> None:
    for place, told in (
        ("http://[", "what is no address"),
        (f"http://{KEY}.example.org/v1", "http://[key].example.org"),
    ):
        with serving(lambda request, to=place: Sent(http(302, "", f"Location: {to}"))) as server:  # type: ignore[misc]
            finished, _ = run_watched(folder, "--endpoint", server.url, "--key-file", "key")
        assert finished.returncode == 1
        [line] = finished.stderr.splitlines()
        assert f"sends questions on to {told}. Expected" in line
        assert KEY not in line
        shutil.rmtree(folder / "asked.jsonl.work")


def test_a_key_of_one_character_spoils_no_answer(folder: Path) -> None:
    """As people give servers on their own machine, which want some key, whichever it is."""
    with serving() as server:
        finished, _ = run_watched(folder, "--endpoint", server.url, **{VARIABLE: "1"})
    assert finished.returncode == 0
    assert "6 of 6 paragraphs answered" in finished.stdout
    assert "could not be used" not in finished.stderr


def test_a_proxy_of_the_environment_is_not_used_on_this_machine(folder: Path) -> None:
    with serving() as server, serving() as proxy:
        address = proxy.url.removesuffix("/v1")
        names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY")
        given = dict.fromkeys(names, address) | {"no_proxy": "", "NO_PROXY": ""}
        finished, _ = run_watched(folder, "--endpoint", server.url, **given)
    assert finished.returncode == 0, finished.stderr
    assert (len(server.requests), len(proxy.requests)) == (6, 0)


def test_only_sentences_and_the_guide_are_sent(folder: Path) -> None:
    rows = [row for row in invented_rows()[:6]]
    lines = [row.paragraph.to_json() | {"title": "绝密", "note": "内部", "section": ["不外传"]} for row in rows]
    write_objects(folder / "private.jsonl", lines)
    (folder / "paragraphs.jsonl").write_bytes((folder / "private.jsonl").read_bytes())
    with serving() as server:
        finished, _ = run_watched(folder, "--endpoint", server.url)
    assert finished.returncode == 0, finished.stderr
    for request in server.requests:
        sent = json.dumps(request.body, ensure_ascii=False) + request.head
        assert not [word for word in ("绝密", "内部", "不外传", rows[0].id) if word in sent]


def _echoes(request: Request) -> Sent:
    """Give back, in every place there is, whatever was sent."""
    header = next(line for line in request.head.splitlines() if line.lower().startswith("authorization"))
    if request.time == 1:
        return Sent(http(503, json.dumps({"error": {"message": header}}), f"Location: {header}"))
    if request.time == 2:
        return says(f"{header} {request.right}")
    if request.time == 3:
        return says(json.dumps({header: [1]}))
    return rightly(request)


@pytest.mark.parametrize("way", ["file", "environment"])
def test_the_key_stands_nowhere_but_in_what_is_sent(way: str, folder: Path) -> None:
    seen: set[bytes] = set()
    ended = threading.Event()

    def look() -> None:
        """Read the command line of every process, again and again."""
        while not ended.wait(0.05):
            for process in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(process.read_bytes())
                except OSError:
                    continue

    looking = threading.Thread(target=look)
    looking.start()
    try:
        with serving(_echoes) as server:
            more = ["--key-file", "key"] if way == "file" else []
            given = {VARIABLE: KEY} if way == "environment" else {}
            finished, _ = run_watched(folder, "--endpoint", server.url, *more, PYTHONASYNCIODEBUG="1", **given)
            server.behave = lambda request: Sent(http(401, json.dumps({"error": {"message": f"no: {KEY}"}})))
            failed, _ = run_watched(folder, "--endpoint", server.url, *more, "--output", "failed.jsonl", **given)
    finally:
        ended.set()
        looking.join()
    assert finished.returncode == 0, finished.stderr
    assert failed.returncode == 1
    assert "the key was refused (401, no: [key])" in failed.stderr
    assert all(f"Bearer {KEY}" in request.head for request in server.requests)
    assert any(b"label_studio.py" in one for one in seen) or not Path("/proc/self").exists()
    assert not [one for one in seen if KEY.encode() in one]
    assert KEY not in finished.stdout + finished.stderr + failed.stdout + failed.stderr
    holders = [path for path in folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert holders == [folder / "key"]
    assert "[key]" in (folder / "asked.jsonl.work" / "journal.jsonl").read_text("utf-8")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o660])
def test_a_key_that_others_may_read_is_refused(mode: int, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY, "utf-8")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(BadSettings, match=rf"others may read it \(mode {mode:o}\)\. Expected mode 600"):
        read_key(tmp_path / "key")


@pytest.mark.parametrize("content", ["", "\n", "two words", "一把钥匙", "a\nb"])
def test_a_key_that_no_header_carries_is_refused_and_not_shown(content: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(content, "utf-8")
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(BadSettings) as caught:
        read_key(tmp_path / "key")
    assert not content.strip() or content not in str(caught.value)


def test_a_key_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"--key-file .*key: cannot be opened"):
        read_key(tmp_path / "key")


def test_no_representation_holds_the_key() -> None:
    assert KEY not in repr(Key(KEY)) + str([Key(KEY)])


@pytest.mark.parametrize(
    "url",
    [
        "http://me:pass@127.0.0.1/v1",
        "http://key@127.0.0.1/v1",
        "http://127.0.0.1/v1?key=pass",
        "http://127.0.0.1/v1#pass",
    ],
)
def test_an_address_with_a_secret_in_it_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(BadSettings, match="holds a user, a password or a query") as caught:
        endpoint_of(url, True, Key())
    assert "pass" not in str(caught.value).replace("password", "")
    assert "127.0.0.1" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://[::1", "http://a:b/v1", "/v1"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadSettings, match="is no address of a server"):
        endpoint_of(url, True, Key())


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1/chat/completions"),
        ("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000/v1/chat/completions"),
        ("http://[::1]:8000/openai/v1", "http://[::1]:8000/openai/v1/chat/completions"),
        ("http://127.0.0.1/v1/chat/completions", "http://127.0.0.1/v1/chat/completions"),
    ],
)
def test_an_address_is_taken_with_its_path_or_without(url: str, asked: str) -> None:
    endpoint = endpoint_of(url, False, Key(KEY))
    assert (endpoint.chat, endpoint.here) == (asked, True)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("127.0.0.1.example.org", False),
        ("localhost.example.org", False),
        ("2130706433", False),
        ("::ffff:10.0.0.1", False),
    ],
)
def test_this_machine_is_its_loopback_addresses_alone(host: str, here: bool) -> None:
    assert is_here(host, 80) is here


def test_a_key_is_not_sent_elsewhere_in_the_clear() -> None:
    with pytest.raises(BadSettings, match=r"the key would go to llm\.example\.org in the clear"):
        endpoint_of("http://llm.example.org/v1", True, Key(KEY))
    assert not endpoint_of("https://llm.example.org/v1", True, Key(KEY)).here
    assert not endpoint_of("http://llm.example.org/v1", True, Key()).here
