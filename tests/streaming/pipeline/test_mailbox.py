"""The mailbox of one: newest wins or the sender waits; nothing is lost unseen, nothing piles up."""

from __future__ import annotations

import gc
import threading
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.pipeline.mailbox import STOPPED, ClosedError, Mailbox

from ...support.scripted import GUARD_S

pytestmark = pytest.mark.usefixtures("no_thread_left")


def in_thread(work) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def join(thread: threading.Thread) -> None:
    thread.join(GUARD_S)
    assert not thread.is_alive()


@given(st.lists(st.sampled_from(["put", "poll"]), max_size=50))
def test_newest_wins_and_every_item_is_taken_or_counted(steps):
    box = Mailbox()
    put, waiting, taken = 0, None, []
    for step in steps:
        if step == "put":
            put += 1
            box.put(put, "slow reader")
            waiting = put
        else:
            got = box.poll()
            assert got == waiting
            waiting = None
            taken += [] if got is None else [got]
    left = 0 if waiting is None else 1
    assert len(taken) + left + box.drops.get("slow reader", 0) == put
    assert taken == sorted(taken)


def test_drops_are_told_by_cause():
    told = []
    box = Mailbox(on_drop=lambda cause, lost: told.append((cause, lost)))
    box.put(1, "a")
    box.put(2, "b")
    box.put(3, "c")
    assert box.drops == {"b": 1, "c": 1} and told == [("b", 1), ("c", 1)]
    assert box.take() == 3


def test_a_waiting_mailbox_passes_everything_on_in_order():
    box = Mailbox(waits=True)
    received = []

    def receive():
        with pytest.raises(ClosedError):
            while True:
                received.append(box.take())

    thread = in_thread(receive)
    for item in range(2000):
        box.put(item)
    box.close()
    join(thread)
    assert received == list(range(2000)) and box.drops == {}


def test_what_is_in_a_closed_mailbox_can_still_be_taken():
    box = Mailbox()
    box.put(1)
    box.close()
    assert not box.finished
    with pytest.raises(ClosedError):
        box.put(2)
    assert box.take() == 1 and box.finished
    with pytest.raises(ClosedError):
        box.take()
    with pytest.raises(ClosedError):
        box.poll()


def test_an_error_comes_out_after_the_last_item_as_itself_and_again():
    box = Mailbox()
    error = OSError("unplugged")
    box.put(1)
    box.close(error)
    box.close(ValueError("too late"))
    assert box.take() == 1
    depths = []
    for _ in range(3):
        with pytest.raises(OSError, match="unplugged") as caught:
            box.poll()
        assert caught.value is error
        depths.append(len(caught.traceback))
    assert depths[0] == depths[2]  # the traceback does not grow


@pytest.mark.parametrize("end", ["abort", "close"])
def test_whoever_waits_is_woken_at_the_end(end):
    full = Mailbox(waits=True)
    empty = Mailbox()
    full.put(1)
    about_to_wait = threading.Barrier(3)
    woken = []

    def send():
        about_to_wait.wait(GUARD_S)
        with pytest.raises(ClosedError):
            full.put(2)
        woken.append("sender")

    def receive():
        about_to_wait.wait(GUARD_S)
        with pytest.raises(ClosedError):
            empty.take()
        woken.append("receiver")

    threads = [in_thread(send), in_thread(receive)]
    about_to_wait.wait(GUARD_S)
    for box in (full, empty):
        getattr(box, end)()
    for thread in threads:
        join(thread)
    assert sorted(woken) == ["receiver", "sender"]
    assert full.drops == ({STOPPED: 1} if end == "abort" else {})


def test_waiting_for_a_time_gives_up():
    box = Mailbox()
    assert box.take_within(0.001) is None
    box.put(5)
    assert box.take_within(0.001) == 5


def test_merging_joins_what_waits_with_what_is_new():
    def join_dicts(old, new):
        return {**old, **new}, len(old.keys() & new.keys())

    box = Mailbox(merge=join_dicts)
    box.put({"a": 1})
    box.put({"b": 2}, "busy")
    assert box.drops == {}
    box.put({"a": 3}, "busy")
    assert box.drops == {"busy": 1}
    assert box.poll() == {"a": 3, "b": 2}
    box.put({"a": 1, "b": 2})
    box.abort()
    assert box.drops[STOPPED] == 2


def test_a_stalled_reader_does_not_make_memory_grow():
    box = Mailbox()
    alive = []
    for number in range(300):
        item = np.full(1000, number)
        alive.append(weakref.ref(item))
        box.put(item)
        del item
    gc.collect()
    assert sum(ref() is not None for ref in alive) == 1
