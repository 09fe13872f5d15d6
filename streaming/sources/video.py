"""Video source: time-stamped images, in real time or as fast as possible."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.printable import counted
from streaming.sources.decoder import VideoDecoder
from streaming.sources.pace import Pacer
from streaming.sources.source import Image

# Containers count a few images that no decoder gives; if more than this share is missing, something is wrong.
_FEW = 0.05
# An interval so many times as long as the usual one is a gap.
_GAP = 1.5


class VideoFile:
    """Images of a video file with strictly increasing time stamps.

    Attributes:
        rate_hz: nominal frame rate.
        count: number of images according to the container, or None if unknown.
        guessed_times: number of images so far without a usable time stamp.
    """

    def __init__(self, path: Path, *, mirrored: bool = False, slow_motion: float = 1.0) -> None:
        """Open the file.

        Args:
            path: any video that OpenCV opens.
            mirrored: whether the images are mirrored; they are flipped back.
            slow_motion: slow-motion factor; time stamps are divided by it.

        Raises:
            SettingsError: it is no factor of slow motion.
            RecordingError: it is missing, empty, or not a video; or OpenCV is missing.
        """
        path = Path(path)
        from streaming.readers.support.text import check_file  # its package brings every reader

        check_file(path, max_bytes=None)
        self._path = path
        self._decoder = VideoDecoder(path, mirrored=mirrored, slow_motion=slow_motion)
        self.rate_hz, self.count = self._decoder.rate_hz, self._decoder.count
        self.guessed_times = 0
        self._times_s: list[float] = []
        self._ended = False

    def images(self) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
        """Yield (time stamp in s, image (H, W, 3) uint8, red first), and close the file at the end."""
        last_s = None
        try:
            while (image := self._decoder.read()) is not None:
                time_s, rgb = image
                if last_s is not None and not last_s < time_s < last_s + 3600:
                    time_s = last_s + 1 / self.rate_hz
                    self.guessed_times += 1
                last_s = time_s
                self._times_s.append(time_s)
                yield time_s, rgb
            self._ended = True
        finally:
            self.close()

    @property
    def shortfall(self) -> str:
        """Message, at the end, that much less could be read than the container claims; otherwise empty."""
        done = len(self._times_s)
        lost = self._lost()
        if lost <= _FEW * (done + lost):
            return ""
        return (
            f"{self._path.name} is cut off or damaged: {done} "
            f"of {counted(done + lost, 'image')} could be read."
        )

    def _lost(self) -> int:
        """Return the number of missing images, by the container's count and duration.

        Some containers do not count their images: OpenCV then multiplies their length by a nominal rate,
        which says nothing where images came at their own pace. Nor does time alone where that stands still.
        """
        if self.count is None or not self._times_s or not self._ended:
            return 0
        intervals_s = np.diff(self._times_s)
        usual_s = float(np.median(intervals_s)) if len(intervals_s) else 1 / self.rate_hz
        gaps_s = float((intervals_s[intervals_s > _GAP * usual_s] - usual_s).sum())
        end_s = self.count / self.rate_hz - (self._times_s[-1] - self._times_s[0] + usual_s)
        by_time = round((gaps_s + max(end_s, 0.0)) / usual_s)
        return max(0, min(self.count - len(self._times_s), by_time))

    def close(self) -> None:
        """Release the file."""
        self._decoder.close()


def is_video(path: Path) -> bool:
    """Whether OpenCV can open a file as a video."""
    try:
        VideoFile(path).close()
    except RecordingError:
        return False
    return True


class Video:
    """Video file as a source of a pipeline."""

    def __init__(
        self,
        path: Path,
        *,
        speed: float | None = 1.0,
        live: bool = False,
        mirrored: bool = False,
        repeats: bool = False,
        slow_motion: float = 1.0,
        seconds: float | None = None,
    ) -> None:
        """Open the file.

        Args:
            path: any video that OpenCV opens.
            speed: seconds of the video per second; None for as fast as possible.
            live: whether images are dropped if not taken, as by a camera.
            mirrored: whether the images are mirrored; they are flipped back.
            repeats: whether to loop; numbers and time stamps continue.
            slow_motion: slow-motion factor; time stamps are divided by it.
            seconds: how much of it is read, by its time stamps; None for all.

        Raises:
            RecordingError: the file is no video.
            SettingsError: the speed is not above 0, or it is no factor of slow motion.
        """
        self._pacer = Pacer(speed)
        self._open = partial(VideoFile, Path(path), mirrored=mirrored, slow_motion=slow_motion)
        self._file = self._open()
        self._live, self._repeats, self._status = live, repeats, ""
        self._seconds = seconds
        self.path, self.rate_hz, self.count = Path(path), self._file.rate_hz, self._file.count

    @property
    def live(self) -> bool:
        """Whether images are dropped if not taken."""
        return self._live

    @property
    def status(self) -> str:
        """At the end: whether much less could be read than the container promised."""
        return self._status

    def __iter__(self) -> Iterator[Image]:
        """Yield the images in order, with the container's time stamps.

        Raises:
            RecordingError: no image can be decoded.
        """
        done, after_s, first_s = 0, 0.0, 0.0
        while True:
            begun, time_s = done, 0.0
            for time_s, rgb in self._file.images():
                first_s = first_s if done else time_s
                if self._seconds is not None and after_s + time_s - first_s >= self._seconds:
                    return
                if not self._pacer.until(after_s + time_s):
                    return
                yield Image(done, after_s + time_s, rgb)
                done += 1
            if not self._repeats or done == begun:
                break
            after_s += time_s + 1 / self.rate_hz
            self._file = self._open()
        if not done:
            raise RecordingError(
                "not one of its images can be decoded",
                path=self.path,
                remedy="Does it play elsewhere? Copy it again, or convert it to H.264 in .mp4.",
            )
        self._status = self._file.shortfall

    def close(self) -> None:
        """End the iteration."""
        self._pacer.close()
