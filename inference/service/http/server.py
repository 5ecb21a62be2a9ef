"""A socket to listen on, and a server that ends when it is told to, whatever is going on."""

import asyncio
import ctypes
import ipaddress
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any, NoReturn, cast

import uvicorn
from starlette.types import ASGIApp

from inference.service import limits
from inference.service.http.connections import Connection, Connections
from storage.errors import BadSettings

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of glibc
_GIVEN_BACK_BYTES = 1_000_000  # what a batch works in, which is of another size each time
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        BadSettings: the host is blank or unknown, or the port is taken.
    """
    if not host.strip():
        raise BadSettings(
            "--host is blank, which would let every machine in. Expected an address such as 127.0.0.1; give one."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
    except (OSError, ValueError) as error:  # ValueError for a name that cannot be one
        raise BadSettings(
            f"--host {host}: no such host. Expected an address or a name of this machine; correct it."
        ) from error
    try:
        listening = socket.create_server((host, port), family=family, backlog=limits.WAITING_TO_BE_ACCEPTED)
    except OSError as error:
        raise BadSettings(
            f"--host {host} --port {port}: cannot listen there ({str(error.strerror).split(' (')[0]}). Give another "
            "--port."
        ) from error
    # asyncio does this for sockets that it opens itself; without it an answer in two pieces waits 40 ms for the client
    # to confirm one.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def is_for_others(listening: socket.socket) -> bool:
    """Say whether other machines can reach a socket."""
    return not ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


class Server(uvicorn.Server):
    """An HTTP server with the limits of `inference.service.limits`.

    SIGINT, SIGTERM and SIGHUP end it: what is being answered gets a moment, what is being sent does not. A second
    signal, or a grace that is over, ends the process at once.
    """

    def __init__(
        self, application: ASGIApp, stop: Callable[[], None] | None = None, hurry: Callable[[], None] | None = None
    ) -> None:
        """Serve an application.

        Args:
            stop: ends what else is at work, at once and in a thread of its own.
            hurry: makes requests end that took longer than they get.

        Raises:
            BadSettings: the system lets this process open hardly any file.
        """
        descriptors = _descriptors_for_connections()
        connections = Connections(min(limits.MOST_CONNECTIONS, descriptors // 2))
        config = uvicorn.Config(
            application,
            loop="asyncio",
            http=cast(Any, partial(Connection, connections)),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=min(limits.ACCEPTED_AT_ONCE, descriptors // 4),
            timeout_keep_alive=limits.KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=limits.REQUESTS_SECONDS + 1,
            h11_max_incomplete_event_size=limits.HEADER_BYTES,
        )
        super().__init__(config)
        self._stop = stop
        self._hurry = hurry
        self.ended_by: int | None = None
        """The signal that ended it, None where there was none."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        for listening in sockets or ():
            listening.listen(
                limits.WAITING_TO_BE_ACCEPTED
            )  # uvicorn has one number for this and for how many are taken at once

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End connections and whatever else is at work, at the same time."""
        loop = asyncio.get_running_loop()
        stopping = loop.run_in_executor(None, self._stop) if self._stop else None
        if self._hurry:
            loop.call_later(limits.REQUESTS_SECONDS, self._hurry)
        await super().shutdown(sockets)
        if stopping is not None:
            await stopping

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take signals, but for a hangup that somebody had ignored, as nohup does; in another thread than the main
        one, none."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        taken = [one for one in _SIGNALS if one != signal.SIGHUP or signal.getsignal(one) != signal.SIG_IGN]
        before = {one: signal.signal(one, self.handle_exit) for one in taken}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end at the first signal, and end at the second."""
        if self.should_exit:
            os._exit(128 + sig)
        self.should_exit, self.ended_by = True, sig
        watch = threading.Timer(limits.GRACE_SECONDS, os._exit, (128 + sig,))
        watch.daemon = True
        watch.start()


def leave(number: int) -> NoReturn:
    """End the process that a signal told to end, without waiting for a thread that may still be tagging."""
    logging.getLogger(__name__).info("ended by %s", signal.Signals(number).name)
    logging.shutdown()
    if sys.stdout is not None:
        with suppress(OSError, ValueError):  # closed, or on a full disk
            sys.stdout.flush()
    os._exit(128 + number)


def share_memory() -> None:
    """Let all threads take memory from the same two places, and give large pieces back, where the C library knows how.

    Each of the threads that answer would else keep what its largest request needed: 20 clients cost 40 MB instead of 8.
    Batches of changing size would leave holes that nothing else fits into: 150 MB and more after 20 of them.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        adjust(_M_ARENA_MAX, 2)
        adjust(_M_MMAP_THRESHOLD, _GIVEN_BACK_BYTES)


def _descriptors_for_connections() -> int:
    """Return how many files this process may open for connections, after asking the system for what the most of them
    need.

    Raises:
        BadSettings: hardly any.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * limits.MOST_CONNECTIONS + 2 * limits.OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    left = (wanted if soft == resource.RLIM_INFINITY else soft) - limits.OTHER_FILES
    if left < limits.OTHER_FILES:
        raise BadSettings(
            f"The system lets this process open {soft} files. Expected at least {2 * limits.OTHER_FILES}; raise it "
            "with ulimit -n."
        )
    return left
