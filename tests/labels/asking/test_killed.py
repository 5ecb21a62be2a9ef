"""Killed at any moment, a run goes on where it was: nothing that arrived is asked for again, and the file is one."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from labels.asking.journal_file import open_journal
from labels.asking.replies import Tokens
from storage.errors import BadData
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.asking.misbehaving import Request, Sent, http, rightly, says, serving
from tests.scripts.running import SCRIPTS, run_script
from tests.waiting import PATIENCE

KILLS = 10
_COUNT = 60
_chance = random.Random(20)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "paragraphs.jsonl"
    write_objects(path, (row.paragraph.to_json() for row in invented_rows()[:_COUNT]))
    return path


def command(url: str, output: str) -> list[str]:
    given = ["--endpoint", url, "--model", "tiny", "--at-once", "4", "--times", "2", "--temperature", "0.5"]
    return ["ask", "paragraphs.jsonl", *given, "--output", output]


def unsteadily(request: Request) -> Sent:
    """Answer rightly in the end: the first time with prose, now and then with an error, and always late."""
    if request.time == 1:
        return Sent(says(f"好的。{request.right}").content, seconds=0.02)
    if request.time == 3:
        return Sent(http(503, "{}"))
    return Sent(rightly(request).content, seconds=0.02)


def answered(journal: Path) -> dict[str, int]:
    """Return how many answers a journal holds of each paragraph: whole lines only."""
    found: dict[str, int] = {}
    for raw in journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []:
        line = json.loads(raw)
        if "said" in line:
            found[line["id"]] = found.get(line["id"], 0) + 1
    return found


@pytest.mark.slow
def test_killed_ten_times_and_resumed_the_file_is_the_same_and_no_answer_is_asked_for_twice(many: Path) -> None:
    folder = many.parent
    texts = {row.id: row.text for row in invented_rows()[:_COUNT]}
    journal = folder / "killed.jsonl.work" / "journal.jsonl"
    with serving(unsteadily) as server:
        whole = run_script("label_studio", *command(server.url, "whole.jsonl"), cwd=folder)
        assert whole.returncode == 0, whole.stderr
        server.times.clear()
        for _ in range(KILLS):
            already, requests = answered(journal), len(server.requests)
            kill_when(folder, server.url, journal, sum(already.values()) + _chance.randrange(2, 10))
            complete = [texts[key] for key, count in already.items() if count == 2]
            again = [one for one in server.asked[requests:] if any(text.startswith(one) for text in complete)]
            assert again == [], "what was answered twice, as was asked, was asked again"
        already, requests = answered(journal), len(server.requests)
        assert 0 < sum(already.values()) < 2 * _COUNT, "the kills came too late to try anything"
        finished = run_script("label_studio", *command(server.url, "killed.jsonl"), cwd=folder)
        assert finished.returncode == 0, finished.stderr
        asked = len(server.requests)
        once_more = run_script("label_studio", *command(server.url, "killed.jsonl"), cwd=folder)
        assert (once_more.returncode, len(server.requests)) == (0, asked)
    assert (folder / "killed.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    assert sum(already.values()) > 0
    assert f"{sum(already.values())} answers were there from before" in finished.stderr
    assert sum(answered(journal).values()) == 2 * _COUNT


def kill_when(folder: Path, url: str, journal: Path, answers: int) -> None:
    """Run until the journal holds so many answers, and kill the run."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "label_studio.py"), *command(url, "killed.jsonl")],
        cwd=folder,
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + PATIENCE
    while sum(answered(journal).values()) < answers and process.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it had ended before it was killed"
    assert not (folder / "killed.jsonl").exists()


def test_half_a_line_at_the_end_is_cut_off_and_asked_for_anew(many: Path) -> None:
    folder = many.parent
    journal = folder / "asked.jsonl.work" / "journal.jsonl"
    with serving() as server:
        assert run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=folder).returncode == 0
        written, result = journal.read_bytes(), (folder / "asked.jsonl").read_bytes()
        asked = len(server.requests)
        last = written.rindex(b"\n", 0, len(written) - 1) + 1
        for end in (b"", written[last : last + 30], b"\0" * 40, written[last:-1]):
            journal.write_bytes(written[:last] + end)
            assert run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=folder).returncode == 0
            asked += 1
            assert len(server.requests) == asked
            assert (folder / "asked.jsonl").read_bytes() == result


def test_a_question_that_was_under_way_is_paid_and_told_of_once(tmp_path: Path) -> None:
    killed = open_journal(tmp_path, {"model": "tiny"})
    killed.sent(Tokens(70, 30))
    killed.close()
    for unanswered in (1, 0):
        journal = open_journal(tmp_path, {"model": "tiny"})
        assert (journal.unanswered, journal.spent) == (unanswered, Tokens(70, 30))
        journal.close()


@pytest.mark.parametrize("content", ["notes\n", "{}\n", '{"about": "mine"}\n', "half a line", '{"about"'])
def test_a_file_that_is_no_journal_is_left_alone(content: str, tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text(content, "utf-8")
    if content == '{"about"':  # as a run leaves it that was killed while it wrote the first line
        open_journal(tmp_path, {"model": "tiny"}).close()
        assert (tmp_path / "journal.jsonl").read_text("utf-8").endswith('"run": {"model": "tiny"}}\n')
        return
    with pytest.raises(BadData, match="is no journal that this version wrote"):
        open_journal(tmp_path, {"model": "tiny"})
    assert (tmp_path / "journal.jsonl").read_text("utf-8") == content


def test_a_line_damaged_in_the_middle_is_named_and_nothing_is_lost(many: Path) -> None:
    folder = many.parent
    journal = folder / "asked.jsonl.work" / "journal.jsonl"
    with serving() as server:
        assert run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=folder).returncode == 0
        lines = journal.read_bytes().split(b"\n")
        lines[6] = lines[6][:-4]
        journal.write_bytes(b"\n".join(lines))
        finished = run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=folder)
    assert finished.returncode == 1
    [line] = finished.stderr.splitlines()
    assert "journal.jsonl, line 7: is no line of a journal" in line
    assert journal.read_bytes() == b"\n".join(lines)


@pytest.mark.parametrize("said", [{"festivals": [1]}, {"ecology": [99]}, {"ecology": [0]}, {"ecology": ["1"]}])
def test_an_answer_that_fits_no_sentence_or_category_is_refused_and_not_written(many: Path, said: object) -> None:
    """As where another version had cut the sentences otherwise: number 0 would be the last one."""
    folder = many.parent
    journal = folder / "asked.jsonl.work" / "journal.jsonl"
    with serving() as server:
        assert run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=folder).returncode == 0
        before = (folder / "asked.jsonl").read_bytes()
        lines = [json.loads(raw) for raw in journal.read_text("utf-8").splitlines()]
        changed = next(line for line in lines if "said" in line)
        changed["said"] = said
        journal.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines), "utf-8")
        finished = run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=folder)
    assert finished.returncode == 1
    [line] = finished.stderr.splitlines()
    assert f"journal.jsonl: the answer about '{changed['id']}' fits neither its" in line
    assert (folder / "asked.jsonl").read_bytes() == before


OTHERS = {
    "model was 'tiny', is 'large'": ["--model", "large"],
    "language was 'zh', is 'en'": ["--language", "en"],
    "temperature was 0.5, is 0.9": ["--temperature", "0.9"],
    "times was 2, is 3": ["--times", "3"],
    "answer tokens was 1024, is 99": ["--answer-tokens", "99"],
    "is 'http://127.0.0.1:9/v1'": ["--endpoint", "http://127.0.0.1:9/v1"],
}


def test_another_question_is_no_continuation(many: Path) -> None:
    journal = many.parent / "asked.jsonl.work" / "journal.jsonl"
    with serving() as server:
        assert run_script("label_studio", *command(server.url, "asked.jsonl"), cwd=many.parent).returncode == 0
        before, requests = journal.read_bytes(), len(server.requests)
        for told, more in OTHERS.items():
            other = run_script("label_studio", *command(server.url, "asked.jsonl"), *more, cwd=many.parent)
            assert other.returncode == 1
            [line] = other.stderr.splitlines()
            assert told in line
            assert "Expected the same settings; give another --output" in line
        assert len(server.requests) == requests
    assert journal.read_bytes() == before


def test_the_second_of_two_runs_says_so_and_asks_nothing(many: Path) -> None:
    folder = many.parent
    with serving(lambda request: Sent(rightly(request).content, seconds=0.3)) as server:
        first = subprocess.Popen(
            [sys.executable, str(SCRIPTS / "label_studio.py"), *command(server.url, "asked.jsonl")],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            end = time.monotonic() + PATIENCE
            while not server.requests:
                assert time.monotonic() < end
                time.sleep(0.01)
            second = run_script("label_studio", *command("http://127.0.0.1:9/v1", "asked.jsonl"), cwd=folder)
            assert first.poll() is None
        finally:
            os.kill(first.pid, signal.SIGTERM)
            _, told = first.communicate()
    assert (second.returncode, second.stdout) == (1, "")
    assert f"another run writes there (process {first.pid} on " in second.stderr
    assert first.returncode == 128 + signal.SIGTERM
    assert "what is done is kept in" in told.decode()
