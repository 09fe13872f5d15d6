"""NTU RGB+D ``.skeleton`` writer; :mod:`streaming.readers.ntu` describes the format.

The format has no time stamps, only 30 frames per second: a recording of another rate, or with gaps, is
resampled by time stamp. Positions keep every bit of their float32.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.readers.ntu import RATE_HZ
from streaming.recognition.window import resample
from streaming.skeleton.frames import Body, Frame, Recording
from streaming.writers.atomic import replace_text
from streaming.writers.losses import ON_GRID_S, longest_gap_s, lost_labels, lost_start, steady_count
from streaming.writers.numbers import exactly

# Where a Kinect v2 sees a point, in pixels: a pinhole fitted to the joints of ten NTU files (mean error 0.1
# pixels in depth, 0.3 in colour; sensors differ by about as much). (focal x, focal y, centre x, centre y,
# shift x, shift y): pixel = centre + (focal * x + shift) / z, y downwards.
_DEPTH_CAMERA = (368.06, 366.97, 256.28, 208.35, -0.01, 0.53)
_COLOUR_CAMERA = (1058.87, 1056.22, 960.01, 567.94, 57.51, -2.12)
_NEAREST_M = 0.1
# What a recording here does not hold: hands' states unknown, not restricted, no lean, the body tracked.
_REST_OF_BODY = "0 0 0 0 0 0 0 0 2"
# Kinect's own orientation where it has none, as of the head and the tips.
_NO_ORIENTATION = "0 0 0 0"


def write_ntu(recording: Recording, path: Path, *, overwrite: bool = True) -> tuple[str, ...]:
    """Write a recording as an NTU ``.skeleton`` file, atomically.

    Positions, states and identities come back from the reader bit for bit if the recording has 30 frames
    per second. Depth and colour pixels are those of a nominal Kinect v2.

    Args:
        recording: what to write.
        path: output file.
        overwrite: whether an existing file is replaced.

    Returns:
        Notes on lost data, one sentence each.

    Raises:
        WriteError: the file cannot be written, or exists already.
        RecordingError: the recording is almost all gap.
    """
    notes = []
    frames = recording.frames
    times_s = recording.times_s - recording.start_s
    if (np.abs(times_s - np.arange(len(frames)) / RATE_HZ) > ON_GRID_S).any():
        count = steady_count(recording, times_s, RATE_HZ)
        frames = _at_30_hz(frames, times_s, count)
        notes.append(
            f"Resampled from {len(recording.frames)} time-stamped frames to {len(frames)} at 30 per second: "
            "the format holds no time stamps."
        )
    replace_text(path, _text(frames), overwrite=overwrite)
    return (*notes, *lost_start(recording), *lost_labels(recording))


def _at_30_hz(frames: Sequence[Frame], times_s: npt.NDArray[np.float64], count: int) -> list[Frame]:
    """Resample to frames at 0, 1/30, 2/30 ... s, each body where it was in view."""
    bodies: list[list[Body]] = [[] for _ in range(count)]
    for run in _runs(frames, times_s):
        seen_s = np.array([time_s for time_s, _ in run])
        first, last = round(seen_s[0] * RATE_HZ), round(seen_s[-1] * RATE_HZ)
        positions, states = resample(
            seen_s,
            np.stack([body.positions for _, body in run]),
            np.stack([body.states for _, body in run]),
            np.arange(first, last + 1) / RATE_HZ,
        )
        identity = run[0][1].identity
        for row, index in enumerate(range(first, last + 1)):
            if all(body.identity != identity for body in bodies[index]):  # two runs may meet in one frame
                bodies[index].append(Body(identity, positions[row], states[row]))
    return [Frame(index, index / RATE_HZ, tuple(found)) for index, found in enumerate(bodies)]


def _runs(frames: Sequence[Frame], times_s: npt.NDArray[np.float64]) -> list[list[tuple[float, Body]]]:
    """Cut each identity's track where it is out of view, into (time, body) runs, in order of start."""
    runs: list[list[tuple[float, Body]]] = []
    current: dict[int, list[tuple[float, Body]]] = {}
    before_s, most_s = 0.0, longest_gap_s(times_s)
    for time_s, frame in zip(times_s.tolist(), frames, strict=True):
        going_on = {} if time_s - before_s > most_s else current
        before_s, current = time_s, {}
        for body in frame.bodies:
            if body.identity in current:
                continue
            run = going_on.get(body.identity)
            if run is None:
                run = []
                runs.append(run)
            run.append((time_s, body))
            current[body.identity] = run
    return runs


def _text(frames: Sequence[Frame]) -> Iterator[str]:
    """Yield the file's text, frame by frame."""
    yield f"{len(frames)}\n"
    for frame in frames:
        yield f"{len(frame.bodies)}\n"
        for body in frame.bodies:
            yield f"{body.identity} {_REST_OF_BODY}\n{len(body.states)}\n"
            pixels = np.concatenate(
                [_pixels(body.positions, _DEPTH_CAMERA), _pixels(body.positions, _COLOUR_CAMERA)], axis=1
            )
            for position, seen_at, state in zip(body.positions, pixels.tolist(), body.states, strict=True):
                x, y, z = map(exactly, position)
                u, v, colour_u, colour_v = seen_at
                yield f"{x} {y} {z} {u:.7g} {v:.7g} {colour_u:.7g} {colour_v:.7g} {_NO_ORIENTATION} {state}\n"


def _pixels(positions: npt.NDArray[np.float32], camera: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """Project joints (25, 3) in metres to pixels (25, 2); a joint at or behind the sensor gives zeros."""
    focal_x, focal_y, centre_x, centre_y, shift_x, shift_y = camera
    x, y, z = positions.astype(np.float64).T
    in_front = z >= _NEAREST_M
    depth = np.where(in_front, z, 1.0)
    u, v = centre_x + (focal_x * x + shift_x) / depth, centre_y + (shift_y - focal_y * y) / depth
    return np.where(in_front[:, None], np.stack([u, v], axis=1), 0.0)
