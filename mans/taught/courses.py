"""What time warping compares: where a person's joints are, and how they move, at about ten frames a second.

Joints are those of the live network (:mod:`mans.transforms.live_input`): in the person's own axes, with
bones of standard lengths, so that sensors, places and sizes do not count. Each frame is the joints as seen
from the middle of the shoulders, and their motion over a tenth of a second. Arms and legs move more than the
trunk does and count more. A joint that is not tracked in one of two frames does not count in comparing them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mans.transforms.live_window import INDEX, JOINTS

EVERY = 2
"""Frames of a window from one frame of a course to the next."""
MOVED_S = 0.1
"""Motion is the way that a joint would go in so long, seconds."""
_WEIGHTS = {"Elbow": 1.0, "Wrist": 1.5, "Knee": 1.0, "Ankle": 1.0}
WEIGHTS = np.array(
    [_WEIGHTS.get(name.removesuffix("Left").removesuffix("Right"), 0.5) for name in JOINTS], np.float32
)
"""(J,) by which each joint's coordinates are multiplied."""
MIRROR = [INDEX[name.replace("Left", "*").replace("Right", "Left").replace("*", "Right")] for name in JOINTS]
"""(J,) each column's counterpart on the other side."""

Floats = npt.NDArray[np.float32]


class Course(NamedTuple):
    """Frames to be compared.

    Attributes:
        values: (..., J, 6) float32, weighted position and motion, metres; zero where not tracked.
        seen: (..., J) float32, one where the joint is tracked.
    """

    values: Floats
    seen: Floats


def course(windows: Floats, step_s: float) -> Course:
    """Return what is compared of windows of the live network's input.

    Args:
        windows: (B, T, J, 4) of :func:`mans.transforms.live_input.live_input`.
        step_s: seconds from one frame to the next.

    Returns:
        (B, T', J, 6) with T' the half of T, the last frame its last one.
    """
    joints, seen = windows[..., :3], windows[..., 3]
    shoulders = joints[:, :, [INDEX["ShoulderLeft"], INDEX["ShoulderRight"]]].mean(axis=2, keepdims=True)
    moved = np.gradient(joints, step_s, axis=1) * np.float32(MOVED_S)
    values = np.concatenate([joints - shoulders, moved], axis=3) * (WEIGHTS[:, None] * seen[..., None])
    last = windows.shape[1] - 1
    rows = np.arange(last % EVERY, last + 1, EVERY)
    return Course(values[:, rows].astype(np.float32), seen[:, rows])


def mirrored(windows: Floats) -> Floats:
    """Return windows (B, T, J, 4) as seen in a mirror."""
    swapped = windows[:, :, MIRROR].copy()
    swapped[..., 0] *= -1
    return swapped


def stretched(whole: Course, frames: int) -> Course:
    """Resample one course (T', J, 6) to another number of frames."""
    at = np.linspace(0, len(whole.values) - 1, frames)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, len(whole.values) - 1)
    share = (at - low).astype(np.float32)[:, None]
    seen = np.minimum(whole.seen[low], whole.seen[high])
    values = whole.values[low] * (1 - share[..., None]) + whole.values[high] * share[..., None]
    return Course((values * seen[..., None]).astype(np.float32), seen)


def costs(templates: Course, stream: Course) -> Floats:
    """Return how far each frame of templates is from each frame of a stream: (P, I, J').

    Args:
        templates: (P, I, J, 6).
        stream: (J', J, 6).

    Returns:
        Root of the summed squares over the joints that both see, in proportion for those that they do not;
        metres, weighted.
    """
    pairs, frames = templates.values.shape[:2]
    a = templates.values.reshape(pairs * frames, -1)
    b = stream.values.reshape(len(stream.values), -1)
    seen_a, seen_b = templates.seen.reshape(pairs * frames, -1), stream.seen
    squares_a = (templates.values**2).sum(axis=3).reshape(pairs * frames, -1)
    squares_b = (stream.values**2).sum(axis=2)
    apart = squares_a @ seen_b.T + seen_a @ squares_b.T - 2 * a @ b.T
    weight = WEIGHTS**2
    both = (seen_a * weight) @ seen_b.T
    scaled = np.maximum(apart, 0) * (weight.sum() / np.maximum(both, weight.min()))
    found: Floats = np.sqrt(scaled).astype(np.float32).reshape(pairs, frames, -1)
    return found
