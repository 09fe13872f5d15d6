"""Targets: what listens on a socket. Anybody on the network can send it anything."""

from __future__ import annotations

import logging
import socket
import sys
import traceback
from pathlib import Path

from streaming.events.address import parse_address
from streaming.events.types import Hello
from streaming.events.websocket import WebSocketSender
from tools.fuzzing.target import Run, Target, UnsoundError

_HEAD = b"\r\n".join(
    [
        *(b"GET /?token=secret HTTP/1.1", b"Host: 127.0.0.1", b"Origin: http://localhost:8080"),
        *(b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
        *(b"Sec-WebSocket-Version: 13", b"", b""),
    ]
)
# Masked by zeros: a text, a ping, and the end.
_SAID = b"\x81\x85\0\0\0\0hello" + b"\x89\x82\0\0\0\0hi" + b"\x88\x82\0\0\0\0\x03\xe8"
_ANSWERED_S = 5.0
_SERVER = Path(sys.modules[WebSocketSender.__module__].__file__ or "")


class _Errors(logging.Handler):
    """Collects errors of the program's own code; websockets logs them, and its own with a client gone."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.raised: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error of a record."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and any(
            Path(frame.filename) == _SERVER for frame in traceback.extract_tb(error.__traceback__)
        ):
            self.raised.append(error)


def _websocket(token: str) -> Target:
    """Return the target of the server of events, with or without a token."""

    def prepare(folder: Path) -> Run:
        errors = _Errors()
        logging.getLogger(WebSocketSender.__module__).addHandler(errors)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        query = f"?token={token}" if token else ""
        server = WebSocketSender(parse_address(f"ws://127.0.0.1:{port}{query}"))
        server.open()
        server.send(Hello(1, "fuzzer", "0", "nothing", "none", ("wave",)))

        def run(path: Path) -> None:
            errors.raised.clear()
            with socket.create_connection(("127.0.0.1", port), _ANSWERED_S) as client:
                try:
                    client.sendall(path.read_bytes())
                    client.shutdown(socket.SHUT_WR)
                    while client.recv(65536):
                        pass
                except TimeoutError:
                    raise UnsoundError("a client that is neither answered nor sent away") from None
                except OSError:
                    pass  # the server may hang up while it is being talked to
            for error in errors.raised:
                raise error

        return run

    return Target(lambda folder: [_HEAD + _SAID, _HEAD], prepare, ())


SOCKETS: dict[str, Target] = {"websocket": _websocket(""), "websocket-token": _websocket("secret")}
"""Name to target."""
