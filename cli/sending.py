"""Options of events for other programs, and the connection to their receivers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from streaming.printable import counted

if TYPE_CHECKING:
    from rich.console import Console

    from cli.terminal import Terminal
    from streaming.events.address import Address
    from streaming.events.broadcast import Broadcast


def send_options(sub: argparse.ArgumentParser) -> None:
    """Add the options of events for other programs."""
    send = sub.add_argument_group("events for other programs")
    send.add_argument(
        "--send",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="send what is recognised to osc://HOST:PORT, ws://HOST:PORT (a server), "
        "mqtt://HOST[:PORT][/TOPIC], lsl:NAME, rerun (its running viewer), rerun:FILE.rrd, or as "
        "JSON lines to jsonl:FILE or jsonl:- (the standard output); repeatable",
    )
    send.add_argument(
        "--send-include",
        action="extend",
        nargs="+",
        default=[],
        choices=("joints", "attention", "progress", "scores"),
        metavar="WHAT",
        help="also send joints (with every frame), attention, progress (through custom actions) or scores "
        "(of all actions; all three with every prediction)",
    )


@contextmanager
def sending(args: argparse.Namespace) -> Iterator[tuple[Broadcast, Terminal]]:
    """Connect to the receivers named on the command line, and print where events go.

    Yields:
        The receivers, and the terminal to print to: the standard output may hold the events.

    Raises:
        SendError: an address is invalid, or its receiver cannot be reached.
        SettingsError: there is something to include, but nowhere to send it to.
        WriteError: the file of JSON lines exists, or cannot be made.
    """
    from cli.terminal import Terminal
    from mans.everyday.beginnings import provisional_name
    from streaming.errors import SettingsError
    from streaming.events.broadcast import Broadcast

    if args.send_include and not args.send:
        raise SettingsError("--send-include without --send", expected="an address to send it to")
    with Broadcast(args.send, include=args.send_include, name_provisional=provisional_name) as broadcast:
        terminal = Terminal(stderr=broadcast.takes_stdout)
        for address in broadcast.addresses:
            terminal.print(f"Sending events to {address.text}{reach(address)}", soft_wrap=True)
        yield broadcast, terminal


def reach(address: Address) -> str:
    """Return a remark on who can connect to an address; empty where there is nothing to say."""
    if address.scheme == "ws":
        if address.is_local:
            return ", a server for this computer alone"
        return ", a server for everybody on the network" + (" who has the token" if address.token else "")
    if address.scheme == "lsl" and address.scope != "machine":
        return ", announced on the network"
    return ""


def print_losses(terminal: Console, broadcast: Broadcast) -> None:
    """Print what receivers did not get."""
    from cli.terminal import print_warnings

    for state in broadcast.states():
        if state.lost or state.trouble:
            reason = f": {state.trouble}" if state.trouble else ""
            print_warnings(terminal, [f"{state.address} missed {counted(state.lost, 'event')}{reason}"])
