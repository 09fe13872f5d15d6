"""JSON lines: one event per line, to the standard output or into a new file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from streaming.errors import SendError, WriteError
from streaming.events.outlet import Sender
from streaming.events.types import Event, to_json
from streaming.writers.atomic import check_room, check_target
from streaming.writers.growing import create, links

STDOUT = "-"
_REMEDY = "Choose another name: events never replace a file."


class JsonLinesSender(Sender):
    """Sender of JSON lines; each is complete on the disk or in the pipe when it is sent."""

    def __init__(self, name: str) -> None:
        """Take the name of a file, or ``-``."""
        self._name = name
        self.is_file = name != STDOUT
        self._file: BinaryIO | None = None
        self._links = 0

    def open(self) -> None:
        """Check the file, or take the standard output; see :class:`streaming.events.outlet.Sender`.

        The file is made with the first event.

        Raises:
            WriteError: there is a file of this name, or none can be made.
        """
        if self._name != STDOUT:
            check_target(Path(self._name), overwrite=False, remedy=_REMEDY)
            check_room(Path(self._name))
            return
        if sys.__stdout__ is None:
            raise SendError("the standard output is closed")
        try:
            # Not sys.stdout: its buffer may be flushed into a broken pipe at the very end.
            self._file = os.fdopen(os.dup(1), "wb", buffering=0)
        except OSError as error:
            raise SendError(f"the standard output is closed: {error.strerror}") from None

    def send(self, event: Event) -> None:
        """Write a line; see :class:`streaming.events.outlet.Sender`."""
        left = memoryview(f"{to_json(event)}\n".encode())
        try:
            if self._file is None:
                self._file = create(Path(self._name), _REMEDY, buffering=0)
                self._links = links(self._file)
            while left:
                left = left[self._file.write(left) :]
        except WriteError as error:
            raise SendError(str(error)) from None
        except (OSError, ValueError) as error:  # ValueError: closed meanwhile
            raise SendError(f"{self._name}: {getattr(error, 'strerror', None) or error}") from None
        if self._links and not links(self._file):
            raise SendError(f"{self._name} was removed while it was written to: nothing of it is kept")

    def close(self) -> None:
        """Close the file; see :class:`streaming.events.outlet.Sender`."""
        if self._file is not None:
            self._file.close()
