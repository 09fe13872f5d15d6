"""Python code in a child process: what crashes, hangs or aborts there is an answer like any other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

NO_CORE = """
import sys
if sys.platform.startswith("linux"):
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
"""
"""Code of Python after which an abort, which is an answer here, leaves no file."""
_SETUP = f"""{NO_CORE}
import json
def tell(value):
    sys.stdout.write(json.dumps(value) + chr(10))
    sys.stdout.flush()
"""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a child said.

    Attributes:
        told: what it passed to ``tell``, in order.
        failure: why it ended early, in words; empty if it did not.
    """

    told: list[Any] = field(default_factory=list)
    failure: str = ""


def ask(code: str, *arguments: str, timeout_s: float = 60.0) -> Reply:
    """Run code that calls ``tell(value)`` with what JSON can hold.

    Args:
        code: of Python; finds the same modules as this process.
        arguments: its ``sys.argv[1:]``.
        timeout_s: after how many seconds it is given up.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONSAFEPATH": "1",
    }
    flags = ["-S"] if sys.flags.no_site else []
    try:
        process = subprocess.Popen(
            [sys.executable, *flags, "-c", _SETUP + code, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return Reply([], f"Python cannot be started ({error.strerror or error})")
    with Children.one(process):
        try:
            out, trouble = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            return Reply(_values(out), f"no answer within {timeout_s:.0f} s")
    return Reply(_values(out), _failure(process.returncode, trouble))


class Children:
    """The children that are at work."""

    _working: ClassVar[set[subprocess.Popen[str]]] = set()

    @classmethod
    @contextmanager
    def one(cls, process: subprocess.Popen[str]) -> Iterator[None]:
        """Count one among them."""
        cls._working.add(process)
        try:
            yield
        finally:
            cls._working.discard(process)

    @classmethod
    def end(cls) -> None:
        """Kill them: nobody waits for their answers any more."""
        for process in tuple(cls._working):
            process.kill()


def _values(text: str) -> list[Any]:
    """Return the lines that are JSON; libraries print others."""
    values = []
    for line in text.splitlines():
        try:
            values.append(json.loads(line))
        except ValueError:
            continue
    return values


def _failure(code: int, stderr: str) -> str:
    if code == 0:
        return ""
    if code < 0:
        try:
            return f"it crashed ({signal.Signals(-code).name})"
        except ValueError:
            return f"it crashed (signal {-code})"
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1][:300] if lines else f"exit code {code}"
