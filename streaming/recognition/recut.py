"""Windows of a recording that can be cut again, so that none has to be kept."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from streaming.recognition.window import SlidingWindow, Window, WindowSettings, cut_window
from streaming.skeleton.frames import Body, Frame

_NOBODY = -1


class RecuttingWindow(SlidingWindow):
    """Sliding window over the frames of a recording that cuts any of its windows again.

    For every frame it stores which of the frame's bodies is in which slot, six bytes a slot. :meth:`again`
    may be called by other threads than :meth:`push`.
    """

    def __init__(self, frames: Sequence[Frame], settings: WindowSettings, follow: int | None = None) -> None:
        """Start before the first frame.

        Args:
            frames: of the recording; :meth:`push` is given each of them, in this order.
            settings: span, stride, T and M.
            follow: identity of the person in the first slot; None for automatic selection.
        """
        super().__init__(settings, follow)
        self._frames = frames
        # Both (F * M), by frame and slot: the place in the frame's bodies, and the track's running number.
        self._places, self._tracks = array("h"), array("I")
        self._newest = [0] * settings.bodies
        self.cut_at = -1
        """Index of the frame with which the newest window ends."""

    def push(self, frame: Frame) -> Window | None:
        """Process the next frame of the recording; return a window if one is due, else None.

        Raises:
            ValueError: the frame is not later than the previous one.
        """
        window = super().push(frame)
        if window is not None:
            self.cut_at = len(self._places) // self.settings.bodies
        for m, body in enumerate(self.slots):
            self._newest[m] += self.begins[m]
            self._places.append(_NOBODY if body is None else _place(frame, body))
        self._tracks.extend(self._newest)
        return window

    def again(self, index: int) -> Window:
        """Cut the window that ends with a frame once more, bit for bit.

        Args:
            index: of a frame in the recording at which :meth:`push` returned a window.
        """
        slots = self.settings.bodies
        newest = self._frames[index]
        tracks = self._tracks[index * slots : (index + 1) * slots]
        start_s = newest.time_s - self.settings.span_s
        times_s: list[float] = []
        rows: list[tuple[Body | None, ...]] = []
        for f in range(index, -1, -1):
            row = slice(f * slots, (f + 1) * slots)
            places, then = self._places[row], self._tracks[row]
            if then[0] != tracks[0]:
                break
            if places[0] == _NOBODY:
                continue
            frame = self._frames[f]
            times_s.append(frame.time_s)
            rows.append(
                tuple(
                    frame.bodies[place] if place != _NOBODY and one == now else None
                    for place, one, now in zip(places, then, tracks, strict=True)
                )
            )
            if frame.time_s <= start_s:  # one frame at or before the start, as in push
                break
        times_s.reverse()
        rows.reverse()
        start_s = max(start_s, times_s[0])
        return cut_window(times_s, rows, self.settings, newest.number, start_s, newest.time_s, int(tracks[0]))


def _place(frame: Frame, body: Body) -> int:
    """Return the index of a body in its frame."""
    return next(i for i, each in enumerate(frame.bodies) if each is body)
