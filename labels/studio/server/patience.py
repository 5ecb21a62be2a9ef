"""Try again what an overburdened server did not do: after pauses that grow, as it asks, and not for ever."""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any

from labels.studio.server.connection import Connection, Interrupted

SECONDS = 180.0
"""That are waited for one request, in all."""
_FIRST, _LONGEST = 1.0, 30.0

Rows = Sequence[Mapping[str, Any]]


class Patience:
    """Waits between the tries of one request: a second, then twice as long each time, or as long as the server asks.

    `tries` bounds them where each is costly.
    """

    def __init__(self, tries: int | None = None) -> None:
        self._tries = tries
        self._failed = 0
        self._left = SECONDS

    def wait(self, connection: Connection, failure: Interrupted) -> bool:
        """Wait until it is time to try again, and the server answers; tell whether there is any use in it."""
        pause = max(min(_FIRST * 2**self._failed, _LONGEST), failure.pause)
        self._failed += 1
        if self._failed == self._tries or pause > self._left:
            return False
        sleep(pause)
        self._left -= pause
        began = monotonic()
        up = connection.wait_until_up(self._left)
        self._left -= monotonic() - began
        return up


def add_all(connection: Connection, rows: Rows, add: Callable[[Rows], None], missing: Callable[[Rows], Rows]) -> bool:
    """Add rows to a server, again as long as it is overburdened, and tell whether they had to be tried again.

    Args:
        missing: which of the rows the server has not: it may have taken some although no answer came back.

    Raises:
        Interrupted: it went away, or stays overburdened.
    """
    patience = Patience()
    retried = False
    while True:
        try:
            rows = missing(rows) if retried else rows
            if rows:
                add(rows)
            return retried
        except Interrupted as failure:
            retried = True
            if not patience.wait(connection, failure):
                raise
