"""Recognition of an archive: what is asked, checked before any work; then file by file, kept at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from mans.archive.recognition import Work, model_digest
from mans.archive.results import FileResult, Settings
from mans.archive.store import Store
from mans.archive.workers import Engine
from mans.device import runs_on_cpu
from mans.recogniser import Recogniser
from streaming.errors import PoseModelError
from streaming.read_as import ReadAs
from streaming.recordings.listing import Source
from streaming.sources.pose_models import POSE_MODELS

OnResult = Callable[[FileResult], object]
"""Called with each result once it is kept."""


@dataclass(slots=True)
class Tally:
    """What a run did.

    Attributes:
        recognised: number of files recognised.
        seconds: duration of their recordings.
        damaged: results of the files that could not be read.
        passed_over: results of the files that are no recordings.
        warned: number of recognised files with warnings.
    """

    recognised: int = 0
    seconds: float = 0.0
    damaged: list[FileResult] = field(default_factory=list)
    passed_over: list[FileResult] = field(default_factory=list)
    warned: int = 0

    def add(self, result: FileResult) -> None:
        """Count a result."""
        if result.status == "damaged":
            self.damaged.append(result)
        elif result.status == "passed over":
            self.passed_over.append(result)
        else:
            self.recognised += 1
            self.seconds += result.seconds
            self.warned += bool(result.warnings)


def checked_model(model: Path, device: str) -> tuple[str, str]:
    """Return a model's name and checksum, having loaded it once.

    Raises:
        ModelError: it cannot be used.
        DeviceError: the device is not available.
    """
    runs_on_cpu(device)
    return Recogniser.load(model, "cpu").name, model_digest(model)


def pose_setting(name: str, path: Path | None) -> str:
    """Return what the settings say of a pose model: its name, or the checksum of the user's own.

    Raises:
        PoseModelError: the file cannot be read.
    """
    if path is None:
        return name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PoseModelError(f"cannot be read ({reason})", path=path, remedy="Check the path.") from None
    return next((model.name for model in POSE_MODELS.values() if model.sha256 == found), found)


def recognise_files(
    store: Store, work: Work, sources: Sequence[Source], engine: Engine, tally: Tally, on_result: OnResult
) -> None:
    """Recognise files and keep each result as soon as it is known; the largest files come first.

    Args:
        store: where results are kept.
        work: what workers need to know.
        sources: the files.
        engine: recognises them.
        tally: counts the results.
        on_result: called with each result.

    Raises:
        WriteError: a result cannot be kept; those before are.
        ModelError: the model or the pose model cannot be used.
    """
    order = sorted(sources, key=lambda source: (-source.size, source.name))
    with closing(engine(work, order)) as results:
        for result in results:
            store.add(result)
            tally.add(result)
            on_result(result)


def work_for(
    settings: Settings,
    model: Path,
    device: str,
    pose_model: Path | None,
    store: Store,
    read_as: ReadAs | None = None,
) -> Work:
    """Return what workers need to know, with absolute paths."""
    pose = None if pose_model is None else pose_model.absolute()
    return Work(settings, model.absolute(), device, pose, store.folder.absolute(), read_as or ReadAs())
