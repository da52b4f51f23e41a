"""Waitress, protected against clients that use up its connections.

Waitress accepts a hundred connections and closes one that has been silent for two minutes:
ninety-nine half-sent requests or idle browsers shut everyone out, and a client that sends a byte
occasionally keeps its connection for ever.

Here a request has to arrive at a steady pace, and when there are many connections, the one that has
kept the server waiting longest makes room for a new one. They are not counted by address: under
`make run`, as behind a proxy, all come from the same one.
"""

import heapq
import logging
import resource
import time
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

log = logging.getLogger(__name__)
MOST_CONNECTIONS = 500
# Connections that may come in before the next look at how many there are.
ACCEPTED_AT_ONCE = 32
THREADS = 8
# Of a browser that may send another request, or doesn't take its answer.
IDLE_SECONDS = 60
# A request has this long, and a second more for every so many bytes that have arrived: an upload
# through a poor line comes to its end, a header of one byte a second doesn't.
SECONDS_FOR_A_REQUEST = 10
BYTES_FOR_A_SECOND = 500
LONGEST_HEADER = 64 * 1024
SECONDS_BETWEEN_WARNINGS = 60
FILES_WANTED = 4096


class Channel(HTTPChannel):
    """One connection, which knows since when the server has been waiting for the other end."""

    is_dropped = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.waiting_since = time.time()
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        """As before; a request that has begun is timed from its first byte, however often more of
        it arrives.
        """
        unfinished = self.request
        was_read: bool = super().received(data)
        if self.request is not None and self.request is not unfinished:
            self.waiting_since = time.time()
        return was_read

    def service(self) -> None:
        """As before; from the end of an answer on the server waits for the next request."""
        super().service()
        self.waiting_since = time.time()

    def is_waiting(self) -> bool:
        """Whether it is the client's turn: no request is being answered, no response is unsent."""
        return not (self.requests or self.total_outbufs_len)

    def is_overdue(self, now: float) -> bool:
        """Whether the other end has taken too long over a request, over its next one, or over an
        answer.
        """
        if not self.is_waiting():
            self.waiting_since = now
            # While an answer is being made, waitress holds less than this back by itself.
            least = self.adj.send_bytes if self.requests else 1
            return bool(self.total_outbufs_len >= least) and now - self.last_activity > IDLE_SECONDS
        waited: float = now - self.waiting_since
        if self.request is None:
            return waited > IDLE_SECONDS
        arrived = self.request.header_bytes_received + self.request.body_bytes_received
        allowed: float = SECONDS_FOR_A_REQUEST + arrived / BYTES_FOR_A_SECOND
        return waited > allowed or now - self.last_activity > IDLE_SECONDS

    def drop(self) -> None:
        """Close it now. Waitress itself would wait until the other end can be written to, which may
        be never.
        """
        self.is_dropped = True
        self.handle_close()

    def readable(self) -> bool:
        """False once it is closed: a new connection may have taken over its number by then."""
        return bool(not self.is_dropped and super().readable())

    def writable(self) -> bool:
        """As `readable`: False once the connection is closed."""
        return bool(not self.is_dropped and super().writable())


class Server(TcpWSGIServer):
    """The server of `make run`. Closes connections only between two looks at what has arrived."""

    channel_class = Channel

    def __init__(
        self, application: Any, *, host: str, port: int, most: int = MOST_CONNECTIONS
    ) -> None:
        self.most = min(most, _files_allowed() // 2)
        self.dropped = 0
        self.next_warning = 0.0
        super().__init__(
            application,
            listen=f"{host}:{port}",
            threads=THREADS,
            # Above ours, so that there is always room to accept one and then to choose.
            connection_limit=self.most + 4 * ACCEPTED_AT_ONCE,
            cleanup_interval=1,
            # select() ends at file 1,024.
            asyncore_use_poll=True,
            max_request_header_size=LONGEST_HEADER,
            # As a proxy in front: a little more than we take, so that our page says why not.
            max_request_body_size=settings.LARGEST_REQUEST + 10 * 1024 * 1024,
        )

    def readable(self) -> bool:
        """Before each look at what has arrived: whether there are too many."""
        self._make_room()
        return bool(super().readable())

    def handle_accept(self) -> None:
        """Take in several at once, so that a flood doesn't fill the queue of the kernel."""
        for _ in range(ACCEPTED_AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def maintenance(self, now: float) -> None:
        """Called every second: closes overdue connections."""
        for channel in [
            channel for channel in self.active_channels.values() if channel.is_overdue(now)
        ]:
            channel.drop()
        if self.dropped and now >= self.next_warning:
            log.warning(
                "More than %d connections: %d that kept the server waiting were closed",
                self.most,
                self.dropped,
            )
            self.dropped, self.next_warning = 0, now + SECONDS_BETWEEN_WARNINGS

    def _make_room(self) -> None:
        excess = len(self.active_channels) - self.most
        if excess <= 0:
            return
        waiting = [channel for channel in self.active_channels.values() if channel.is_waiting()]
        for channel in heapq.nsmallest(excess, waiting, key=lambda channel: channel.waiting_since):
            channel.drop()
            self.dropped += 1


def _files_allowed() -> int:
    """How many files this process may have open; raised as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < FILES_WANTED:
        soft = FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, FILES_WANTED)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return FILES_WANTED if soft == resource.RLIM_INFINITY else soft
