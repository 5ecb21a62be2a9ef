"""Tests behave alike whoever starts them: a person, nohup, a scheduler, with whatever they hand down."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.ports import free_port

_CHILD = """
import os, signal
print([number.name for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_IGN])
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, sorted(signal.pthread_sigmask(0, [])))
print(oct(os.umask(0)), os.environ.get("COLUMNS"), "127.0.0.1" in os.environ["NO_PROXY"])
"""
_PARENT = f"""
import os, signal, subprocess, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
from tests.surroundings import settle
settle()
os.kill(os.getpid(), signal.SIGHUP)
subprocess.run([sys.executable, "-c", {_CHILD!r}], check=True)
print("went on")
"""


def test_what_tests_start_hears_every_signal_and_who_asked_for_the_tests_to_go_on_is_obeyed(root: Path) -> None:
    words = ["sh", "-c", 'trap "" INT HUP TERM; umask 077; exec "$@"', "sh", sys.executable, "-c", _PARENT]
    environment = {**os.environ, "COLUMNS": "20", "NO_PROXY": "example.org", "PYTHONPATH": str(root)}
    started = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True)
    assert started.stdout.splitlines() == ["[]", "True []", "0o22 None True", "went on"], started.stderr


def test_this_process_ignores_no_signal_for_those_that_it_starts() -> None:
    heard = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    assert not [number for number in heard if signal.getsignal(number) is signal.SIG_IGN]


def test_a_free_port_can_be_listened_on_and_is_none_that_systems_give_away() -> None:
    port = free_port()
    assert port < 32_768
    with socket.create_server(("127.0.0.1", port)):
        assert free_port() != port
