"""Runs a command where there is nobody to talk to, and writes down whom it wanted to talk to.

``unshare --net --mount python alone.py NAMES COMMAND ...``: in a network of its own, which has nothing but
the loopback device, a resolver answers that there is no such name, and appends each name that it was asked
for to the file NAMES. Run by ``test_privacy``.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_NO_SUCH_NAME = b"\x81\x83"


def loopback_up() -> None:
    """Switch the loopback device on: a new network has it, but off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", _IFF_UP, b""))


def ask_here(folder: Path) -> None:
    """Have the system's resolver ask at 127.0.0.1, whatever its settings were."""
    for name, content in (
        ("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"),
        ("nsswitch.conf", "hosts: files dns\n"),
    ):
        target = Path("/etc") / name
        if target.exists():
            (folder / name).write_text(content, encoding="ascii")
            subprocess.run(["mount", "--bind", str(folder / name), str(target)], check=True)


def asked_name(query: bytes) -> str:
    """The name in a DNS query."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode(errors="replace"))
        at += 1 + query[at]
    return ".".join(labels)


def resolve(server: socket.socket, names: Path) -> None:
    """Answer queries for ever."""
    while True:
        query, client = server.recvfrom(4096)
        with names.open("a", encoding="utf-8") as file:
            file.write(asked_name(query) + "\n")
        server.sendto(query[:2] + _NO_SUCH_NAME + query[4:], client)


def main() -> int:
    names, command = Path(sys.argv[1]), sys.argv[2:]
    loopback_up()
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        ask_here(Path(folder))
        server.bind(("127.0.0.1", 53))
        names.touch()
        threading.Thread(target=resolve, args=(server, names), daemon=True).start()
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
