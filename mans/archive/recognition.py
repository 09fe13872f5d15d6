"""Recognition of one file of an archive: what a worker does, in whatever process or machine."""

from __future__ import annotations

import hashlib
import traceback
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from mans.archive.answers import answer_table, table_name, write_angles
from mans.archive.recognised import OnAnswer, recognised
from mans.archive.results import ANGLES, ANSWERS, FileResult, Settings
from mans.bundled import no_model_remedy
from mans.device import use_one_thread
from mans.model_card import model_files
from mans.recogniser import Recogniser
from streaming.errors import MansError, ModelError, RecordingError, UnknownFormatError, WriteError
from streaming.printable import printable
from streaming.read_as import RECOGNISED, ReadAs
from streaming.readers import read_recording
from streaming.recognition.decision import Answer
from streaming.recordings.listing import Source, is_video_name
from streaming.reports.columns import Style
from streaming.skeleton.frame_rate import at_true_speed
from streaming.skeleton.frames import Recording
from streaming.sources.pose_video import read_video


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs to know; can be sent to other processes and machines.

    Attributes:
        settings: what the results depend on.
        model: the model's weights file.
        device: ``auto``, ``cpu`` or ``cuda``.
        pose_model: for videos; None where there are none.
        out: folder of the results, in which there are those of the tables of single files.
        read_as: how to read recordings; all empty to recognise each.
    """

    settings: Settings
    model: Path
    device: str = "auto"
    pose_model: Path | None = None
    out: Path | None = None
    read_as: ReadAs = RECOGNISED


def model_digest(model: Path) -> str:
    """Return the SHA-256 of a model's weights and card, in hexadecimal.

    Raises:
        ModelError: a file is missing.
    """
    whole = hashlib.sha256()
    for path in model_files(model):
        try:
            whole.update(path.read_bytes())
        except OSError as error:
            raise ModelError(
                f"cannot be read ({error.strerror})", path=path, remedy=no_model_remedy()
            ) from error
    return whole.hexdigest()


class FileRecogniser:
    """Recognises files one after the other."""

    def __init__(self, work: Work) -> None:
        """Load the model.

        Raises:
            ModelError: it cannot be loaded, or is another than the one that the results are to be of.
            DeviceError: the device is not available.
        """
        use_one_thread()
        self._work = work
        self._recogniser = Recogniser.load(work.model, work.device)
        if (found := model_digest(work.model)) != work.settings.model_sha256:
            raise ModelError(
                f"another model (SHA-256 {found[:12]})",
                path=work.model,
                expected=f"{work.settings.model} ({work.settings.model_sha256[:12]})",
                remedy="Leave the model's files as they are while an archive is recognised, on each machine",
            )

    def __call__(self, source: Source) -> FileResult:
        """Recognise one file; what is wrong with it is part of the result.

        Raises:
            WriteError: the table of answers cannot be written.
            ModelError: the pose model is missing or invalid.
        """
        blank = FileResult(str(source.path), source.name, source.size, source.mtime_ns, "damaged")
        try:
            return self._recognised(source, blank)
        except UnknownFormatError as error:
            return replace(blank, status="passed over", message=_without_formats(error))
        except (WriteError, ModelError):
            raise
        except MansError as error:
            return replace(blank, message=str(error))
        except MemoryError:
            return replace(blank, message=f"{printable(source.name)}: not enough memory for this file")
        except Exception as error:  # noqa: BLE001 (one file must not end the work on all the others)
            at = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__}: {error} ({Path(at.filename).name}, line {at.lineno})"
            message = f"{printable(source.name)}: an error of the program, please report it: {said}"
            return replace(blank, message=printable(message))

    def _recognised(self, source: Source, blank: FileResult) -> FileResult:
        recording = self._read(source.path)
        table, settings = "", self._work.settings
        opened: AbstractContextManager[OnAnswer] = nullcontext(_nowhere)
        out = self._work.out
        style = Style(settings.tables or "csv", settings.csv_style or "comma")
        if out is not None and (settings.answers or settings.angles):
            table = table_name(source.path, style.format)
        if out is not None and settings.answers:
            about = (source, recording.start_s, self._recogniser)
            opened = answer_table(out / ANSWERS / table, style, *about)
        with opened as on_answer:
            found = recognised(recording, self._recogniser, settings.people, on_answer)
        if out is not None and settings.angles:
            write_angles(out / ANGLES / table, style, source, recording, found)
        return replace(
            blank,
            status="recognised",
            kind=recording.format,
            seconds=recording.duration_s,
            frames=len(recording.frames),
            people=len(found.identities),
            count=found.count,
            segments=tuple(found.segments),
            warnings=recording.warnings,
            table=table,
        )

    def _read(self, path: Path) -> Recording:
        """Read a recording, or the poses in a video."""
        slow_motion = self._work.settings.slow_motion
        try:
            return at_true_speed(read_recording(path, *self._work.read_as), slow_motion)
        except UnknownFormatError:
            if not is_video_name(path):
                raise
        if self._work.pose_model is None:
            raise RecordingError("a video, but no pose model", path=path)
        people = self._work.settings.people
        return read_video(path, self._work.pose_model, people=people, slow_motion=slow_motion)


def _nowhere(person: int, answer: Answer) -> None:
    """Keep nothing."""


def _without_formats(error: UnknownFormatError) -> str:
    """Return an error's text without the long list of formats."""
    return str(type(error)(error.found, path=error.path, place=error.place))
