"""The log: nobody writes a line of their own into it, nobody fills it, and it holds up nobody."""

import io
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.service import log
from inference.service.log import FewLines, OneLine, Writer
from tests.waiting import PATIENCE, wait_until

WORDS = "云溪市新建水厂"


def record(
    message: str, *arguments: Any, name: str = "serving", error: BaseException | None = None
) -> logging.LogRecord:
    caught = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.INFO, "file.py", 1, message, arguments, caught)


@given(st.text(st.characters()))
def test_a_record_is_one_line_of_printable_text(said: str) -> None:
    line = OneLine().format(record("%s refused", said))
    assert line.isprintable() and len(line.splitlines()) == 1


def test_a_name_with_a_line_break_makes_no_line() -> None:
    line = OneLine().format(record("path %s", "/\r\n12:00:00 training 1: replaced: \x1b[2J\u2028\u202e\x00 end"))
    assert line.endswith(r"path /\r\n12:00:00 training 1: replaced: \x1b[2J\u2028\u202e\x00 end")


def test_a_long_line_is_cut() -> None:
    assert len(OneLine().format(record("%s", "a" * 10_000_000))) < log.LINE_CHARACTERS + 20


def test_a_fault_is_named_with_its_place_and_without_anybodys_words() -> None:
    def fail() -> None:
        try:
            {}[WORDS]
        except KeyError as error:
            raise ValueError(f"{WORDS}\n12:00:00 forged") from error

    with pytest.raises(ValueError) as raised:
        fail()
    line = OneLine().format(record("training", error=raised.value))
    assert (
        "training: ValueError at test_log.py:" in line and " fail" in line and "from KeyError at test_log.py:" in line
    )
    assert WORDS not in line and "forged" not in line and len(line.splitlines()) == 1


def test_a_flood_is_counted_and_hides_no_other_logger(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(log.time, "monotonic", lambda: now[0])
    few = FewLines()
    written = sum(few.filter(record("refused", name="strangers")) for _ in range(100_000))
    assert written == log.LINES_AT_ONCE
    assert few.filter(record("training ended", name="training"))
    now[0] += 1
    next_one = record("refused", name="strangers")
    assert few.filter(next_one)
    assert next_one.getMessage() == f"refused (and {100_000 - written} more lines, left out)"
    now[0] += 3_600
    assert sum(few.filter(record("refused", name="strangers")) for _ in range(100_000)) == log.LINES_AT_ONCE


def test_a_reader_who_sleeps_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    monkeypatch.setattr(sys, "stderr", os.fdopen(write, "w"))
    monkeypatch.setattr(log, "LINES_AT_ONCE", 10_000)
    writer, done = Writer(), threading.Event()

    def say() -> None:
        for number in range(5_000):
            writer.handle(record("line %d, which is quite long: %s", number, "a" * 500))
        done.set()

    threading.Thread(target=say, daemon=True).start()
    assert done.wait(PATIENCE)
    writer.flush()  # gives up
    os.close(read)
    wait_until(lambda: writer._lines.unfinished_tasks == 0)


def test_a_closed_stream_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    writer = Writer()
    writer.handle(record("first"))
    wait_until(lambda: "first" in stream.getvalue())
    stream.close()
    writer.handle(record("second"))
    wait_until(lambda: writer._lines.unfinished_tasks == 0)
    monkeypatch.setattr(sys, "stderr", None)
    closed = Writer()
    closed.handle(record("third"))
    wait_until(lambda: closed._lines.unfinished_tasks == 0)


def test_what_was_logged_last_is_written_before_the_end(root: Path) -> None:
    program = (
        "from inference.service.log import log_to_stderr; from inference.service.http.server import leave; import "
        "logging\n"
        "log_to_stderr(); logging.getLogger('serving').info('the last words'); leave(15)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=PATIENCE
    )
    assert finished.returncode == 143
    assert [line[9:] for line in finished.stderr.splitlines()] == ["the last words", "ended by SIGTERM"]
