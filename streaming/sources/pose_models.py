"""MediaPipe pose models: lookup, and download from their official address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from streaming.errors import PoseModelError, SettingsError
from streaming.paths import is_file, is_file_in_sight

Progress = Callable[[int, int], None]
"""Callback with bytes downloaded and total bytes. An exception aborts the download and removes the file."""

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
    """Return the folder of downloaded models, in the user's cache."""
    return Path(platformdirs.user_cache_dir("mans-live", appauthor=False)) / "pose-models"


def find_pose_model(
    name: str = "lite",
    path: Path | None = None,
    *,
    progress: Progress | None = None,
    folder: Path | None = None,
) -> Path:
    """Return the path of a pose model, downloading it if necessary.

    Args:
        name: ``lite``, ``full`` or ``heavy``.
        path: the user's own file, used instead.
        progress: called while downloading.
        folder: download folder, instead of :func:`cache_folder`.

    Raises:
        PoseModelError: the user's own file is missing, or the download failed; the message says which file to
            put where.
        SettingsError: there is no pose model of this name.
    """
    if path is not None:
        if not is_file(Path(path)):
            raise PoseModelError(
                "no such pose model", path=path, remedy="Check the path given by --pose-model."
            )
        return Path(path)
    if name not in POSE_MODELS:
        raise SettingsError(f'pose model "{name}"', expected="one of " + ", ".join(POSE_MODELS))
    model = POSE_MODELS[name]
    return download(model, (folder or cache_folder()) / model.file, progress)


def download(model: PoseModel, target: Path, progress: Progress | None = None) -> Path:
    """Download a model, unless it exists with the right checksum.

    The file is moved into place after its checksum was verified. An interrupted download leaves no file.

    Args:
        model: what to download.
        target: where to.
        progress: called after each piece.

    Returns:
        Where it is.

    Raises:
        PoseModelError: it cannot be reached or written, or has a wrong checksum.
    """
    import pooch

    pooch.get_logger().setLevel(logging.WARNING)  # it announces its downloads, which `progress` shows
    bar, known = _Bar(model.size, progress), f"sha256:{model.sha256}"
    try:
        with ExitStack() as replies:

            def close_at_the_end(reply: Any, **_: object) -> None:
                replies.callback(reply.close)  # pooch leaves this to the garbage collector where it fails

            get = pooch.HTTPDownloader(
                bar, chunk_size=_CHUNK, timeout=_TIMEOUT_S, hooks={"response": close_at_the_end}
            )
            pooch.retrieve(model.url, known, fname=target.name, path=target.parent, downloader=get)
    except InterruptedError:  # whoever is told of the progress wants no more
        raise
    except (OSError, ValueError, _TooMuchError) as error:
        raise _failed(model, target, error) from None
    return target


class _TooMuchError(Exception):
    """The download exceeds the model's size."""


class _Bar:
    """Progress bar for pooch, which also aborts an oversized download."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        self.total = 0  # as the server says
        self._size, self._progress, self._done = size, progress, 0

    def update(self, count: int) -> None:
        """Take note of another piece, which is full but for the last one."""
        self._done += count
        if not count:  # the end of a reply whose length was not told
            return
        if self._done >= self._size + _CHUNK:
            raise _TooMuchError
        if self._progress is not None:
            self._progress(min(self._done, self._size), self._size)

    def reset(self) -> None:
        """Begin anew: pooch fills the bar up at the end."""
        self._done = 0

    def close(self) -> None:
        """Nothing is open."""


def _failed(model: PoseModel, target: Path, error: Exception) -> PoseModelError:
    """Return an error with instructions for a manual download."""
    if isinstance(error, OSError) and hasattr(error, "request"):  # requests' errors know what was asked for
        found = f"{model.url} cannot be read ({_reason(error)})"
    elif isinstance(error, OSError):
        found = f"the download cannot be written ({error})"
    else:
        found = f"what came from {model.url} is not this model"
    lacking = f"what lies at {target} is not the" if is_file_in_sight(target) else "there is no"
    return PoseModelError(
        f"{lacking} {model.name} pose model (MediaPipe's, revision 1), and {found}",
        remedy=f"Try again, or fetch {model.url} elsewhere ({model.size / 1e6:.1f} MB) and save it as "
        f"{target}, or name a copy with --pose-model PATH (prepare, train, evaluate, label, teach: put it "
        "beside the videos).",
    )


def _reason(error: BaseException) -> str:
    """Return the root cause of a network error in a few words."""
    reply = getattr(error, "response", None)
    if reply is not None:
        return f"{reply.status_code} {reply.reason}"
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return " ".join(str(error).split()) or type(error).__name__
