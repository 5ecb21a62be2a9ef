"""Ports for servers that cannot be told to take any that is free."""

import random
import socket
from contextlib import suppress

# Below those that systems give to whoever asks for any port (from 32,768 on Linux, 49,152 on macOS): another test, or
# a connection that it makes, does not get one of these between the asking and the listening.
_RANGE = range(10_000, 30_000)
_chance = random.SystemRandom()  # test processes that run at once must not draw alike


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    for port in _chance.sample(_RANGE, 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError(f"none of 100 ports drawn from {_RANGE} is free")
