"""Checks of this computer on a thread, with how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.doctor.child import Children
from app.doctor.examine import CHECKS, examine
from app.doctor.finding import Check, Finding
from app.doctor.report import as_text
from app.model.background import Task

_AGAIN_S = 0.05


class _StoppedError(Exception):
    """Nobody wants to know any more."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the checks are.

    Attributes:
        title: of the check that is under way; empty at the end.
        done: how many have been made.
        of: how many there are.
    """

    title: str = ""
    done: int = 0
    of: int = 1


class Checking:
    """Makes checks; what they have found is polled."""

    def __init__(self, checks: Sequence[Check] = CHECKS) -> None:
        """Start them."""
        self._checks, self._stopped = checks, False
        self.progress = Progress(of=len(checks))
        """How far they are."""
        self._found: list[Finding] = []
        self._task = Task("doctor", self._work)

    @property
    def done(self) -> bool:
        """Whether all checks have been made."""
        return self._task.done

    @property
    def found(self) -> tuple[Finding, ...]:
        """What has been found so far."""
        return tuple(self._found)

    def report(self) -> str:
        """Return the report as text, to be sent with a question."""
        return as_text(self._found)

    def close(self) -> None:
        """Give the checks up, and wait for the thread."""
        self._stopped = True
        while not self._task.done:
            Children.end()
            self._task.wait(_AGAIN_S)
        self._task.join()

    def _work(self) -> None:
        try:
            for finding in examine(self._checks, self._tell):
                self._found.append(finding)
        except _StoppedError:
            return
        self.progress = Progress("", len(self._checks), len(self._checks))

    def _tell(self, title: str, done: int, of: int) -> None:
        if self._stopped:
            raise _StoppedError
        self.progress = Progress(title, done, of)
