"""Open the journal of a run: whole lines are taken, half a line at the end is cut off, other settings are refused."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from labels.asking.journal import Journal
from storage.errors import BadData, CannotWrite, ZhengbiaoError
from storage.parsing import brief, parse_json
from storage.regular import read_regular, refusal
from storage.whole_files import cannot_write, check_is_file_or_free

NAME = "journal.jsonl"
_FORMAT = 1
_LARGEST = 4_000_000_000  # bytes
_ABOUT = "Answers of a language model, as they came: the run goes on from here. Made by Zhengbiao."


def open_journal(folder: Path, run: Mapping[str, Any]) -> Journal:
    """Open the journal in `folder`, which this run holds, made where it is missing.

    Args:
        run: what the answers depend on, in plain words: a journal of other answers is not gone on with.

    Raises:
        BadData: it is no journal, or one with other settings; the message says which.
        CannotWrite: it cannot be written.
    """
    path = folder / NAME
    check_is_file_or_free(path)
    head = {"about": _ABOUT, "format": _FORMAT, "run": dict(run)}
    content = _content(path)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise cannot_write(path, error) from error
    journal = Journal(path, descriptor)
    try:
        whole = _take_all(journal, content, head)
        os.ftruncate(descriptor, whole)
        if not whole:
            journal.write(head)
            _keep_name(folder)
        journal.settle()
    except (ZhengbiaoError, OSError):
        journal.close()
        raise
    return journal


def _take_all(journal: Journal, content: bytes, head: Mapping[str, Any]) -> int:
    """Take all lines of a journal, and return how many bytes they have: what a killed run left unfinished behind them
    is not counted."""
    whole = 0
    for number, raw in enumerate(_lines(content), start=1):
        value = _object(raw)
        where = f"{journal.path}, line {number}"
        if value is None:
            if not whole and not json.dumps(head, ensure_ascii=False).encode().startswith(content):
                raise _stranger(journal.path)
            if any(_object(later) is not None for later in _lines(content[whole + len(raw) :])):
                raise _damaged(where)
            return whole  # the end of a journal whose writing was cut off
        if number == 1:
            _check_head(journal.path, value, head)
        else:
            _take(journal, value, where)
        whole += len(raw)
    return whole


def _keep_name(folder: Path) -> None:
    """Bring the name of a new file to the disk, as its lines will be."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take(journal: Journal, line: Mapping[str, Any], where: str) -> None:
    try:
        journal.take(line)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(where) from error


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, _LARGEST)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CannotWrite(f"{path}: {refusal(error)}. Expected the journal of a run; move it away.") from error


def _lines(content: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(content):
        end = content.find(b"\n", start) + 1 or len(content)
        yield content[start:end]
        start = end


def _object(raw: bytes) -> dict[str, Any] | None:
    """Return the object of a whole line; None where it is none, or has no end."""
    if not raw.endswith(b"\n"):
        return None
    try:
        value = parse_json(raw, "")
    except BadData:
        return None
    return value if isinstance(value, dict) else None


def _check_head(path: Path, there: Mapping[str, Any], head: Mapping[str, Any]) -> None:
    if there.get("about") != _ABOUT or there.get("format") != _FORMAT or not isinstance(there.get("run"), dict):
        raise _stranger(path)
    if other := _differences(there["run"], head["run"]):
        raise BadData(
            f"{path.parent}: holds answers to other questions ({'; '.join(other)}). Expected the same settings; give "
            "another --output, or those of the earlier run."
        )


def _differences(there: Mapping[str, Any], now: Mapping[str, Any]) -> Sequence[str]:
    keys = {**there, **now}
    return [
        f"{key} was {brief(there.get(key))}, is {brief(now.get(key))}" for key in keys if there.get(key) != now.get(key)
    ]


def _stranger(path: Path) -> BadData:
    return BadData(
        f"{path}: is no journal that this version wrote. Expected one, or none; move it away, or give another --output."
    )


def _damaged(where: str) -> BadData:
    return BadData(
        f"{where}: is no line of a journal. Expected it as it was written; mend or remove the line, or give another "
        "--output."
    )
