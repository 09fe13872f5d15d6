"""The queue of outlets and of WebSocket clients: samples go first, and nobody waits."""

from __future__ import annotations

import threading

from streaming.events.bounded_queue import BoundedQueue

from ...support.waiting import LONGEST_S


def drained(queue: BoundedQueue[str]) -> list[str]:
    queue.finish()
    return [item for taken in iter(queue.take, []) for item in taken]


def test_when_it_is_full_samples_go_first_and_then_the_oldest():
    queue: BoundedQueue[str] = BoundedQueue(3, str.islower)
    assert [queue.put(item) for item in "aBcDd"] == [0, 0, 0, 1, 1]  # "D" costs "a"; "d" is dropped itself
    assert queue.is_full
    assert [queue.put(item) for item in "EF"] == [1, 1]  # "c", and then there is no sample: "B"
    assert drained(queue) == ["D", "E", "F"]
    assert queue.put("G") == 0 and queue.take() == []  # after the end


def test_who_waits_gets_the_next_item_and_the_end():
    queue: BoundedQueue[str] = BoundedQueue(3, str.islower)
    taken: list[list[str]] = []
    thread = threading.Thread(target=lambda: taken.extend([queue.take(), queue.take()]))
    thread.start()
    queue.put("A")
    queue.finish()
    thread.join(LONGEST_S)
    assert taken == [["A"], []]


def test_what_is_cleared_is_counted():
    queue: BoundedQueue[str] = BoundedQueue(3, str.islower)
    for item in "AB":
        queue.put(item)
    assert queue.clear() == 2 and drained(queue) == []
