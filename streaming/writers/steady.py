"""One person at a constant frame rate, as the formats of motion capture need it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.errors import RecordingError
from streaming.recognition.window import resample
from streaming.skeleton.frames import Body, Recording, TrackingState
from streaming.skeleton.layouts import KINECT_V2
from streaming.writers.losses import ON_GRID_S, longest_gap_s, lost_labels, lost_start, steady_count


@dataclass(frozen=True, slots=True)
class SteadyTrack:
    """The track of one person at a constant frame rate.

    Attributes:
        rate_hz: frames per second; frame f is at f / rate_hz seconds.
        positions: (F, 25, 3) float32, metres, Kinect camera space; NaN where the person is out of view.
        states: (F, 25) uint8 tracking states; 0 where the person is out of view.
        notes: what of the recording is not in it, one sentence each.
    """

    rate_hz: float
    positions: npt.NDArray[np.float32]
    states: npt.NDArray[np.uint8]
    notes: tuple[str, ...]

    @property
    def in_view(self) -> npt.NDArray[np.bool_]:
        """Whether the person is in view, (F,)."""
        seen: npt.NDArray[np.bool_] = np.isfinite(self.positions[:, 0, 0])
        return seen


def steady_track(recording: Recording) -> SteadyTrack:
    """Return the track of the person who is longest in view, at the recording's nominal rate.

    Raises:
        RecordingError: there is nobody in it, or it is almost all gap.
    """
    seen = Counter(body.identity for frame in recording.frames for body in frame.bodies)
    if not seen:
        raise RecordingError(
            "there is nobody in any of its frames",
            path=recording.path,
            expected="a recording of a person",
            remedy="Choose .mcap or .csv, which hold empty frames.",
        )
    who = seen.most_common(1)[0][0]
    rate_hz, times_s = recording.rate_hz, recording.times_s - recording.start_s
    count = steady_count(recording, times_s, rate_hz)
    positions = np.full((count, KINECT_V2.size, 3), np.nan, dtype=np.float32)
    states = np.full((count, KINECT_V2.size), TrackingState.NOT_TRACKED, dtype=np.uint8)
    for run_s, bodies in _runs(recording, times_s, who):
        first, last = round(run_s[0] * rate_hz), round(run_s[-1] * rate_hz)
        rows = slice(first, last + 1)
        positions[rows], states[rows] = resample(
            np.array(run_s),
            np.stack([body.positions for body in bodies]),
            np.stack([body.states for body in bodies]),
            _snapped(np.arange(first, last + 1) / rate_hz, times_s),
        )
    return SteadyTrack(rate_hz, positions, states, tuple(_notes(recording, times_s, count, len(seen))))


def _snapped(at_s: npt.NDArray[np.float64], times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Replace moments that differ from a time stamp by rounding alone, whose positions then stay exact."""
    after = np.clip(np.searchsorted(times_s, at_s), 0, len(times_s) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(at_s - times_s[before] < times_s[after] - at_s, times_s[before], times_s[after])
    return np.where(np.abs(nearest - at_s) <= ON_GRID_S, nearest, at_s)


def _runs(
    recording: Recording, times_s: npt.NDArray[np.float64], who: int
) -> list[tuple[list[float], list[Body]]]:
    """Cut one person's track where they are out of view: (times in s, bodies) of each stretch in view."""
    runs: list[tuple[list[float], list[Body]]] = []
    most_s = longest_gap_s(times_s)
    for time_s, frame in zip(times_s.tolist(), recording.frames, strict=True):
        body = next((body for body in frame.bodies if body.identity == who), None)
        if body is None:
            continue
        if not runs or time_s - runs[-1][0][-1] > most_s:
            runs.append(([], []))
        runs[-1][0].append(time_s)
        runs[-1][1].append(body)
    return runs


def _notes(recording: Recording, times_s: npt.NDArray[np.float64], count: int, people: int) -> list[str]:
    """Return what is not kept."""
    notes, rate_hz = [], recording.rate_hz
    if people > 1:
        others = f"{people - 1} others are" if people > 2 else "1 other is"
        notes.append(f"The person who is longest in view is kept, {others} not: the format holds one.")
    if len(times_s) != count or (np.abs(times_s - np.arange(count) / rate_hz) > ON_GRID_S).any():
        notes.append(
            f"Resampled from {len(times_s)} time-stamped frames to {count} at {rate_hz:g} per second: the "
            "format has a constant rate."
        )
    return [*notes, *lost_start(recording), *lost_labels(recording)]


def marker_positions(track: SteadyTrack) -> tuple[npt.NDArray[np.float64], str]:
    """Return (F, 25, 3) positions in millimetres for a format of markers, and a note on tracking states.

    Joints that are not tracked are NaN: motion capture has gaps there, no guesses.
    """
    markers = track.positions.astype(np.float64) * 1000.0
    lost = track.states == TrackingState.NOT_TRACKED
    markers[lost] = np.nan
    share = lost[track.in_view].mean()
    gaps = f"; {share:.1%} of the joints were not tracked and are gaps" if share else ""
    return markers, f"Tracking states are not kept: the format has none{gaps}."
