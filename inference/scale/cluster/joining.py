"""Start Ray on this machine, or join one that runs, and leave no trace of it behind."""

import logging
import os
import re
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inference.scale.cluster.plan import Machine
from storage.errors import BadSettings, reason_of
from storage.processes.pool import cores

HERE = "here"
"""In place of an address: start Ray on this machine."""
ROOT = Path(__file__).resolve().parents[3]
_OBJECT_STORE_BYTES = 300_000_000  # texts on their way: a cluster holds back who reads faster than others tag
# Heard when Ray is imported. Nothing is sent to its makers, and what it logs is not what a person is to read.
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_DATA_DISABLE_PROGRESS_BARS": "1"}
# Ray listens on all interfaces unless it takes this machine for one that no other can join.
_OWN = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}
_SECONDS_TO_ANSWER = 20.0
_HOST_AND_PORT = re.compile(r"[^:/]+:\d{1,5}")
# The preface of HTTP/2 and settings that change nothing; the head of a frame, and the kind in it.
_GREETING, _FRAME, _SETTINGS = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0)), 9, 4
_SHORT = os.path.join(os.sep, "tmp")  # a socket's path has room for some hundred characters


@contextmanager
def ray_at(address: str, cpus: int | None = None) -> Iterator[Any]:
    """Give Ray, started here with so many CPUs (None: all), or joined at an address; let go of it at the end.

    What is started here listens to this machine alone, and ends with this process.

    Raises:
        BadSettings: Ray is not installed, or is not to be reached at the address.
    """
    asked = os.environ.get("RAY_ADDRESS", "") if address == "auto" else address
    if _HOST_AND_PORT.fullmatch(asked):
        _check_answers(asked)
    os.environ.update(_QUIET)
    if address == HERE:
        os.environ.update(_OWN)
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))  # Ray keeps the first that it hears
    ray = _imported()
    started = _folder() if address == HERE else None
    try:
        with _signals_kept():
            _init(ray, address, started, cpus)
        yield ray
    finally:
        ray.shutdown()
        if started:
            shutil.rmtree(started, ignore_errors=True)


def _check_answers(address: str) -> None:
    """Refuse an address where nobody listens, or who speaks otherwise than Ray: Ray tries it for minutes, and then ends
    this process without a word."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), _SECONDS_TO_ANSWER) as connection:
            known = os.environ.get("RAY_USE_TLS") == "1" or _speaks_grpc(connection)
            why = "" if known else "it is no Ray that answers"
    except (OSError, OverflowError) as error:
        why = f"nobody answers there ({reason_of(error)})"
    if why:
        raise BadSettings(
            f"--ray {address}: {why}. Expected the host and port of a Ray that was started with ray start --head; look "
            "at it with ray status, or leave the address out to start one here."
        )


def _speaks_grpc(connection: socket.socket) -> bool:
    """Greet as HTTP/2 does, which answers with its settings."""
    connection.sendall(_GREETING)
    answer = b""
    while len(answer) < _FRAME and (more := connection.recv(_FRAME - len(answer))):
        answer += more
    return len(answer) == _FRAME and answer[3] == _SETTINGS


def _folder() -> str:
    return tempfile.mkdtemp(prefix="zb-ray-", dir=_SHORT if os.path.isdir(_SHORT) else None)


def _imported() -> Any:
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise BadSettings(
            f"--ray needs Ray, which cannot be imported ({reason_of(error)}). Expected it to be installed; run make "
            "install-bulk."
        ) from error
    warnings.filterwarnings("ignore", category=UserWarning, module=r"ray\.")
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return ray


def _init(ray: Any, address: str, started: str | None, cpus: int | None) -> None:
    options: dict[str, Any] = {"runtime_env": {"env_vars": {"PYTHONPATH": str(ROOT)}}}
    options |= {"log_to_driver": False, "configure_logging": False}
    if started:
        options |= {"num_cpus": cpus or cores(), "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        options |= {"object_store_memory": _OBJECT_STORE_BYTES, "_temp_dir": started, "address": "local"}
    else:
        options |= {"address": address}
    try:
        with _hushed():
            ray.init(**options)
    except Exception as error:  # Ray raises many kinds here: no address, no answer, another version, no token
        where = "on this machine" if started else f"at {address}"
        raise BadSettings(
            f"Ray cannot be {'started' if started else 'joined'} {where}: {reason_of(error)[:300]}. Expected a Ray of "
            f"version {ray.__version__}; look at it with ray status, or leave the address out to start one here."
        ) from error


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Answer signals as before: Ray puts handlers of its own in the place of those that are there."""
    heard = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


@contextmanager
def _hushed() -> Iterator[None]:
    """Drop what is written on standard error: Ray says there, below Python, that it was told to say little."""
    sys.stderr.flush()
    heard, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(heard, 2)
        os.close(heard)
        os.close(nowhere)


def machines(ray: Any) -> list[Machine]:
    """Return what is free on each machine of the cluster."""
    free = ray._private.state.available_resources_per_node()
    return [Machine(float(one.get("CPU", 0)), float(one.get("GPU", 0))) for one in free.values()]
