"""A receiver that is slow or gone: nothing waits for it, everything it misses is counted."""

from __future__ import annotations

import threading

import pytest

from streaming.errors import SendError
from streaming.events import outlet as outlet_module
from streaming.events.jsonl import JsonLinesSender
from streaming.events.outlet import Outlet, Sender
from streaming.events.types import Joints

from ...support.scripted import GUARD_S
from ...support.sent_events import BEGIN, END, Received, joints

pytestmark = pytest.mark.usefixtures("no_thread_left")


class Scripted(Sender):
    """A receiver that is slow, breaks and comes back when a test says so."""

    def __init__(self, *, reopens: bool = True):
        self.reopens = reopens
        self.got, self.opened = Received(), Received()
        self.go, self.entered = threading.Event(), threading.Event()
        self.go.set()
        self.broken = self.absent = False

    def open(self) -> None:
        absent = self.absent
        self.opened.put(not absent)
        if absent:
            raise SendError("nobody there")

    def send(self, event) -> None:
        self.entered.set()
        assert self.go.wait(GUARD_S)
        if self.broken:
            raise SendError("gone")
        self.got.put(event)

    def close(self) -> None:
        self.go.set()


def test_events_arrive_in_order_and_all_of_them_before_it_closes():
    sender = Scripted()
    outlet = Outlet("x", sender)
    outlet.put([joints(k) for k in range(100)])
    outlet.close()
    outlet.close()
    assert [each.time_s for each in sender.got.take(100)] == list(range(100))
    assert (outlet.state.sent, outlet.state.lost, outlet.state.trouble) == (100, 0, "")


def test_a_file_gets_every_event_before_it_is_closed_however_busy_the_machine_is(tmp_path, monkeypatch):
    monkeypatch.setattr(outlet_module, "_PATIENCE_S", 1e-4)
    path = tmp_path / "events.jsonl"
    outlet = Outlet("x", JsonLinesSender(str(path)))
    outlet.put([joints(k) for k in range(400)])
    outlet.close()
    assert len(path.read_text().splitlines()) == 400
    assert (outlet.state.sent, outlet.state.lost, outlet.state.trouble) == (400, 0, "")


def test_nothing_is_sent_after_closing(monkeypatch):
    monkeypatch.setattr(outlet_module, "_PATIENCE_S", 0.0)
    sender = Scripted()
    sender.go.clear()
    outlet = Outlet("x", sender)
    outlet.put([joints(k) for k in range(10)])
    assert sender.entered.wait(GUARD_S)
    outlet.close()  # lets go of the first event, which was on its way
    outlet._thread.join(GUARD_S)
    assert not outlet._thread.is_alive()
    assert (outlet.state.sent, outlet.state.lost) == (1, 9)


def test_a_slow_receiver_loses_samples_before_events():
    sender = Scripted()
    outlet = Outlet("x", sender, capacity=4)
    sender.go.clear()
    outlet.put([joints(0)])
    assert sender.entered.wait(GUARD_S)  # its thread is stuck with this one
    outlet.put([joints(1), joints(2), joints(3), joints(4)])  # the queue is full
    outlet.put([joints(5), BEGIN, END])
    assert outlet.state.lost == 3
    sender.go.set()
    outlet.close()
    got = sender.got.take(5)
    assert [each.time_s if isinstance(each, Joints) else each for each in got] == [0, 3, 4, BEGIN, END]


def test_of_events_alone_the_oldest_goes():
    sender = Scripted()
    outlet = Outlet("x", sender, capacity=2)
    sender.go.clear()
    outlet.put([joints(0)])
    assert sender.entered.wait(GUARD_S)
    outlet.put([BEGIN, BEGIN, END])
    sender.go.set()
    outlet.close()
    assert sender.got.take(3)[1:] == [BEGIN, END]
    assert outlet.state.lost == 1


def test_for_a_file_it_waits_for_room():
    sender = Scripted()
    outlet = Outlet("x", sender, capacity=2)
    sender.go.clear()
    done = threading.Event()

    def fill() -> None:
        outlet.put([joints(k) for k in range(50)], waits=True)
        done.set()

    filler = threading.Thread(target=fill)
    filler.start()
    assert sender.entered.wait(GUARD_S) and not done.is_set()
    sender.go.set()
    assert done.wait(GUARD_S)
    filler.join()
    outlet.close()
    assert len(sender.got.take(50)) == 50 and outlet.state.lost == 0


def test_a_receiver_that_comes_back_is_connected_again(monkeypatch):
    monkeypatch.setattr(outlet_module, "_RETRY_S", (0.0,))
    sender = Scripted()
    outlet = Outlet("x", sender)
    sender.opened.take(1)
    sender.broken = sender.absent = True
    outlet.put([BEGIN])
    assert sender.opened.take(3) == [False] * 3
    assert outlet.state.trouble == "nobody there"
    sender.broken = sender.absent = False
    while not sender.opened.take(1)[0]:
        pass
    outlet.put([END])
    assert sender.got.take(1) == [END]
    outlet.close()
    assert (outlet.state.sent, outlet.state.lost, outlet.state.trouble) == (1, 1, "")


def test_it_closes_at_once_while_it_waits_for_the_next_try(monkeypatch):
    monkeypatch.setattr(outlet_module, "_RETRY_S", (1e6,))
    sender = Scripted()
    outlet = Outlet("x", sender)
    sender.broken = True
    outlet.put([BEGIN, END])
    assert sender.entered.wait(GUARD_S)
    outlet.close()
    assert outlet.state.lost == 2 and outlet.state.trouble == "gone"


def test_what_does_not_come_back_costs_nothing_any_more():
    sender = Scripted(reopens=False)
    outlet = Outlet("x", sender, capacity=1)
    sender.broken = True
    outlet.put([BEGIN])
    outlet._thread.join(GUARD_S)
    outlet.put([joints(k) for k in range(1000)] + [END], waits=True)  # would wait forever for room
    assert outlet.state.lost == 1002 and outlet.state.trouble == "gone"
    outlet.close()


def test_a_receiver_that_never_takes_an_event_does_not_hold_up_the_end(monkeypatch):
    monkeypatch.setattr(outlet_module, "_PATIENCE_S", 0.05)
    sender = Scripted()
    outlet = Outlet("x", sender)
    sender.go.clear()
    outlet.put([BEGIN])
    assert sender.entered.wait(GUARD_S)
    outlet.close()  # closing the sender lets its thread go
    outlet._thread.join(GUARD_S)
