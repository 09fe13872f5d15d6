"""Outlet: a bounded queue and a thread for each receiver, so that none slows the pipeline or another."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from streaming.errors import SendError
from streaming.events.bounded_queue import BoundedQueue
from streaming.events.types import INCLUDABLE, Event, Sample, name_of

EXTRA = "send"
"""The extra of this package that installs the libraries of the protocols."""
CAPACITY = 512
"""Events that wait for a receiver at most."""
MOST_PEOPLE = 64
"""People who came last, of whom a receiver's connection remembers something."""
_RETRY_S = (0.5, 1.0, 2.0, 4.0, 8.0)
_PATIENCE_S = 2.0  # of closing, for a receiver that takes no more
_STALLED_S = 30.0  # of closing, for a file into which nothing is written any more


class Sender(ABC):
    """Connection to one receiver, or a server for several."""

    reopens = False
    """Whether :meth:`open` may succeed after a failure."""
    includes: frozenset[str] = frozenset()
    """Samples that it always gets, of :data:`streaming.events.types.INCLUDABLE`."""
    lost = 0
    """Number of events that it dropped by itself."""
    is_file = False
    """Whether it writes a file, which is to hold every event."""

    @abstractmethod
    def open(self) -> None:
        """Connect, or begin to listen.

        Raises:
            SendError: the receiver cannot be reached, the port is in use, or a library is missing.
        """

    @abstractmethod
    def send(self, event: Event) -> None:
        """Send one event.

        Raises:
            SendError: the receiver is gone.
        """

    @abstractmethod
    def close(self) -> None:
        """End the connection; idempotent, never raises."""


@dataclass(frozen=True, slots=True)
class OutletState:
    """State of one receiver.

    Attributes:
        address: where it is.
        sent: number of events sent.
        lost: number of events dropped because it was too slow or gone.
        trouble: why it gets nothing at present; empty if it does.
    """

    address: str
    sent: int
    lost: int
    trouble: str


class Outlet:
    """Queue and thread of one receiver. Connected on construction."""

    def __init__(
        self, address: str, sender: Sender, *, include: Collection[str] = INCLUDABLE, capacity: int = CAPACITY
    ) -> None:
        """Connect and start the thread.

        Args:
            address: for messages.
            sender: the connection.
            include: samples that it gets beside those it always gets; others are left out.
            capacity: events that may wait.

        Raises:
            SendError: the receiver cannot be reached.
        """
        self.address, self._sender = address, sender
        self._include = sender.includes | frozenset(include)
        self._queue: BoundedQueue[Event] = BoundedQueue(capacity, lambda event: isinstance(event, Sample))
        self._changed = self._queue.changed
        self._closing = threading.Event()
        self._sent = self._lost = 0
        self._trouble = ""
        self._dead = False  # gone for good
        self._closed = False  # nothing is sent any more
        sender.open()
        self._thread = threading.Thread(target=self._run, name=f"send {address}", daemon=True)
        self._thread.start()

    @property
    def state(self) -> OutletState:
        """The current state."""
        with self._changed:
            lost = self._lost + self._sender.lost
            return OutletState(self.address, self._sent, lost, self._trouble)

    def put(self, events: Sequence[Event], *, waits: bool = False) -> None:
        """Queue events.

        When the queue is full, a sample is dropped before any other event, and the oldest event otherwise.

        Args:
            events: in order.
            waits: whether to wait for room, as long as the receiver is well; for files, which nobody watches.
        """
        for event in events:
            if isinstance(event, Sample) and name_of(event) not in self._include:
                continue
            with self._changed:
                while waits and self._queue.is_full and self._is_well():
                    self._changed.wait()
                if self._closing.is_set():
                    return
                if self._dead:
                    self._lost += 1
                    continue
                self._lost += self._queue.put(event)

    def close(self) -> None:
        """Send what waits, unless the receiver takes nothing any more, and end; idempotent.

        A file gets everything that waits, however long that takes on a busy machine.
        """
        with self._changed:
            self._closing.set()
            self._queue.finish()
        self._thread.join(_PATIENCE_S)
        stalled_s = 0.0
        while self._sender.is_file and self._thread.is_alive() and stalled_s < _STALLED_S:
            before = self._sent
            self._thread.join(_PATIENCE_S)
            stalled_s = 0.0 if self._sent > before else stalled_s + _PATIENCE_S
        with self._changed:
            self._closed = True
        self._sender.close()  # which ends a call that does not return, where that is possible
        self._thread.join(_PATIENCE_S)

    def _is_well(self) -> bool:
        return not self._trouble and not self._closing.is_set()

    def _run(self) -> None:
        while taken := self._queue.take():
            with self._changed:
                if self._closed:
                    self._lost += 1
                    continue
            try:
                self._sender.send(taken[0])
            except SendError as error:
                if not self._recover(str(error)):
                    return
            else:
                with self._changed:
                    self._sent += 1

    def _recover(self, trouble: str) -> bool:
        """Connect again; return False if that is not possible."""
        with self._changed:
            self._lost += 1
            self._trouble = trouble
            self._changed.notify_all()
        attempt = 0
        while self._sender.reopens:
            if self._closing.wait(_RETRY_S[min(attempt, len(_RETRY_S) - 1)]):
                break
            attempt += 1
            self._sender.close()
            try:
                self._sender.open()
            except SendError as error:
                with self._changed:
                    self._trouble = str(error)
                continue
            with self._changed:
                self._trouble = ""
            return True
        self._discard()
        return False

    def _discard(self) -> None:
        """Count everything as lost from now on."""
        with self._changed:
            self._lost += self._queue.clear()
            self._dead = True
            self._changed.notify_all()
