"""The open connections: each must get on with its request, and there are never more than the process can hold."""

import asyncio
import random
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from inference.service import limits

SHOWN = "showed the secret"
"""The key of a request's state that says so; the gate sets it."""


class Connections:
    """The open connections of a server, those idle longest first."""

    def __init__(self, most: int) -> None:
        """Allow `most` at once."""
        self._most = most
        self._open: dict[Connection, None] = {}

    def add(self, connection: "Connection") -> None:
        """Let a connection in; where there are too many, the one that was idle longest is closed.

        Strangers go first: one whose request showed the secret is closed only where no stranger is idle.
        """
        self._open[connection] = None
        if len(self._open) > self._most:
            stranger = next((one for one in self._open if one.idle and not one.known), None)
            (stranger or next((one for one in self._open if one.idle), connection)).drop()

    def renew(self, connection: "Connection") -> None:
        """Note that a connection was not idle until now."""
        if connection in self._open:
            self.remove(connection)
            self._open[connection] = None

    def remove(self, connection: "Connection") -> None:
        """Forget a connection that is closed."""
        self._open.pop(connection, None)


class Connection(H11Protocol):
    """One connection. It is closed where a header, the taking of an answer, or the rest of a body that nobody wants
    takes too long.

    How long a body may take is the business of `inference.service.http.intake`, which can tell the client.
    """

    def __init__(self, others: Connections, *arguments: Any, **named: Any) -> None:
        """Be one of `others`; the rest is uvicorn's."""
        super().__init__(*arguments, **named)
        self._others = others
        self._stage = ""
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._rest = 0

    @property
    def in_work(self) -> bool:
        """Whether a whole request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    @property
    def idle(self) -> bool:
        """Whether it may be closed to make room: nothing is in work, or its client does not take the answer."""
        return not self.in_work or self.flow.write_paused

    @property
    def known(self) -> bool:
        """Whether the latest request showed the secret."""
        return self.scope is not None and SHOWN in cast(dict[str, Any], self.scope).get("state", {})

    def drop(self) -> None:
        """Close at once, without waiting for a client to take what is left for it."""
        self._others.remove(self)
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a header."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=limits.ANSWER_BYTES)
        self._others.add(self)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._others.remove(self)
        for timer in (self._timer, self._stalled):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what the client sent, and see how far its request is."""
        if self._stage == "rest":
            self._rest += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Go on with what was sent meanwhile."""
        super().on_response_complete()
        self._others.renew(self)
        self._look()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, where no answer has begun yet, and hear no more."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.drop()
        if self.cycle is not None:  # whoever answers a request that turned out to be none answers nobody
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection whose client asked nothing more, or has not even taken its answer."""
        self.drop()

    def shutdown(self) -> None:
        """Let a whole request be answered, and nothing else."""
        if self.in_work:
            self.cycle.keep_alive = False
        elif self.cycle is not None and self.cycle.response_complete:
            self.transport.close()  # once the client has the answer
        else:
            self.drop()

    def pause_writing(self) -> None:
        """Wait for the client to take more of its answer."""
        super().pause_writing()
        self._stalled = self.loop.call_later(limits.ANSWER_SECONDS, self.drop)

    def resume_writing(self) -> None:
        """Go on with the answer."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()

    def _look(self) -> None:
        """See what the client owes now, and give it its time for that."""
        ahead = len(self.conn.trailing_data[0])
        if self._rest > limits.REST_BYTES or ahead > limits.HEADER_BYTES:
            self.drop()
            return
        # Of asyncio's own transports; one that knows no such thing reads as much as it likes.
        at_once = limits.BODY_READ_BYTES if self._counts_a_body() else limits.READ_BYTES
        self.transport.max_size = at_once  # type: ignore[attr-defined]
        stage, seconds = self._owed(ahead)
        if stage != self._stage:
            self._stage, self._rest = stage, 0
            if self._timer is not None:
                self._timer.cancel()
            # Spread, so that thousands which came together do not end together and hold up the others.
            self._timer = self.loop.call_later(random.uniform(seconds / 2, seconds), self.drop) if stage else None

    def _counts_a_body(self) -> bool:
        in_body = self.conn.their_state is h11.SEND_BODY
        return in_body and not any(name == b"transfer-encoding" for name, _ in self.scope["headers"])

    def _owed(self, ahead: int) -> tuple[str, float]:
        if self.transport.is_closing():
            return "taking", limits.ANSWER_SECONDS
        if self.conn.their_state is h11.SEND_BODY and self.cycle.response_complete:
            return "rest", limits.REST_SECONDS
        if self.conn.their_state is h11.IDLE and (self.cycle is None or ahead):
            return "header", limits.HEADER_SECONDS
        return "", 0
