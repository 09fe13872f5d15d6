"""The WebSocket server, with real clients."""

from __future__ import annotations

import json
import socket

import pytest

from streaming.errors import SendError
from streaming.events import websocket as websocket_module
from streaming.events.address import parse_address
from streaming.events.outlet import CAPACITY
from streaming.events.types import Begin, name_of
from streaming.events.websocket import WebSocketSender

from ...support.scripted import GUARD_S
from ...support.sent_events import BEGIN, HELLO, PEOPLE, all_kinds, free_port, joints
from ...support.waiting import wait_until

client_module = pytest.importorskip("websockets.sync.client")
exceptions = pytest.importorskip("websockets.exceptions")
pytestmark = pytest.mark.usefixtures("no_thread_left")


@pytest.fixture
def serve():
    """Starts a server on a free port; all end with the test."""
    servers = []

    def start(query: str = "") -> tuple[WebSocketSender, str]:
        address = f"ws://127.0.0.1:{free_port()}"
        sender = WebSocketSender(parse_address(address + query))
        sender.open()
        servers.append(sender)
        return sender, address

    yield start
    for server in servers:
        server.close()


def connect(address: str, **options):
    return client_module.connect(address, open_timeout=GUARD_S, compression=None, **options)


def take(client, count: int) -> list[dict]:
    return [json.loads(client.recv(timeout=GUARD_S)) for _ in range(count)]


def test_every_client_gets_every_event_and_a_late_one_what_it_must_know(serve):
    server, address = serve()
    server.send(HELLO)
    with connect(address) as early:
        assert take(early, 1)[0]["actions"] == ["wave", "squat"]
        for event in all_kinds()[1:]:
            server.send(event)
        assert [each["event"] for each in take(early, 5)] == [name_of(each) for each in all_kinds()[1:]]
        with connect(address) as late:
            assert [each["event"] for each in take(late, 2)] == ["hello", "people"]
            server.send(BEGIN)
            assert take(late, 1) == take(early, 1)
    wait_until(lambda: server.clients == 0, "both clients gone")


def test_the_last_events_arrive_before_it_closes(serve):
    server, address = serve()
    with connect(address) as client:
        wait_until(lambda: server.clients == 1, "the client")
        for k in range(100):
            server.send(joints(k))
        server.close()
        assert [each["time_s"] for each in take(client, 100)] == list(range(100))
        with pytest.raises(exceptions.ConnectionClosedOK):
            client.recv(timeout=GUARD_S)


def test_what_clients_send_is_ignored_and_a_flood_ends_the_connection(serve):
    server, address = serve()
    with connect(address) as client:
        client.send("stop")
        client.send(b"\x00")
        wait_until(lambda: server.clients == 1, "the client")
        server.send(BEGIN)
        assert take(client, 1)[0]["event"] == "begin"
        client.send("x" * 100_000)
        with pytest.raises(exceptions.ConnectionClosed):
            client.recv(timeout=GUARD_S)


def test_a_client_that_does_not_read_slows_nobody_and_is_counted(serve):
    server, address = serve()
    with connect(address, max_queue=1) as stuck, connect(address) as quick:
        wait_until(lambda: server.clients == 2, "both clients")
        events = [joints(k) for k in range(200)]
        # Its buffers and queue fill up, however large the system makes them.
        for _ in range(1000):
            for event in events:
                server.send(event)
            take(quick, len(events))
            if server.lost:
                break
        assert server.lost > 0
        server.send(BEGIN)
        assert take(quick, 1)[0]["event"] == "begin"
        # The one that was stuck reads again: samples gave way, the beginning of an action did not.
        while take(stuck, 1)[0]["event"] != "begin":
            pass


@pytest.mark.parametrize("origin", ["http://localhost:8000", "http://127.0.0.1", "https://[::1]:8443", None])
def test_pages_of_this_computer_may_connect(serve, origin):
    _, address = serve()
    with connect(address, origin=origin):
        pass


@pytest.mark.parametrize(
    "origin",
    ["http://example.com", "http://localhost.example.com", "null", "http://127.0.0.1.example.com:80"],
)
def test_pages_of_other_sites_may_not(serve, origin):
    _, address = serve()
    with pytest.raises(exceptions.InvalidStatus) as refused:
        connect(address, origin=origin)
    assert refused.value.response.status_code == 403


def test_with_a_token_only_who_has_it_gets_in(serve):
    _, address = serve("?token=open-sesame")
    for wrong in ("", "?token=", "?token=open", "?token=open-sesame2"):
        with pytest.raises(exceptions.InvalidStatus) as refused:
            connect(address + "/" + wrong)
        assert refused.value.response.status_code == 401
    with connect(address + "/?token=open-sesame", origin="null"):
        pass


@pytest.mark.parametrize("query", ["", "?token=open-sesame"])
@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (b"http://[", b""),  # no address
        (b"/", b"Origin: http://example.com\r\nOrigin: http://localhost\r\n"),
        (b"/", b"Origin: http://localhost\r\nOrigin: http://example.com\r\n"),
    ],
)
def test_a_strange_request_is_refused_and_nothing_is_printed(serve, capfd, query, path, headers):
    _, address = serve(query)
    host, port = address.removeprefix("ws://").split(":")
    request = b"GET " + path + b" HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    request += b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + headers
    with socket.create_connection((host, int(port)), GUARD_S) as client:
        client.sendall(request + b"\r\n")
        status = client.recv(12)
        client.shutdown(socket.SHUT_WR)
        while client.recv(4096):
            pass
    allowed = not query and not headers
    assert status == (b"HTTP/1.1 101" if allowed else b"HTTP/1.1 401" if query else b"HTTP/1.1 403")
    assert capfd.readouterr().err == ""


def test_there_is_an_end_to_the_number_of_clients(serve, monkeypatch):
    monkeypatch.setattr(websocket_module, "_MOST_CLIENTS", 1)
    server, address = serve()
    with connect(address):
        wait_until(lambda: server.clients == 1, "the client")
        with pytest.raises(exceptions.InvalidStatus) as refused:
            connect(address)
        assert refused.value.response.status_code == 503


def test_a_port_in_use_is_told(serve):
    _, address = serve()
    with pytest.raises(SendError, match=r"cannot listen on ws://127.*Choose another port"):
        WebSocketSender(parse_address(address)).open()


def test_no_more_than_a_queue_is_kept_for_a_client(serve):
    server, address = serve()
    with connect(address, max_queue=None):
        wait_until(lambda: server.clients == 1, "the client")
        (client,) = server._clients
        with client._texts.changed:  # its thread cannot take anything
            lost = [client.put(str(k), droppable=False) for k in range(CAPACITY + 3)]
            assert client._texts.is_full and sum(lost) >= 2


def test_greeting_holds_the_newest_of_each(serve):
    server, address = serve()
    server.send(HELLO)
    server.send(PEOPLE)
    server.send(Begin("8", "wave", 0.5, False, 2.0, 0.0))
    with connect(address) as client:
        assert [each["event"] for each in take(client, 2)] == ["hello", "people"]
