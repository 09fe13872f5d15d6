"""Live recorder: thread-safe, and on disk within a second.

Encoding takes a fraction of a millisecond on the caller's thread; a separate thread writes and syncs to disk
four times a second. A killed program loses only data after the last sync. Existing files are never
overwritten, and a recording without frames leaves no file.
"""

from __future__ import annotations

import atexit
import io
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.readers.support.frame_store import MOST_FRAMES
from streaming.readers.support.mcap_channels import CAMERA, encode_image
from streaming.recognition.decision import Answer
from streaming.skeleton.frames import Frame
from streaming.writers.growing import create, links
from streaming.writers.mcap import NEVER_REPLACED, MessageWriter

# Skeletons fill this in a quarter of an hour, images in some tens of seconds: the disk has stalled.
_MOST_WAITING = 64 * 1024**2
_JPEG_QUALITY = 85


class Recorder:
    """Recorder of a live stream; use it as a context manager, or close it.

    Attributes:
        path: the file.
        frames: number of frames recorded.
        images_left_out: number of images dropped because the disk could not keep up.
    """

    def __init__(
        self,
        path: Path,
        *,
        rate_hz: float,
        source: str,
        model: str = "",
        metadata: Mapping[str, str] | None = None,
        flush_s: float = 0.25,
    ) -> None:
        """Create the file and start the writer thread.

        Args:
            path: output file, ending in ``.mcap``; see ``streaming.writers.files.free_path``.
            rate_hz: nominal frame rate of the source, in frames per second.
            source: description of the source, e.g. ``"camera 0 through MediaPipe Pose lite"``.
            model: name of the model whose answers are recorded.
            metadata: further facts to keep, e.g. versions.
            flush_s: seconds between writes to the disk.

        Raises:
            RecordingError: the file exists already, or cannot be created.
        """
        self.path = Path(path)
        self.frames = 0
        self.images_left_out = 0
        self._error: RecordingError | None = None
        self._told = self._closed = self._finished = False
        self._flush_s = flush_s
        self._start: tuple[float, int] | None = None  # a time stamp in s, and when that was, in Unix ns
        self._last_s = -np.inf
        self._waiting = 0  # bytes taken since the last write
        self._safe_frames = 0  # frames on the disk
        self._lock = threading.Lock()  # of what is in memory; never held while the disk works
        self._writing = threading.Lock()  # of the file
        self._file = create(self.path, NEVER_REPLACED, buffering=0)
        self._links = links(self._file)
        self._memory = _Outbox()
        facts = {
            "rate_hz": repr(float(rate_hz)),
            "source": source,
            "source_format": "live",
            "model": model,
            "recorded_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            **(metadata or {}),
        }
        self._messages = MessageWriter(cast(BinaryIO, self._memory), facts, self._log_time_ns)
        self._save()
        if (error := self.error) is not None:
            self._end_file()
            raise error
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()
        atexit.register(self._at_exit)

    @property
    def error(self) -> RecordingError | None:
        """The error that stopped the recording; None if there is none."""
        return self._error

    @property
    def kept(self) -> bool:
        """Whether frames have reached the disk."""
        return self._safe_frames > 0

    def write_frame(self, frame: Frame) -> None:
        """Record a frame.

        Raises:
            RecordingError: recording has failed; earlier data is kept.
            ValueError: it is not later than the previous one, or contains NaN, i.e. a bug in the source.
        """
        with self._taking():
            if frame.time_s <= self._last_s:
                raise ValueError(f"frame {frame.number} at {frame.time_s} s is not after {self._last_s} s")
            if self.frames >= MOST_FRAMES:
                raise RecordingError(
                    f"{MOST_FRAMES:,} frames are as many as a recording may have",
                    path=self.path,
                    remedy="It is whole: go on in another file.",
                )
            self._waiting += self._messages.add_frame(frame)
            self._last_s = frame.time_s
            self.frames += 1

    def write_answer(self, answer: Answer) -> None:
        """Record an answer with its prediction and F_A.

        Raises:
            RecordingError: recording has failed; earlier data is kept.
        """
        with self._taking():
            self._waiting += self._messages.add_answer(answer)

    def write_image(self, time_s: float, rgb: npt.NDArray[np.uint8]) -> None:
        """Record a camera image as JPEG; dropped, and counted, while the disk cannot keep up.

        Args:
            time_s: the image's time stamp, on the same clock as the frames', in seconds.
            rgb: (H, W, 3) uint8 in the order red, green, blue.

        Raises:
            RecordingError: recording has failed, or OpenCV is missing.
        """
        from streaming.sources.opencv import import_cv2

        if self._waiting > _MOST_WAITING:
            self.images_left_out += 1
            return
        cv2 = import_cv2()
        bgr = np.ascontiguousarray(rgb[:, :, ::-1])
        done, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
        if not done:
            raise ValueError(f"OpenCV makes no JPEG of an image of shape {rgb.shape}")
        with self._taking():
            data = encode_image(time_s, jpeg.tobytes(), self._log_time_ns(time_s))
            self._waiting += self._messages.add(CAMERA, time_s, data)

    def flush(self) -> None:
        """Write and sync all data to disk, which may take a moment; errors are in :attr:`error`."""
        with self._writing:
            self._save()

    def close(self) -> None:
        """Write remaining data and the index; idempotent. Without any frame the file is removed.

        Raises:
            RecordingError: writing failed and this has not been raised yet.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
        atexit.unregister(self._at_exit)
        self._stop.set()
        self._thread.join()
        with self._writing:
            self._save(finish=True)
            self._end_file()
        if self._error is not None and not self._told:
            self._told = True
            raise self._error

    def __enter__(self) -> Recorder:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the recording; an error in closing does not hide an earlier one."""
        failed = kind is not None and issubclass(kind, Exception)
        with suppress(RecordingError) if failed else nullcontext():
            self.close()

    @contextmanager
    def _taking(self) -> Iterator[None]:
        """Hold the lock while data is added, after checking the state.

        Raises:
            RecordingError: recording has failed.
            ValueError: the recording is closed.
        """
        with self._lock:
            if self._closed:
                raise ValueError(f"{self.path} is closed")
            if self._error is None and self._waiting > 2 * _MOST_WAITING:
                self._error = self._failure(
                    f"the disk has stalled with {self._waiting / 1024**2:.0f} MiB to write"
                )
            if self._error is not None:
                self._told = True
                raise self._error
            yield

    def _log_time_ns(self, time_s: float) -> int:
        """Convert a time stamp to nanoseconds since 1970, relative to the arrival of the first one."""
        if self._start is None:
            self._start = (time_s, time.time_ns())
        return self._start[1] + round((time_s - self._start[0]) * 1e9)

    def _run(self) -> None:
        """Write data until stopped or failed."""
        while self._error is None and not self._stop.wait(self._flush_s):
            self.flush()

    def _save(self, finish: bool = False) -> None:
        """Write and sync all data as complete chunks."""
        with self._lock:
            if self._error is not None or self._finished:
                return
            if finish:
                self._finished = True
                self._messages.finish()
            else:
                self._messages.flush()
            data = self._memory.take()
            self._waiting, frames = 0, self.frames
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]
            if data:
                os.fsync(self._file.fileno())
        except OSError as error:
            # What was written stays as it is: readers take every complete piece and skip the half one.
            self._error = self._failure(f"cannot be written any more: {error.strerror}")
        else:
            self._safe_frames = frames
            self._look_for_file()

    def _look_for_file(self) -> None:
        """Check that the file still exists."""
        if self._links and not links(self._file):
            self._safe_frames = 0
            self._error = RecordingError(
                "was removed while it was recorded: nothing of it is kept",
                path=self.path,
                remedy="Record again.",
            )
        elif not os.path.lexists(self.path):
            self._error = RecordingError(
                "is no longer there: it, or its folder, was renamed or moved while it was recorded",
                path=self.path,
                remedy=f"The {counted(self._safe_frames, 'frame up to then is', 'frames up to then are')} "
                "in it, "
                "wherever it is. Record again.",
            )

    def _end_file(self) -> None:
        """Close the file, and remove it if it has no frames."""
        mine = False
        with suppress(OSError):  # it may be gone by now
            mine = os.path.samestat(os.fstat(self._file.fileno()), self.path.lstat())
        with suppress(OSError):  # where writing failed this may, too
            self._file.close()
        if mine and not self.kept:
            with suppress(OSError):
                self.path.unlink()

    def _failure(self, found: str) -> RecordingError:
        kept = (
            f"The {counted(self._safe_frames, 'frame up to then is', 'frames up to then are')} "
            "kept and can be read. "
        )
        return RecordingError(
            found,
            path=self.path,
            remedy=f"{kept if self._safe_frames else ''}Make room, or record elsewhere.",
        )

    def _at_exit(self) -> None:
        """Close an open recording at exit."""
        self.close()


class _Outbox(io.BytesIO):
    """Buffer of data not yet on disk."""

    def __init__(self) -> None:
        super().__init__()
        self._taken = 0

    def tell(self) -> int:
        """Return the position in the whole file."""
        return self._taken + super().tell()

    def take(self) -> bytes:
        """Return and clear the data written since the last call."""
        data = self.getvalue()
        self.seek(0)
        self.truncate()
        self._taken += len(data)
        return data
