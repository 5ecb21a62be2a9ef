"""What never ends, never answers or changes is not read."""

import os
import socket
import threading
from pathlib import Path

import pytest

from storage.regular import Refused, open_regular, read_regular, refusal


def fifo(path: Path) -> None:
    os.mkfifo(path)


def socket_file(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


KINDS = {
    "a FIFO": fifo,
    "a socket": socket_file,
    "a folder": Path.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_only_a_regular_file_is_opened(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket may have 107 bytes
    KINDS[kind](Path("x"))
    for call in (lambda: open_regular(Path("x")), lambda: read_regular(Path("x"), 100)):
        with pytest.raises(Refused) as caught:
            call()
        assert refusal(caught.value) == f"is {kind}, not a regular file"


def test_a_file_larger_than_allowed_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    with pytest.raises(Refused, match=r"holds 10,000,000,000 bytes, more than the 200,000,000 that are read"):
        read_regular(path, 200_000_000)


def test_a_file_as_large_as_allowed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_regular(path, 5) == b"12345"
    (tmp_path / "link").symlink_to(path)
    assert read_regular(tmp_path / "link", 5) == b"12345"


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="needs /proc, where files say they are empty; run on Linux",
)
def test_a_file_that_understates_its_size_is_read_up_to_the_limit() -> None:
    path = Path("/proc/self/status")
    assert b"VmHWM" in read_regular(path, 100_000)
    with pytest.raises(Refused, match="more than the 10 that are read"):
        read_regular(path, 10)


def test_a_missing_file_is_what_the_system_says(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        read_regular(tmp_path / "none", 5)
    assert refusal(caught.value) == "cannot be opened (No such file or directory)"


def test_a_file_that_grows_all_the_time_is_given_up_and_named(tmp_path: Path) -> None:
    path = tmp_path / "growing"
    path.write_bytes(b"x" * 20_000_000)
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set():
                file.write(b"x")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(Refused, match="changed while it was read"):
            for _ in range(100):  # a busy machine may give the writer no time during one of them
                read_regular(path, 1_000_000_000)
    finally:
        stop.set()
        writer.join()
    assert len(read_regular(path, 1_000_000_000)) == path.stat().st_size
