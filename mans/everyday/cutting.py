"""Windows as a live stream will have them: cut anywhere, of any length and rate, seen from anywhere, damaged.

What a camera does to a person is done in camera space, before the window is turned into the person's own
frame of reference, so that a flattened or turned person gets the axes that they would get live.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mans.everyday.samples import AFTER, BEFORE
from mans.everyday.vocabulary import ARMS_ONLY, mirrored
from mans.recipe import Recipe
from mans.transforms.augmentation import AugmentationSettings, about_axes, vary_pose, warp_times
from mans.transforms.preprocessing import to_body_frame, to_columns
from mans.transforms.synthetic_outliers import BELOW, LIMBS, make_strange
from mans.transforms.tracks import Sample
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.window import interpolate, resample_slots
from streaming.skeleton.frames import Positions
from streaming.skeleton.layouts import KINECT_V2

_MIRROR = np.array(KINECT_V2.mirror)
_FLIP_X = np.array([-1, 1, 1], dtype=np.float32)
_I = KINECT_V2.index
_LIMBS = tuple(
    [_I[f"{joint}{side}"] for joint in joints]
    for side in ("Left", "Right")
    for joints in (
        ("Elbow", "Wrist", "Hand"),
        ("Wrist", "Hand"),
        ("Knee", "Ankle", "Foot"),
        ("Ankle", "Foot"),
    )
)
"""What is lost at once: an arm or a leg, from its middle or from its end on; the root first."""


_TURNED = [_I[joint] for limb in LIMBS for joint in limb]


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How windows are cut and what the sensor does to them; each share is a probability for a window.

    Attributes:
        odd_share: windows of any length; the others have 0.5 to 1.7 times the live length.
        lengths_s: range of the lengths of these, seconds.
        begun_share: share of an action that is over when a window may be called by its name ...
        begun_s: ... and seconds of a long one.
        after_s: how long after an action's end a window is still called by its name, seconds.
        over_s: how long after the beginning of a rest a window is called "no action", seconds.
        slow_share: windows that come at a lower rate than the data's.
        slowest_hz: the lowest of these rates.
        turned_deg: rotation about the vertical of half the windows; the others get a third of it.
        flat_share: windows whose depth is compressed, as a monocular pose model does.
        flattest: to which share of its depth.
        lost_share: windows in which a limb freezes, or collapses on to the joint that it hangs from.
        seated_share: windows of actions of the arms that are seen done by somebody who sits.
        manner_deg: standard deviation of the turn of each limb, about its root and about its middle joint,
            that a whole window keeps: nobody holds the arms as the few people of a data set do.
        offset_m: standard deviation of where a sensor puts each joint throughout a window, beside where
            another would, in metres of x, y and z ...
        drift_m: ... and of what changes of that slowly within the window. What changes quickly is the
            augmentation's ``noise_m``. Measured by ``benchmarks/pose_noise.py``.
    """

    odd_share: float = 0.25
    lengths_s: tuple[float, float] = (0.7, 4.0)
    begun_share: float = 0.45
    begun_s: float = 0.8
    after_s: float = 0.3
    over_s: float = 0.6
    slow_share: float = 0.5
    slowest_hz: float = 10.0
    turned_deg: float = 75.0
    flat_share: float = 0.4
    flattest: float = 0.3
    lost_share: float = 0.15
    seated_share: float = 0.08
    manner_deg: float = 10.0
    offset_m: tuple[float, float, float] = (0.025, 0.025, 0.06)
    drift_m: tuple[float, float, float] = (0.015, 0.015, 0.03)


def choose_span(
    sample: Sample, window_s: float, settings: StreamSettings, rng: np.random.Generator
) -> tuple[float, float]:
    """Choose a span in seconds such as a sliding window has while the sample's label is true at its end.

    What a window is called is what is being done at its end. So a window of an action ends when enough of it
    has been seen, and at the latest shortly after it; and one that ends later is "no action", however much
    of the action it still holds. Beyond the recording's own beginning and end a pose is held.
    """
    if rng.random() < settings.odd_share:
        length = rng.uniform(*settings.lengths_s)
    else:
        length = window_s * float(np.exp(rng.uniform(np.log(0.5), np.log(1.7))))
    if sample.label != NO_ACTION or not is_idle(sample):
        first_s, last_s = ends_of_action(sample, length, settings)
    elif sample.name.endswith(BEFORE):
        first_s, last_s = sample.start_s + min(0.3, sample.end_s - sample.start_s), sample.end_s
    else:
        first_s = min(sample.start_s + settings.over_s, sample.end_s)
        last_s = sample.end_s + (0.5 if sample.name.endswith(AFTER) else 0.0)
    end_s = rng.uniform(first_s, last_s)
    return end_s - length, end_s


def is_idle(sample: Sample) -> bool:
    """Whether nothing is done in it, rather than something that is none of the actions."""
    return sample.name.endswith((BEFORE, AFTER)) or " gap at " in sample.name


def ends_of_action(sample: Sample, length_s: float, settings: StreamSettings) -> tuple[float, float]:
    """Return the first and the last moment at which a window of an action may end, in seconds."""
    duration = sample.end_s - sample.start_s
    return (
        sample.start_s + min(settings.begun_share * duration, settings.begun_s),
        sample.end_s + min(settings.after_s, 0.3 * length_s),
    )


def cut(
    sample: Sample,
    span_s: tuple[float, float],
    frames: int,
    rate_hz: float | None = None,
    bend: npt.NDArray[np.float64] | None = None,
) -> Positions:
    """Cut a window of one person: (T, 1, 25, 3) metres, Kinect camera space.

    Args:
        sample: where from.
        span_s: from when to when, seconds.
        frames: T.
        rate_hz: rate of the frames that the window is resampled from; None for the recording's own.
        bend: (T,) where the frames lie in the span, from 0 to 1; None for evenly spaced.
    """
    start_s, end_s = span_s
    at_s = np.linspace(start_s, end_s, frames) if bend is None else start_s + (end_s - start_s) * bend
    track = sample.track
    if rate_hz is None:
        return resample_slots(track.times_s, track.positions, track.states, at_s, track.begins)[0]
    seen_s = np.arange(end_s, start_s - 1 / rate_hz, -1 / rate_hz)[
        ::-1
    ]  # the newest frame is the window's end
    seen, _ = resample_slots(track.times_s, track.positions, track.states, seen_s, track.begins)
    return interpolate(seen_s, seen, at_s)


def network_input(sample: Sample, span_s: tuple[float, float], recipe: Recipe) -> npt.NDArray[np.float32]:
    """Cut a window as it is, without any variation: O (T, N, 3) float32."""
    body = to_body_frame(cut(sample, span_s, recipe.frames), recipe.preprocessing)
    return to_columns(body, recipe.preprocessing)


def varied_input(
    sample: Sample,
    recipe: Recipe,
    settings: StreamSettings,
    rng: np.random.Generator,
    *,
    strange: bool = False,
) -> tuple[npt.NDArray[np.float32], str]:
    """Cut a window for training.

    Args:
        sample: an everyday sample.
        recipe: gives T, the live window's length, preprocessing and augmentation.
        settings: how the stream varies.
        rng: source of chance.
        strange: make a movement of it that is none of the actions.

    Returns:
        O (T, N, 3) float32, and its label: the mirror image's own where the window was mirrored.
    """
    vary = recipe.augmentation or AugmentationSettings()
    span_s = choose_span(sample, recipe.window_s, settings, rng)
    rate_hz = None
    if rng.random() < settings.slow_share:
        rate_hz = float(np.exp(rng.uniform(np.log(settings.slowest_hz), np.log(60.0))))
    seen = cut(sample, span_s, recipe.frames, rate_hz, warp_times(recipe.frames, vary, rng))
    label = sample.label
    if rng.random() < vary.mirror:
        seen, label = seen[:, :, _MIRROR] * _FLIP_X, mirrored(label)
    if (label in ARMS_ONLY or label == NO_ACTION) and rng.random() < settings.seated_share:
        seen = seated(seen)
    seen = through_camera(seen, settings, rng)
    if rng.random() < settings.lost_share:
        seen = lose_limb(seen, rng)
    body = to_body_frame(seen, recipe.preprocessing)
    if strange:
        body, label = make_strange(body, rng), NO_ACTION
    body = in_another_manner(body, settings.manner_deg, rng)
    body = body + slow_noise(len(body), settings, rng)
    body = vary_pose(body, replace(vary, mirror=0.0), rng)
    return to_columns(body, recipe.preprocessing), label


def through_camera(seen: Positions, settings: StreamSettings, rng: np.random.Generator) -> Positions:
    """Turn a person about the vertical, tilt the camera a little, and flatten what it sees.

    Args:
        seen: (T, M, 25, 3) metres, Kinect camera space.
        settings: how strongly.
        rng: source of chance.
    """
    centre = seen[:, :1, :1].mean(axis=0, keepdims=True)
    yaw = np.deg2rad(settings.turned_deg * rng.uniform(-1, 1) * (1.0 if rng.random() < 0.5 else 1 / 3))
    tilt = np.deg2rad(rng.uniform(-10, 10))
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    lens = about_x @ about_y
    if rng.random() < settings.flat_share:
        lens = np.diag([1.0, 1.0, rng.uniform(settings.flattest, 1.1)]) @ lens
    turned: Positions = (seen - centre) @ lens.T.astype(np.float32) + centre
    return turned


def lose_limb(seen: Positions, rng: np.random.Generator) -> Positions:
    """Let one limb freeze for a while, or lie at the joint that it hangs from, as unseen joints do."""
    out = seen.copy()
    limb = _LIMBS[rng.integers(len(_LIMBS))]
    frames = len(seen)
    start = int(rng.integers(frames))
    end = min(frames, start + int(rng.integers(frames // 4, frames + 1)))
    parent = KINECT_V2.parents[limb[0]]
    if rng.random() < 0.5:
        out[start:end, :, limb] = out[start:end, :, [parent]]
    else:  # the limb keeps its place beside the joint that it hangs from
        held = seen[start, :, limb] - seen[start, :, [parent]]  # (limb, M, 3): the slice's axis goes last
        out[start:end, :, limb] = out[start:end, :, [parent]] + np.moveaxis(held, 0, 1)
    return out


def in_another_manner(
    body: npt.NDArray[np.float32], sigma_deg: float, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Turn each limb a little about its root and its middle joint, alike in all frames (T, M, 25, 3)."""
    out = body.copy()
    vectors = np.deg2rad(sigma_deg) * rng.standard_normal((8, 3))  # axes, as long as their angles
    angles = np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)
    for joint, turn in zip(_TURNED, about_axes(vectors / angles[:, np.newaxis], angles), strict=True):
        below = BELOW[joint]
        out[:, :, below] = (out[:, :, below] - out[:, :, [joint]]) @ turn.T + out[:, :, [joint]]
    return out


def slow_noise(frames: int, settings: StreamSettings, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Where a sensor sees the joints of one person beside where they are: (T, 1, 25, 3) metres."""
    offset = rng.standard_normal((1, KINECT_V2.size, 3)) * settings.offset_m
    knots = rng.standard_normal((3, KINECT_V2.size, 3)) * settings.drift_m
    drift = interpolate(np.linspace(0, 1, 3), knots.astype(np.float32), np.linspace(0, 1, frames))
    return (offset.astype(np.float32) + drift)[:, np.newaxis]


def seated(seen: Positions) -> Positions:
    """Put a person on a chair: thighs forward, shins down, in the direction that the hips face."""
    out = seen.copy()
    across = (seen[:, :, _I["HipRight"]] - seen[:, :, _I["HipLeft"]]).mean(axis=0)  # (M, 3)
    across[:, 1] = 0.0
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    # x to the person's right, y up: z, their product, points to the back.
    ahead = -np.cross(across, np.array([0.0, 1.0, 0.0], dtype=np.float32))
    down = np.array([0.0, -1.0, 0.0], dtype=np.float32)
    for side in ("Left", "Right"):
        chain = [_I[f"{joint}{side}"] for joint in ("Hip", "Knee", "Ankle", "Foot")]
        for (upper, lower), way in zip(pairwise(chain), (ahead, down, ahead), strict=True):
            length = np.linalg.norm(seen[:, :, lower] - seen[:, :, upper], axis=2).mean(axis=0)  # (M,)
            out[:, :, lower] = out[:, :, upper] + way * length[:, np.newaxis]
    return out.astype(np.float32)
