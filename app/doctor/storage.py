"""The user's folders: preferences, room and speed for recordings."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.doctor.finding import Finding
from streaming.credentials import masked
from streaming.errors import PathError
from streaming.paths import exists, is_file_in_sight

LEAST_BYTES, FEW_BYTES = 100e6, 2e9
"""An hour of two people takes 83 MB; with images, gigabytes."""
SLOW_MB_S = 10.0
"""Images of 640 x 480 at 30 a second, as JPEG, take a fifth of it."""
_TRIAL_BYTES, _PIECE = 16 * 2**20, 2**20


def check_preferences(path: Path | None = None) -> Iterator[Finding]:
    """Check the file of preferences; ``path`` in place of the usual one."""
    from app.model.preferences import usual_file

    path = path or usual_file()
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        yield Finding("ok", f"No preferences yet ({path})")
        return
    except OSError as error:
        yield Finding(
            "problem",
            f"{path} cannot be read ({error.strerror or error})",
            "the window starts with its defaults",
            "Make it yours to read and write",
        )
        return
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        yield Finding(
            "problem",
            f"{path} is damaged: it holds no JSON object",
            "the window starts with its defaults",
            f"Remove it: {'del' if os.name == 'nt' else 'rm'} {json.dumps(str(path))}",
        )
        return
    yield Finding("ok", f"Preferences: {path}")
    yield from _wrong_values(data)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        yield Finding(
            "warning",
            f"{path} cannot be written",
            "choices are forgotten",
            "Make it and its folder yours to write",
        )


def _wrong_values(data: dict[str, Any]) -> Iterator[Finding]:
    """Find files that are named and gone."""
    for name in ("model", "pose_model"):
        value = data.get(name)
        if value and not (isinstance(value, str) and is_file_in_sight(Path(value))):
            yield Finding(
                "warning",
                f"The preferences name a {name.replace('_', ' ')} that is not there: {masked(str(value))}",
                "the bundled or downloaded one is used instead",
                "Choose another one in the window's settings",
            )


def check_disk(
    folders: Callable[[], list[tuple[str, Path]]] | None = None,
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> Iterator[Finding]:
    """Check the room, and the speed of writing, where recordings and the cache go.

    Args:
        folders: what goes where; None for the usual folders.
        free: bytes that are free where a folder is.
    """
    for what, folder in (folders or _folders)():
        yield from _check_folder(what, folder, free)


def _folders() -> list[tuple[str, Path]]:
    from app.model.preferences import PreferenceStore, usual_file
    from streaming.sources.pose_models import cache_folder

    store = PreferenceStore(usual_file(), {})
    return [("Recordings", store.current.folder), ("Pose models", cache_folder())]


def _is_there(path: Path) -> bool:
    try:
        return exists(path)
    except PathError:
        return False


def _check_folder(what: str, folder: Path, free: Callable[[Path], int]) -> Iterator[Finding]:
    there = next(path for path in (folder, *folder.absolute().parents) if _is_there(path))
    where = f"{what}: {folder}"
    try:
        room = free(there)
    except OSError as error:
        yield Finding("warning", f"{where}: cannot be asked for its room ({error.strerror or error})")
        return
    details: dict[str, str | float] = {"folder": str(folder), "free_bytes": float(room)}
    if room < LEAST_BYTES:
        yield Finding(
            "problem",
            f"{where}: the disk is full ({room / 1e6:.0f} MB free)",
            "a recording ends when the disk is full",
            "Make room, or choose another folder in the settings (--recordings DIR)",
            details,
        )
        return
    if not os.access(there, os.W_OK):
        yield Finding(
            "problem",
            f"{where}: may not be written to",
            "nothing can be saved there",
            "Choose another folder in the settings (--recordings DIR)",
            details,
        )
        return
    try:
        speed = write_speed(there)
    except OSError as error:
        yield Finding(
            "problem",
            f"{where}: cannot be written to ({error.strerror or error})",
            "nothing can be saved there",
            "Make room, or choose another folder in the settings (--recordings DIR)",
            details,
        )
        return
    details["mb_per_s"] = speed
    text = f"{where}: {room / 1e9:.1f} GB free, {speed:.0f} MB/s"
    if room < FEW_BYTES:
        yield Finding(
            "warning", text, "a recording with images takes gigabytes an hour", "Make room", details
        )
    elif speed < SLOW_MB_S:
        yield Finding(
            "warning", text, "a recording with images may lose frames", "Record to another disk", details
        )
    else:
        yield Finding("ok", text, details=details)


def write_speed(folder: Path) -> float:
    """Return how fast a folder's disk is written, in MB/s, by a temporary file of 16 MiB.

    Raises:
        OSError: it cannot be written.
    """
    piece = os.urandom(_PIECE)
    with tempfile.TemporaryFile(dir=folder) as file:
        start = time.perf_counter()
        for _ in range(_TRIAL_BYTES // _PIECE):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        return _TRIAL_BYTES / 1e6 / max(time.perf_counter() - start, 1e-6)
