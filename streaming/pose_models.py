"""MediaPipe's pose models: found where the user has them, or downloaded once from their official address."""

from __future__ import annotations

import hashlib
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from streaming.errors import PoseModelError, SettingsError

Progress = Callable[[int, int], None]
"""Is told how many bytes are there, and how many there will be. What it raises stops the download, which
goes on from there next time."""

_CHUNK = 64 * 1024
_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class PoseModel:
    """A pose model as published.

    Attributes:
        name: ``lite``, ``full`` or ``heavy``.
        url: where it comes from.
        size: bytes.
        sha256: of the file, in hexadecimal.
    """

    name: str
    url: str
    size: int
    sha256: str

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.url.rpartition("/")[2]


def _published(name: str, size: int, sha256: str) -> PoseModel:
    """A float16 bundle, revision 1."""
    folder = "https://storage.googleapis.com/mediapipe-models/pose_landmarker"
    url = f"{folder}/pose_landmarker_{name}/float16/1/pose_landmarker_{name}.task"
    return PoseModel(name, url, size, sha256)


POSE_MODELS = {
    model.name: model
    for model in (
        _published("lite", 5_777_746, "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a"),
        _published("full", 9_398_198, "5134a3aad27a58b93da0088d431f366da362b44e3ccfbe3462b3827a839011b1"),
        _published("heavy", 30_664_242, "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b"),
    )
}
"""By name, from the fastest to the most exact."""


def cache_folder() -> Path:
    """Where downloaded models are kept: the user's cache, by the system's custom."""
    return Path(platformdirs.user_cache_dir("mans-live", appauthor=False)) / "pose-models"


def find_pose_model(
    name: str = "lite",
    path: Path | None = None,
    *,
    progress: Progress | None = None,
    folder: Path | None = None,
) -> Path:
    """Return a pose model's file, downloading it if it is not there yet.

    Args:
        name: ``lite``, ``full`` or ``heavy``.
        path: the user's own file, which is then taken as it is.
        progress: called while downloading.
        folder: where downloads are kept, in place of :func:`cache_folder`.

    Raises:
        PoseModelError: the user's own file is missing, or the download failed; the message says which file to
            put where.
        SettingsError: there is no pose model of this name.
    """
    if path is not None:
        if not Path(path).is_file():
            raise PoseModelError(
                "no such pose model", path=path, remedy="Check the path given by --pose-model."
            )
        return Path(path)
    if name not in POSE_MODELS:
        raise SettingsError(f'pose model "{name}"', expected="one of " + ", ".join(POSE_MODELS))
    model = POSE_MODELS[name]
    target = (folder or cache_folder()) / model.file
    if not _is(target, model):
        download(model, target, progress)
    return target


def download(model: PoseModel, target: Path, progress: Progress | None = None) -> None:
    """Download a model, going on where an earlier attempt was cut off.

    It is kept beside its name until it is whole and its checksum is right.

    Args:
        model: what to download.
        target: where to.
        progress: called after each piece.

    Raises:
        PoseModelError: it cannot be reached or written, or what came is not the model.
    """
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        begun = part.stat().st_size if part.is_file() else 0
        if 0 < begun < model.size:
            _resume(model, part, begun, progress)
        if not _is(part, model):  # nothing had been begun, or what had was of something else
            _fetch(model, part, 0, progress)
        if not _is(part, model):
            found = f"{part.stat().st_size:,} bytes that are not this model came from {model.url}"
            part.unlink()
            raise _failed(model, target, found)
        part.replace(target)
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise _failed(model, target, f"{model.url} cannot be read ({reason})") from None
    except OSError as error:
        raise _failed(model, target, f"the download cannot be written ({error})") from None


def _resume(model: PoseModel, part: Path, begun: int, progress: Progress | None) -> None:
    """Read the rest of a model, unless the server does not give a rest."""
    try:
        _fetch(model, part, begun, progress)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        error.close()
        part.unlink()


def _fetch(model: PoseModel, part: Path, begun: int, progress: Progress | None) -> None:
    """Read a model into ``part``, which has so many bytes of it; from the start if the server insists."""
    import certifi  # only who downloads needs it

    request = urllib.request.Request(model.url, headers={"Range": f"bytes={begun}-"} if begun else {})
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())  # beside the system's, which some Pythons do not know
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S, context=trust) as reply:
        done = begun if reply.status == http.client.PARTIAL_CONTENT else 0
        with part.open("ab" if done else "wb") as file:
            # A byte more than it should have is enough to know that it is something else.
            while done <= model.size and (piece := _read(reply, model.size + 1 - done)):
                file.write(piece)
                done += len(piece)
                if progress is not None:
                    progress(min(done, model.size), model.size)
    if done < model.size:
        raise http.client.IncompleteRead(b"", model.size - done)


def _read(reply: Any, wanted: int) -> bytes:
    """Read the next piece; nothing at the end, also at one that comes too early."""
    try:
        piece: bytes = reply.read(min(_CHUNK, wanted))
    except http.client.IncompleteRead as error:
        return error.partial
    return piece


def _is(path: Path, model: PoseModel) -> bool:
    """Whether a file is the model."""
    if not path.is_file() or path.stat().st_size != model.size:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1024**2):
            digest.update(piece)
    return digest.hexdigest() == model.sha256


def _failed(model: PoseModel, target: Path, found: str) -> PoseModelError:
    """Say what happened, and how to get the model by hand."""
    lacking = f"what lies at {target} is not the" if target.is_file() else "there is no"
    return PoseModelError(
        f"{lacking} {model.name} pose model (MediaPipe's, revision 1), and {found}",
        remedy=f"Try again, or fetch {model.url} elsewhere ({model.size / 1e6:.1f} MB) and save it as "
        f"{target}, or name a copy with --pose-model PATH.",
    )
