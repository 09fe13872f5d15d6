"""Events for tests of what carries them, and waiting for something that another thread does."""

from __future__ import annotations

import queue
import socket

from streaming.events.types import Action, Begin, End, Event, Hello, Joints, People

from .scripted import GUARD_S

UNIX_S = 1_700_000_000.5
HELLO = Hello(1, "mans-live", "0", "camera 0", "a model", ("wave", "squat"))
BEGIN = Begin("7", "wave", 0.75, True, 1.5, UNIX_S)
END = End("7", "wave", 1.5, True, 2.75, UNIX_S)
ACTION = Action("7", "wave", 1.25, 2.5, 0.8, 3, 2.75, UNIX_S)
PEOPLE = People(("7", "8"), 1.5, UNIX_S)


def joints(number: int) -> Joints:
    """A sample that can be told from others by its time."""
    return Joints("7", {"HandLeft": (0.5, 1.0, 2.0, 2.0)}, float(number), UNIX_S)


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Received:
    """What a receiver has got, to be waited for."""

    def __init__(self):
        self._queue: queue.Queue = queue.Queue()

    def put(self, item) -> None:
        self._queue.put(item)

    def take(self, count: int) -> list:
        return [self._queue.get(timeout=GUARD_S) for _ in range(count)]


def all_kinds() -> list[Event]:
    return [HELLO, PEOPLE, BEGIN, joints(1), END, ACTION]
