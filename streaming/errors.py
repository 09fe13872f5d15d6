"""Exception hierarchy; messages state the place, what was found, what was expected, and the remedy.

Every error a user can cause derives from :class:`MansError`. The command line prints its text as one
line and exits with code 2; the window shows it and keeps running. Anything else is a bug.
"""

from __future__ import annotations

from pathlib import Path

from streaming.credentials import masked
from streaming.printable import printable

_LONGEST = 400
"""Maximum length of quoted file content in a message, characters."""


class MansError(Exception):
    """Base class of errors that a user can cause and fix."""

    def __init__(
        self,
        found: str,
        *,
        path: Path | str | None = None,
        place: str | None = None,
        expected: str | None = None,
        remedy: str | None = None,
    ) -> None:
        """Compose the message from its parts; credentials in addresses are masked.

        Args:
            found: what was found, e.g. ``"joint count 24"``; long text is shortened in the middle.
            path: the file it was found in.
            place: where in the file, e.g. ``"line 17"`` or ``"byte 6288"``.
            expected: what should have been there.
            remedy: what the user can do about it.
        """
        found = masked(found)
        if len(found) > _LONGEST:
            found = f"{found[: _LONGEST // 2]} ... {found[-_LONGEST // 2 :]}"
        self.path, self.found = path, printable(found)
        self.place, self.expected, self.remedy = (
            None if part is None else printable(masked(part)) for part in (place, expected, remedy)
        )
        at = (None if path is None else printable(masked(str(path))), self.place)
        where = ", ".join(part for part in at if part is not None)
        text = f"{where}: {self.found}" if where else self.found
        if self.expected:
            text += f"; expected {self.expected}"
        if self.remedy:
            text += f". {self.remedy}"
        super().__init__(text)


class RecordingError(MansError):
    """A recording cannot be read or written."""


class EmptyRecordingError(RecordingError):
    """A recording is valid but empty: no joint has a position."""


class UnknownFormatError(RecordingError):
    """No reader recognises the content of a file."""


class PathError(MansError):
    """A path cannot be accessed: its name is too long, or a parent folder is not readable."""


class WriteError(MansError):
    """A file cannot be written, or must not be: it exists already, or is an input."""


class AnnotationError(MansError):
    """A file of labels is damaged, of no known kind, or cannot hold what is to be written."""


class ProjectError(MansError):
    """A project of custom actions is damaged or in use, or cannot be changed as asked."""


class DataSetError(MansError):
    """A data set folder is missing, incomplete or contains something else."""


class ModelError(MansError):
    """A model file is missing, damaged or unsuitable."""


class PoseModelError(ModelError):
    """The pose model is missing, invalid, or cannot be downloaded."""


class DeviceError(MansError):
    """The requested compute device is not available."""


class LibraryError(MansError):
    """A library that an extra installs is missing."""


class CameraError(MansError):
    """There is no camera, or the requested one does not respond."""


class SourceError(MansError):
    """A source of images or frames fails, or yields invalid items."""


class SendError(MansError):
    """An address for events is invalid, or its receiver cannot be reached."""


class SettingsError(MansError):
    """A setting has an invalid value."""
