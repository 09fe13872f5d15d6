"""Addresses of receivers: ``osc://``, ``ws://``, ``mqtt://``, ``lsl:``, ``rerun`` and ``jsonl:``."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from streaming.credentials import masked_address
from streaming.errors import SendError

FORMS = (
    "osc://HOST:PORT, ws://HOST:PORT, mqtt://HOST[:PORT][/TOPIC], lsl:NAME, rerun, rerun://HOST:PORT, "
    "rerun:FILE.rrd, jsonl:FILE or jsonl:- for the standard output"
)
"""The addresses that are understood, for messages and help."""
LOOPBACK = "127.0.0.1"
_PORTS = {"osc": None, "ws": None, "mqtt": 1883, "mqtts": 8883, "rerun": 9876}
_OPTIONS = {"ws": {"token"}, "osc": set(), "mqtt": set(), "mqtts": set(), "rerun": set(), "lsl": {"scope"}}
_SCOPES = ("machine", "link", "site")


@dataclass(frozen=True, slots=True)
class Address:
    """Where events are sent to, or offered at.

    Attributes:
        text: as given, without user, password and token; for messages.
        scheme: ``osc``, ``ws``, ``mqtt``, ``mqtts``, ``lsl``, ``rerun`` or ``jsonl``.
        host: host of the receiver, or that a server listens on.
        port: its port; 0 for a file.
        name: topic of MQTT and path of OSC that all begin with; name of the LSL stream; file of JSON lines or
            of Rerun.
        user: user name for the broker.
        password: password for the broker.
        token: what clients of the server must present; empty for none.
        scope: how far an LSL stream can be found: ``machine``, ``link`` or ``site``.
    """

    text: str
    scheme: str
    host: str = ""
    port: int = 0
    name: str = ""
    user: str | None = None
    password: str | None = None
    token: str = ""
    scope: str = "machine"

    @property
    def is_local(self) -> bool:
        """Whether the host is this computer and nobody else can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_address(text: str) -> Address:
    """Parse an address.

    Args:
        text: one of :data:`FORMS`. A WebSocket server listens on this computer alone if no host is named, as
            in ``ws://:8765``.

    Raises:
        SendError: it is none, or its port is out of range.
    """
    scheme, colon, rest = text.partition(":")
    if colon and scheme == "jsonl" and rest:
        return Address(text, scheme, name=rest)
    if scheme == "rerun" and not rest.startswith("//"):
        return _of_rerun(text, rest)
    if colon and scheme == "lsl" and rest and not rest.startswith("/"):
        name, _, query = rest.partition("?")
        scope = _options(text, scheme, query).get("scope", "machine")
        if scope not in _SCOPES:
            raise SendError(f"scope {scope!r}", place=masked_address(text), expected=", ".join(_SCOPES))
        return Address(text, scheme, name=unquote(name), scope=scope)
    if scheme not in _PORTS or not rest.startswith("//"):
        raise SendError(f"{masked_address(text)!r} is no address for events", expected=FORMS)
    return _of_url(text, scheme)


def _of_rerun(text: str, file: str) -> Address:
    """Parse the address of Rerun's viewer on this computer, or of a file that it opens."""
    if not file:
        return Address(text, "rerun", LOOPBACK, _PORTS["rerun"] or 0)
    if not file.lower().endswith(".rrd"):
        shown = masked_address(text)
        raise SendError(f"{shown!r} names no file of Rerun", expected="a name that ends in .rrd")
    return Address(text, "rerun", name=file)


def _of_url(text: str, scheme: str) -> Address:
    """Parse an address with a host and a port."""
    shown = masked_address(text)
    if "#" in text:
        raise SendError("'#'", place=shown, expected="%23 in a password, and none elsewhere")
    try:
        parts = urlsplit(text)
        port = parts.port if parts.port is not None else _PORTS[scheme]
    except ValueError as error:
        if "@" in text:  # the reason may quote the password
            reason = "user, password or port"
            expected = "%2F, %3F, %40 and %3A for / ? @ and : in the first two, and a number as port"
        else:
            reason, expected = str(error), FORMS
        raise SendError(f"{shown!r} is no address for events: {reason}", expected=expected) from None
    if not port:
        raise SendError(f"{shown!r} has no port", expected=f"such as {scheme}://{LOOPBACK}:9000")
    if not parts.hostname and scheme != "ws":
        raise SendError(f"{shown!r} has no host", expected=f"such as {scheme}://{LOOPBACK}:{port}")
    host = parts.hostname or LOOPBACK
    name = unquote(parts.path.strip("/"))
    if name and scheme in ("ws", "rerun"):
        raise SendError(f"path {parts.path!r}", place=shown, expected="nothing after the port")
    return Address(
        f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}" + (f"/{name}" if name else ""),
        scheme,
        host,
        port,
        name or "mans",
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
        _options(text, scheme, parts.query).get("token", ""),
    )


def _options(text: str, scheme: str, query: str) -> dict[str, str]:
    """Parse what follows the question mark."""
    known = _OPTIONS[scheme]
    place = masked_address(text).partition("?")[0]
    expected = f"{' or '.join(sorted(known))}=VALUE" if known else "nothing after the address"
    try:
        given = parse_qs(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:  # what is there may be a token
        raise SendError("an option without a name", place=place, expected=expected) from None
    for name, values in given.items():
        if name not in known and not values[0].strip("="):  # as Base64 ends
            raise SendError("an option without a name", place=place, expected=expected)
        if name not in known or len(values) != 1 or not values[0]:
            raise SendError(f"option {name!r}", place=place, expected=expected)
    return {name: values[0] for name, values in given.items()}
