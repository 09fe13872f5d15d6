"""The sliding window: a span of time of one or more bodies, resampled by time stamp to T frames.

Training, replay and live recognition share this code. A window is a span of *time*, so that the network is
independent of the source's frame rate.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.errors import SettingsError
from streaming.printable import counted
from streaming.skeleton.frames import Body, Frame, Positions, States, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.tracking.person_selection import PersonSelector

LONGEST_S = 60.0
"""Maximum window length, in seconds, to bound memory and catch errors."""
_MOST_FRAMES = 100_000


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Settings of the sliding window.

    Attributes:
        span_s: length of a full window, in seconds (about the length of an action).
        frames: T, the number of frames a window is resampled to.
        stride_s: seconds from one window's end to the next one's.
        bodies: M, the number of people in a window.
        min_span_s: minimum length of the first, shorter, window, in seconds.
        max_gap_s: longest gap in a track, in seconds, that is interpolated.
    """

    span_s: float = 2.0
    frames: int = 50
    stride_s: float = 0.1
    bodies: int = 1
    min_span_s: float = 0.8
    max_gap_s: float = 0.5

    def __post_init__(self) -> None:
        """Validate the settings.

        Raises:
            SettingsError: a length is not positive or very large, or the minimum exceeds the span.
        """
        for name in ("span_s", "frames", "stride_s", "bodies", "min_span_s", "max_gap_s"):
            most = LONGEST_S if name.endswith("_s") else _MOST_FRAMES
            if not 0 < getattr(self, name) <= most:
                raise SettingsError(
                    f"window {name} = {getattr(self, name)}", expected=f"a number above 0 to {most:.0f}"
                )
        if self.frames < 2 or self.min_span_s > self.span_s:
            raise SettingsError(
                f"window of {counted(self.frames, 'frame')}, {self.min_span_s} to {self.span_s} s",
                expected="at least 2 frames, and min_span_s no longer than span_s",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Input window of the network.

    Attributes:
        times_s: (T,) float64, evenly spaced time stamps, the last one that of the newest frame.
        positions: (T, M, 25, 3) float32, metres, Kinect camera space; NaN throughout for an absent body.
        states: (T, M, 25) uint8 tracking states; 0 throughout for an absent body.
        frame_number: the source's number of the newest frame in the window.
        person: running number of the person in the first slot: windows with the same number show the same
            person without a long gap.
        held_until_s: time stamp up to which the first pose is held, because nothing was seen before.
    """

    times_s: npt.NDArray[np.float64]
    positions: Positions
    states: States
    frame_number: int
    person: int = 0
    held_until_s: float = -np.inf

    @property
    def seen_from_s(self) -> float:
        """Time stamp of the oldest pose that was seen, in seconds."""
        return max(float(self.times_s[0]), self.held_until_s)

    @property
    def end_s(self) -> float:
        """Time stamp of the newest frame, in seconds."""
        return float(self.times_s[-1])

    @property
    def span_s(self) -> float:
        """Seconds from the oldest frame to the newest."""
        return float(self.times_s[-1] - self.times_s[0])


def interpolate(
    times_s: npt.NDArray[np.float64], values: npt.NDArray[np.float32], at_s: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Interpolate linearly between time-stamped values, with constant extrapolation.

    Args:
        times_s: (F,) strictly increasing, seconds.
        values: (F, ...) one value per time stamp.
        at_s: (T,) where to interpolate, seconds.

    Returns:
        (T, ...) float32.
    """
    if len(times_s) == 1:
        return np.repeat(values, len(at_s), axis=0).astype(np.float32)
    after = np.clip(np.searchsorted(times_s, at_s, side="right"), 1, len(times_s) - 1)
    before = after - 1
    share = np.clip((at_s - times_s[before]) / (times_s[after] - times_s[before]), 0.0, 1.0)
    weight = share.astype(np.float32).reshape(-1, *([1] * (values.ndim - 1)))
    mixed: npt.NDArray[np.float32] = values[before] * (1 - weight) + values[after] * weight
    return mixed


def resample(
    times_s: npt.NDArray[np.float64], positions: Positions, states: States, at_s: npt.NDArray[np.float64]
) -> tuple[Positions, States]:
    """Resample one body's track to other times.

    Positions are interpolated linearly; a state is the less certain one of its two neighbours.

    Args:
        times_s: (F,) strictly increasing, seconds.
        positions: (F, 25, 3) metres.
        states: (F, 25) tracking states.
        at_s: (T,) seconds.

    Returns:
        positions (T, 25, 3) float32 and states (T, 25) uint8.
    """
    before = np.clip(np.searchsorted(times_s, at_s, side="right") - 1, 0, len(times_s) - 1)
    after = np.clip(np.searchsorted(times_s, at_s, side="left"), 0, len(times_s) - 1)
    return interpolate(times_s, positions, at_s), np.minimum(states[before], states[after])


class Slots:
    """Assignment of people to the window's slots, frame by frame, and the starts of new tracks."""

    def __init__(self, slots: int, follow: int | None, max_gap_s: float) -> None:
        """Start with empty slots; the arguments are those of :class:`PersonSelector`."""
        self._select = PersonSelector(slots, follow, max_gap_s)
        self._max_gap_s = max_gap_s
        self._seen_s = [-np.inf] * slots  # when each slot's person was last in view
        self.begins = [False] * slots
        """For each slot, whether the last call put a new person into it, or one back after a gap: nothing
        that was seen in this slot before counts any more."""

    def __call__(self, frame: Frame) -> tuple[Body | None, ...]:
        """Return the M tracked bodies of a frame, None for a slot whose person is out of view."""
        chosen = self._select(frame)
        for m, body in enumerate(chosen):
            gap_s = frame.time_s - self._seen_s[m]
            self.begins[m] = body is not None and (self._select.changed[m] or gap_s > self._max_gap_s)
            if body is not None:
                self._seen_s[m] = frame.time_s
        return chosen


def resample_slots(
    times_s: npt.NDArray[np.float64],
    positions: Positions,
    states: States,
    at_s: npt.NDArray[np.float64],
    begins: npt.NDArray[np.bool_] | None = None,
) -> tuple[Positions, States]:
    """Resample the slots of a track to other times, handling temporary absence.

    Only frames within ``at_s``, and the nearest ones around it, are used. Each person is interpolated between
    their frames, and held before the first and after the last; frames before the start of a new track in the
    slot are not used; a person never in view is NaN.

    Args:
        times_s: (F,) strictly increasing, seconds.
        positions: (F, M, 25, 3) metres; NaN for an absent body.
        states: (F, M, 25) tracking states.
        at_s: (T,) non-decreasing, seconds.
        begins: (F, M) starts of new tracks; None for none.

    Returns:
        positions (T, M, 25, 3) float32 and states (T, M, 25) uint8; NaN and 0 for an absent body.
    """
    first = max(int(np.searchsorted(times_s, at_s[0], side="right")) - 1, 0)
    last = min(int(np.searchsorted(times_s, at_s[-1], side="left")), len(times_s) - 1)
    rows = slice(first, last + 1)
    times_s, positions, states = times_s[rows], positions[rows], states[rows]
    shape = (len(at_s), *positions.shape[1:3])
    out = np.full((*shape, 3), np.nan, dtype=np.float32)
    out_states = np.full(shape, TrackingState.NOT_TRACKED, dtype=np.uint8)
    for m in range(shape[1]):
        seen = np.flatnonzero(np.isfinite(positions[:, m, 0, 0]))
        if begins is not None and m < begins.shape[1]:
            afresh = np.flatnonzero(begins[rows, m])
            seen = seen[seen >= afresh[-1]] if len(afresh) else seen
        if len(seen):
            out[:, m], out_states[:, m] = resample(times_s[seen], positions[seen, m], states[seen, m], at_s)
    return out, out_states


def cut_window(
    times_s: Sequence[float],
    slots: Sequence[tuple[Body | None, ...]],
    settings: WindowSettings,
    frame_number: int,
    start_s: float,
    end_s: float,
    person: int = 0,
) -> Window:
    """Cut one window from consecutive frames.

    Args:
        times_s: (F,) strictly increasing time stamps, seconds.
        slots: the M tracked bodies per frame, None if out of view.
        settings: gives T and M.
        frame_number: the newest frame's number.
        start_s: start of the window, seconds.
        end_s: end of the window, seconds.
        person: running number of the person in the first slot.
    """
    at_s = np.linspace(start_s, end_s, settings.frames)
    shape = (len(slots), settings.bodies, KINECT_V2.size)
    positions = np.full((*shape, 3), np.nan, dtype=np.float32)
    states = np.full(shape, TrackingState.NOT_TRACKED, dtype=np.uint8)
    for f, row in enumerate(slots):
        for m, body in enumerate(row):
            if body is not None:
                positions[f, m], states[f, m] = body.positions, body.states
    positions, states = resample_slots(np.array(times_s), positions, states, at_s)
    return Window(at_s, positions, states, frame_number, person)


class SlidingWindow:
    """Sliding window over a stream of frames."""

    def __init__(self, settings: WindowSettings, follow: int | None = None) -> None:
        """Start empty.

        Args:
            settings: span, stride, T and M.
            follow: identity of the person in the first slot; None for automatic selection.
        """
        self.settings = settings
        self.followed: int | None = None
        """Identity of the person in the first slot at the newest frame; None if out of view."""
        self.slots: tuple[Body | None, ...] = (None,) * settings.bodies
        """The M tracked bodies of the newest frame, None for a slot whose person is out of view."""
        self._select = Slots(settings.bodies, follow, settings.max_gap_s)
        self._times: deque[float] = deque()
        self._slots: deque[tuple[Body | None, ...]] = deque()
        self._newest_s = -np.inf
        self._due_s = -np.inf
        self._person = 0

    def push(self, frame: Frame) -> Window | None:
        """Process the next frame; return a window if one is due, else None.

        The first person must be in view; frames of a person before a gap longer than ``max_gap_s`` are not
        used. Memory is bounded by one span.

        Raises:
            ValueError: the frame is not later than the previous one.
        """
        if frame.time_s <= self._newest_s:
            raise ValueError(f"frame {frame.number} at {frame.time_s} s is not after {self._newest_s} s")
        self._newest_s = frame.time_s
        self.slots = slots = self._select(frame)
        self.followed = None if slots[0] is None else slots[0].identity
        for m, begins in enumerate(self.begins):
            if begins:
                self._forget(m)
        if slots[0] is None:
            return None
        self._times.append(frame.time_s)
        self._slots.append(slots)
        start_s = frame.time_s - self.settings.span_s
        while len(self._times) > 1 and self._times[1] <= start_s:  # keep one frame at or before the start
            self._times.popleft()
            self._slots.popleft()
        start_s = max(start_s, self._times[0])
        # A tolerance of a microsecond: time stamps such as 2.1 have no exact binary form.
        if frame.time_s < self._due_s - 1e-6 or frame.time_s - start_s < self.settings.min_span_s - 1e-6:
            return None
        # The next one is due on the grid of strides that the first one began.
        due_s = self._due_s if np.isfinite(self._due_s) else frame.time_s
        missed = np.floor((frame.time_s - due_s + 1e-6) / self.settings.stride_s)
        self._due_s = due_s + (1 + missed) * self.settings.stride_s
        return cut_window(
            self._times, self._slots, self.settings, frame.number, start_s, frame.time_s, self._person
        )

    @property
    def begins(self) -> Sequence[bool]:
        """For each slot, whether a new track began in it at the newest frame."""
        return self._select.begins

    def _forget(self, slot: int) -> None:
        """Drop the history of a slot's person; for the first person, of all slots."""
        if slot == 0:
            self._times.clear()
            self._slots.clear()
            self._person += 1
        else:
            self._slots = deque((*row[:slot], None, *row[slot + 1 :]) for row in self._slots)
