"""OSC, received by a server of the library over a real socket."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.errors import SendError
from streaming.events.address import parse_address
from streaming.events.osc import OscSender, messages
from streaming.events.types import Attention, Bye, Change, Progress, Scores

from ...support.sent_events import ACTION, BEGIN, END, HELLO, PEOPLE, UNIX_S, Received, joints

server_module = pytest.importorskip("pythonosc.osc_server")
dispatcher_module = pytest.importorskip("pythonosc.dispatcher")
pytestmark = pytest.mark.usefixtures("no_thread_left")


@pytest.fixture
def receiver():
    """A server on a free port, and what it has got."""
    got, dispatcher = Received(), dispatcher_module.Dispatcher()
    dispatcher.set_default_handler(lambda address, *arguments: got.put((address, *arguments)))
    server = server_module.BlockingOSCUDPServer(("127.0.0.1", 0), dispatcher)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1], got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_receiver_gets_each_event_as_documented(receiver):
    port, got = receiver
    sender = OscSender(parse_address(f"osc://localhost:{port}/stage"))
    sender.open()
    for event in (HELLO, PEOPLE, BEGIN, joints(1), END, ACTION, Bye()):
        sender.send(event)
    sender.close()
    assert got.take(7) == [
        ("/stage/hello", 1, "mans-live", "0", "camera 0", "a model"),
        ("/stage/people", 2, "7", "8"),
        ("/stage/7/begin", "wave", 0.75, 1),
        ("/stage/7/joints/HandLeft", 0.5, 1.0, 2.0, 2.0),
        ("/stage/7/end", "wave", 1.25, 1),
        ("/stage/7/action", "wave", pytest.approx(0.8), 1.25, 0.25, 3),
        ("/stage/bye",),
    ]


def test_every_other_event():
    at = (1.5, UNIX_S)
    assert list(messages(Change("7", "squat", "wave", 0.5, False, *at))) == [
        ("/mans/7/change", ["squat", 0.5, 0, "wave"])
    ]
    assert list(messages(Progress("7", "arm up", 0.25, *at))) == [("/mans/7/progress/arm_up", [0.25])]
    assert list(messages(Attention("7", "wave", (0.0, 0.1), (0.25, 0.75), None, *at))) == [
        ("/mans/7/attention", [0.25, 0.75])
    ]
    assert list(messages(Scores("7", {"wave": 0.9, "no action": 0.1}, *at))) == [
        ("/mans/7/scores/wave", [0.9]),
        ("/mans/7/scores/no_action", [0.1]),
    ]


@given(st.text(max_size=30))
def test_no_label_breaks_an_address(label):
    ((path, _),) = messages(Progress("7", label, 0.5, 1.5, UNIX_S))
    assert path.startswith("/mans/7/progress/") and not set(path[len("/mans/7/progress/") :]) & set(
        " #*,/?[]{}"
    )


def test_that_nobody_listens_is_no_fault():
    sender = OscSender(parse_address("osc://127.0.0.1:9"))
    sender.open()
    for _ in range(20):
        sender.send(BEGIN)
    sender.close()


def test_a_host_that_is_none_is_told_at_once():
    with pytest.raises(SendError, match="not reachable.*Check host"):
        OscSender(parse_address("osc://no-such-host.invalid:9000")).open()
