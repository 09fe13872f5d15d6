"""User messages, also from exceptions."""

from __future__ import annotations

import math
import platform
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.model.error_words import PATTERNS, translated
from app.model.language import tr
from streaming.credentials import masked
from streaming.errors import MansError
from streaming.program import NAME, program_version
from streaming.skeleton.frames import Recording

# Somebody who looks elsewhere finds it within so many seconds, and reads so many letters a second.
_LOOK_S, _LETTERS_PER_S = 6.0, 15.0


@dataclass(frozen=True, slots=True)
class Offer:
    """Action offered by a message, shown as a button.

    Attributes:
        text: on the button.
        do: does it; it takes the message down where it settles the matter.
    """

    text: str
    do: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Message:
    """Message to the user.

    Attributes:
        headline: what happened, in one sentence.
        detail: what to do about it, or more about it; may be empty.
        is_error: whether something failed.
        report: all that is known about a failure, for whoever is asked to help; may be empty.
        stays: whether it stands until it is dismissed even though nothing failed.
        offers: what can be done about it at once.
    """

    headline: str
    detail: str = ""
    is_error: bool = True
    report: str = ""
    stays: bool = False
    offers: tuple[Offer, ...] = ()

    @property
    def lasts_s(self) -> float:
        """Display duration in seconds; errors stay until dismissed or resolved."""
        if self.is_error or self.stays:
            return math.inf
        return _LOOK_S + len(self.headline + self.detail) / _LETTERS_PER_S


def describe(error: Exception, doing: str) -> Message:
    """Convert an exception to a message.

    Args:
        error: what was raised.
        doing: what failed, e.g. ``"The recording could not be opened"``.
    """
    report = _report(error, doing)
    if not isinstance(error, MansError):
        return Message(
            masked(f"{doing}. {type(error).__name__}: {error}"),
            tr("This is a fault of the program: please report it, with its details. What was open stays so."),
            report=report,
        )
    # The name says enough where it was chosen a moment ago; the whole path would fill the banner.
    place = Path(masked(str(error.path))).name if error.path is not None else ""
    known = all(map(PATTERNS.knows, (error.place or "", error.expected or "", error.found)))
    said = translated if known else str  # a sentence is in one language
    where = ", ".join(part for part in (place, said(error.place or "")) if part)
    wanted, found = said(error.expected or ""), said(error.found)
    expected = tr("; expected {expected}") if known else "; expected {expected}"
    expected = expected.format(expected=wanted) if wanted else ""
    found = f"{where}: {found}" if where else found[:1].upper() + found[1:]
    return Message(f"{doing}. {found}{expected}.", translated(error.remedy or ""), report=report)


def saved(paths: Sequence[Path]) -> Message:
    """Return a message on saved files, all in one folder."""
    names = tr(" and ").join(path.name for path in paths)
    text = tr("Saved {names} to {folder}").format(names=names, folder=paths[0].parent)
    return Message(text, is_error=False)


def warned(recording: Recording) -> Message | None:
    """Return a message on data lost in reading a recording; None if there is none."""
    if not recording.warnings:
        return None
    name = recording.path.name if recording.path is not None else tr("The recording")
    return Message(tr("{name} was read with warnings").format(name=name), "\n".join(recording.warnings))


def _report(error: Exception, doing: str) -> str:
    """Return everything that helps to find a fault: versions, and where it happened."""
    about = f"{NAME} {program_version()}, Python {platform.python_version()}, {platform.platform()}"
    trace = "".join(traceback.format_exception(error))
    return masked(f"{doing}\n{about}\n\n{trace}")


class MessageBoard:
    """Active messages, at most one per topic; the newest is shown."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty.

        Args:
            clock: monotonic, in seconds.
        """
        self._messages: dict[str, Message] = {}
        self._clock = clock
        self._shown: tuple[Message | None, float] = (None, 0.0)  # and since when

    @property
    def newest(self) -> Message | None:
        """The message to show now, if any."""
        return next(reversed(self._messages.values()), None)

    def pull(self) -> None:
        """Remove expired messages."""
        newest, now_s = self.newest, self._clock()
        if newest is not self._shown[0]:
            self._shown = (newest, now_s)
        elif newest is not None and now_s - self._shown[1] >= newest.lasts_s:
            self.dismiss()

    def tell(self, matter: str, message: Message) -> None:
        """Show a message, replacing an older one on the same topic, e.g. ``"model"``."""
        self.settle(matter)
        self._messages[matter] = message

    def put(self, matter: str, message: Message | None) -> None:
        """Show a message on a topic, or remove it for None."""
        if message is None:
            self.settle(matter)
        else:
            self.tell(matter, message)

    def settle(self, matter: str) -> None:
        """Remove the message on a topic."""
        self._messages.pop(matter, None)

    def dismiss(self) -> None:
        """Dismiss the newest message."""
        if self._messages:
            self._messages.popitem()
