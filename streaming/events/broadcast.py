"""Broadcast: all receivers of a run, and the streams whose events they get."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from streaming.errors import SendError
from streaming.events.address import Address, parse_address
from streaming.events.jsonl import STDOUT, JsonLinesSender
from streaming.events.lsl import LslSender
from streaming.events.maker import EventMaker, NameProvisional
from streaming.events.mqtt import MqttSender
from streaming.events.osc import OscSender
from streaming.events.outlet import Outlet, OutletState, Sender
from streaming.events.rerun import RerunSender
from streaming.events.types import INCLUDABLE, SCHEMA, Bye, Event, Hello
from streaming.events.websocket import WebSocketSender
from streaming.pipeline.chain import Chain
from streaming.pipeline.results import Result, Sight
from streaming.pipeline.tap import Tap
from streaming.program import NAME, program_version
from streaming.recognition.decision import DecisionSettings
from streaming.recognition.prediction import NO_ACTION

Describe = Callable[[Any], tuple[str, Sequence[str]]]
"""Takes a recogniser, and returns the name of its model and its actions."""


class Broadcast:
    """Receivers of events; use it as a context manager, or close it.

    Attributes:
        given: the addresses as given.
        addresses: what they say.
        include: samples that all receivers get, too.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        include: Collection[str] = (),
        name_provisional: NameProvisional = lambda label, known: label,
    ) -> None:
        """Connect to all receivers.

        Args:
            addresses: where to send to; see :data:`streaming.events.address.FORMS`.
            include: samples to send, too, of :data:`streaming.events.types.INCLUDABLE`.
            name_provisional: how a provisional label is called.

        Raises:
            SendError: an address is invalid or given twice, a receiver cannot be reached, a port is in use
                or a library is missing. No receiver stays connected then.
            WriteError: the file of JSON lines exists, or cannot be made.
        """
        if wrong := sorted(set(include) - set(INCLUDABLE)):
            raise SendError(f"{wrong[0]!r} to include", expected=", ".join(INCLUDABLE))
        self.given, self.include, self._name = tuple(addresses), frozenset(include), name_provisional
        self.addresses = tuple(map(parse_address, addresses))
        texts = [address.text for address in self.addresses]
        if twice := next((text for text in texts if texts.count(text) > 1), None):
            raise SendError(f"{twice} twice", expected="each address once")
        self._outlets: list[Outlet] = []
        self._made = self.include  # samples that some receiver gets
        self._greeted = False
        try:
            for address in self.addresses:
                sender = _sender(address)
                self._outlets.append(Outlet(address.text, sender, include=self.include))
                self._made |= sender.includes
        except BaseException:
            self.close()
            raise

    @property
    def takes_stdout(self) -> bool:
        """Whether the standard output holds events, so that nothing else may be printed there."""
        return any(each.scheme == "jsonl" and each.name == STDOUT for each in self.addresses)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that events are written to."""
        return tuple(
            Path(each.name)
            for each in self.addresses
            if each.scheme in ("jsonl", "rerun") and each.name not in ("", STDOUT) and not each.host
        )

    def states(self) -> tuple[OutletState, ...]:
        """Return the state of each receiver."""
        return tuple(outlet.state for outlet in self._outlets)

    def attach(self, chain: Chain[Any], source: str, describe: Describe) -> Tap[Sight | Result]:
        """Send the events of a chain from now on.

        Args:
            chain: the chain; it is never slowed, unless it reads a file, whose events are all sent.
            source: what is recognised, for :class:`Hello`.
            describe: takes the chain's recogniser, and returns the name of its model and its actions.

        Returns:
            The tap; stopping the chain closes it and sends what ends then.
        """
        assignment, waits = chain.assignment, chain.waits
        self.hello(source, *describe(assignment.recogniser))
        maker = self.maker(assignment.decision)

        def consume(item: Sight | Result) -> None:
            nonlocal assignment
            before, assignment = assignment, chain.assignment
            if assignment.recogniser is not before.recogniser or assignment.decision is not before.decision:
                self.put(maker.restart(assignment.decision, time.time()), waits=waits)
                self.hello(source, *describe(assignment.recogniser))
            push = maker.push_result(item) if isinstance(item, Result) else maker.push_sight(item)
            self.put(push, waits=waits)

        return chain.listen(consume, at_end=lambda: self.put(maker.finish(time.time()), waits=waits))

    def maker(self, decision: DecisionSettings) -> EventMaker:
        """Return a maker of events with this run's settings."""
        return EventMaker(decision, include=self._made, name_provisional=self._name)

    def hello(self, source: str, model: str, actions: Sequence[str]) -> None:
        """Tell all receivers what is recognised from now on, and by what."""
        self._greeted = True
        named = tuple(label for label in actions if label != NO_ACTION)
        self.put([Hello(SCHEMA, NAME, program_version(), source, model, named)])

    def put(self, events: Sequence[Event], *, waits: bool = False) -> None:
        """Queue events for all receivers; see :meth:`Outlet.put`."""
        for outlet in self._outlets:
            outlet.put(events, waits=waits)

    def close(self) -> None:
        """Say goodbye, send what waits and disconnect; idempotent."""
        if self._greeted:
            self.put([Bye()])
            self._greeted = False
        for outlet in self._outlets:
            outlet.close()

    def __enter__(self) -> Broadcast:
        """Return itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close."""
        self.close()


def _sender(address: Address) -> Sender:
    """Return the sender of an address, not connected yet."""
    if address.scheme == "osc":
        return OscSender(address)
    if address.scheme == "ws":
        return WebSocketSender(address)
    if address.scheme in ("mqtt", "mqtts"):
        return MqttSender(address)
    if address.scheme == "lsl":
        return LslSender(address)
    if address.scheme == "rerun":
        return RerunSender(address)
    return JsonLinesSender(address.name)
