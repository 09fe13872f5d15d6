"""WebSocket server: every client gets all events as JSON text.

It takes no commands: what clients send is read and ignored. Web pages of other sites are refused by their
origin, since a browser would let any page connect to a server on the same computer, and thus watch its user.
"""

from __future__ import annotations

import hmac
import logging
import re
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from streaming.errors import SendError
from streaming.events.address import Address
from streaming.events.bounded_queue import BoundedQueue
from streaming.events.outlet import CAPACITY, EXTRA, Sender
from streaming.events.types import Event, Hello, People, Sample, to_json
from streaming.extras import import_extra

if TYPE_CHECKING:
    from websockets.http11 import Request, Response
    from websockets.sync.server import Server, ServerConnection

# What becomes of a client that hangs up or talks nonsense is for who looks for it, and not printed.
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_OWN_PAGES = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
_MOST_CLIENTS = 32
_MOST_READ = 1024  # bytes of a message from a client, which is ignored
_END_S = 2.0


class WebSocketSender(Sender):
    """Server of events. A client that is too slow loses samples first, and is never waited for."""

    def __init__(self, address: Address) -> None:
        """Take host, port and token."""
        self._address = address
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._clients: set[_Client] = set()
        self._lock = threading.Lock()
        self._greeting: dict[type, str] = {}  # newest of what a new client must know

    def open(self) -> None:
        """Listen; see :class:`streaming.events.outlet.Sender`."""
        server = import_extra("websockets.sync.server", "websockets", EXTRA, SendError)
        try:
            self._server = server.serve(
                self._serve,
                self._address.host,
                self._address.port,
                process_request=self._check,
                max_size=_MOST_READ,
                compression=None,
                close_timeout=_END_S,
                server_header=None,
                logger=_log,
            )
        except (OSError, OverflowError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SendError(
                f"cannot listen on {self._address.text}: {reason}", remedy="Choose another port"
            ) from None
        self._thread = threading.Thread(
            target=self._server.serve_forever, name=f"serve {self._address.text}", daemon=True
        )
        self._thread.start()

    def send(self, event: Event) -> None:
        """Queue an event for every client; see :class:`streaming.events.outlet.Sender`."""
        text, droppable = to_json(event), isinstance(event, Sample)
        with self._lock:
            if isinstance(event, (Hello, People)):
                self._greeting[type(event)] = text
            clients = tuple(self._clients)
        for client in clients:
            self.lost += client.put(text, droppable=droppable)

    def close(self) -> None:
        """Disconnect everybody and end; see :class:`streaming.events.outlet.Sender`."""
        if self._server is None or self._thread is None:
            return
        with self._lock:
            clients = tuple(self._clients)
        for client in clients:  # before the server closes their connections
            client.finish()
        self._server.shutdown()
        self._thread.join(_END_S)
        self._server = None

    @property
    def clients(self) -> int:
        """Number of clients."""
        with self._lock:
            return len(self._clients)

    def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse clients without the token, other sites' pages, and more clients than can be served."""
        if self._address.token:
            query = request.path.partition("?")[2].partition("#")[0]  # what comes before may be anything
            token = parse_qs(query).get("token", [""])[0]
            if not hmac.compare_digest(token.encode(), self._address.token.encode()):
                return connection.respond(401, "The token is missing or wrong.\n")
        elif not all(map(_OWN_PAGES.fullmatch, request.headers.get_all("Origin"))):
            return connection.respond(403, "Pages of other sites need a token.\n")
        if self.clients >= _MOST_CLIENTS:
            return connection.respond(503, f"There are {_MOST_CLIENTS} clients already.\n")
        return None

    def _serve(self, connection: ServerConnection) -> None:
        """Serve one client, on a thread of its own."""
        exceptions: Any = import_extra("websockets.exceptions", "websockets", EXTRA, SendError)
        client = _Client(connection, exceptions.ConnectionClosed)
        with self._lock:
            greeting = tuple(self._greeting.values())
            self._clients.add(client)
        try:
            for text in greeting:
                client.put(text, droppable=False)
            for _ in connection:  # reading also answers pings and notices the end
                pass
        except exceptions.ConnectionClosed:
            return
        finally:
            with self._lock:
                self._clients.discard(client)
            client.finish()


class _Client:
    """Queue and thread of one client."""

    def __init__(self, connection: ServerConnection, closed: type[Exception]) -> None:
        self._connection, self._closed_error = connection, closed
        self._texts: BoundedQueue[tuple[str, bool]] = BoundedQueue(CAPACITY, lambda queued: queued[1])
        self._thread = threading.Thread(target=self._run, name="websocket client", daemon=True)
        self._thread.start()

    def put(self, text: str, *, droppable: bool) -> int:
        """Queue a text; return how many texts were dropped for it, itself included."""
        return self._texts.put((text, droppable))

    def finish(self) -> None:
        """Send what waits, for a moment at most, and close."""
        self._texts.finish()
        if threading.current_thread() is not self._thread:
            self._thread.join(_END_S)

    def _run(self) -> None:
        try:
            while taken := self._texts.take():
                self._connection.send(taken[0][0])
        except (self._closed_error, OSError):
            return
        self._connection.close()
