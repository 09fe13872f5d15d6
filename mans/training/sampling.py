"""Sampling of network inputs from labelled spans, with the preprocessing of live windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from mans.recipe import Recipe
from mans.transforms.augmentation import (
    FLIP_X,
    MIRROR,
    AugmentationSettings,
    vary_pose,
    vary_span,
    warp_times,
)
from mans.transforms.live_window import window_input
from mans.transforms.preprocessing import to_body_frame, to_columns
from mans.transforms.synthetic_outliers import make_strange
from mans.transforms.tracks import Sample, Track
from streaming.recognition.prediction import NO_ACTION
from streaming.recognition.window import resample_slots
from streaming.skeleton.frames import Positions, States
from streaming.skeleton.layouts import KINECT_V2

__all__ = ["Sample", "Track", "background", "network_input", "with_gaps"]

_ROOT = KINECT_V2.index["SpineBase"]


def network_input(
    sample: Sample, recipe: Recipe, rng: np.random.Generator | None = None, *, strange: bool = False
) -> npt.NDArray[np.float32]:
    """Cut and preprocess a sample: O (T, N, 3), float32.

    Args:
        sample: the sample.
        recipe: recipe with T, the way of cutting, preprocessing and augmentation.
        rng: random generator for augmentation; None for no augmentation, as in evaluation.
        strange: turn the sample into a synthetic outlier, regardless of augmentation (training only).
    """
    vary = recipe.augmentation if rng is not None else None
    if recipe.cut == "pad":
        return _padded(sample, recipe, rng if strange else None)
    span = (sample.start_s, sample.end_s)
    if recipe.cut == "hold":  # augmentation moves both ends by a share of the whole window
        span = (sample.start_s, max(sample.end_s, sample.start_s + recipe.window_s))
    if vary is None or rng is None:
        at_s = np.linspace(*span, recipe.frames)
    else:
        if recipe.sliding_window_share > 0 and rng.random() < recipe.sliding_window_share:
            span = _stream_span(sample, recipe, rng)
        start_s, end_s = vary_span(*span, vary, rng)
        at_s = start_s + (end_s - start_s) * warp_times(recipe.frames, vary, rng)
    if recipe.cut == "hold":
        at_s = np.minimum(at_s, sample.end_s)
    track = sample.track
    positions, states = _slots(track, recipe.bodies)
    positions, states = resample_slots(track.times_s, positions, states, at_s, track.begins)
    if recipe.reads_tracking:
        return _tracked_input(positions, states, vary, rng, strange=strange)
    if vary is not None and rng is not None and recipe.bodies > 1 and rng.random() < vary.swap:
        positions = _swapped(positions)
    body = to_body_frame(positions, recipe.preprocessing)
    if strange and rng is not None:
        body = make_strange(body, rng)
    if vary is not None and rng is not None:
        body = vary_pose(body, vary, rng)
    return to_columns(body, recipe.preprocessing)


def _tracked_input(
    positions: Positions,
    states: States,
    vary: AugmentationSettings | None,
    rng: np.random.Generator | None,
    *,
    strange: bool,
) -> npt.NDArray[np.float32]:
    """Augment and preprocess a window (T, 1, 25, 3) for a network that reads tracking, too: (T, J, 4).

    Augmentation works on bodies about their own middle; where they stand does not matter.
    """
    if rng is not None and (strange or vary is not None):
        positions = positions - positions[:, :, _ROOT].mean(axis=0, keepdims=True)[:, :, np.newaxis]
        if strange:
            positions = make_strange(positions, rng)
        if vary is not None:
            if rng.random() < vary.mirror:
                positions, states = positions[:, :, MIRROR] * FLIP_X, states[:, :, MIRROR]
            positions = vary_pose(positions, replace(vary, mirror=0.0), rng)
    return window_input(positions, states)


def _slots(track: Track, bodies: int) -> tuple[Positions, States]:
    """Return the track's first ``bodies`` people, (F, M, 25, 3) and (F, M, 25), padded by absent people."""
    missing = bodies - track.bodies
    if missing <= 0:
        return track.positions[:, :bodies], track.states[:, :bodies]
    rows = len(track.times_s)
    nobody = np.full((rows, missing, *track.positions.shape[2:]), np.nan, dtype=np.float32)
    unseen = np.zeros((rows, missing, track.states.shape[2]), dtype=np.uint8)
    return np.concatenate([track.positions, nobody], axis=1), np.concatenate([track.states, unseen], axis=1)


def _swapped(positions: Positions) -> Positions:
    """Swap the first two people (T, M, 25, 3), if there are two."""
    if np.isnan(positions[0, 1]).any():
        return positions
    return positions[:, [1, 0, *range(2, positions.shape[1])]]


def _stream_span(sample: Sample, recipe: Recipe, rng: np.random.Generator) -> tuple[float, float]:
    """Draw a span, in seconds, like that of a sliding window during the action.

    Its length is close to the live window's; its overlap with the action is at least three fifths of the
    shorter of the two, so that the action dominates it.
    """
    length = recipe.window_s * rng.uniform(0.6, 1.4)
    duration = sample.end_s - sample.start_s
    covered = 0.6 * min(length, duration)
    end_s = rng.uniform(sample.start_s + covered, sample.end_s - covered + length)
    return end_s - length, end_s


def _padded(
    sample: Sample, recipe: Recipe, strange_by: np.random.Generator | None
) -> npt.NDArray[np.float32]:
    """Cut with zero padding, as the published program does.

    Shorter sequences are centred in T frames of zeros; longer ones are subsampled evenly. With a random
    generator, the sample is turned into a synthetic outlier.
    """
    track = sample.track
    inside = np.flatnonzero((track.times_s >= sample.start_s) & (track.times_s <= sample.end_s))
    if len(inside) > recipe.frames:
        inside = inside[np.linspace(0, len(inside) - 1, recipe.frames).round().astype(int)]
    positions, states = _slots(track, recipe.bodies)
    if recipe.bodies > 1:
        positions, _ = resample_slots(track.times_s, positions, states, track.times_s[inside], track.begins)
    else:
        positions = positions[inside]
    body = to_body_frame(positions, recipe.preprocessing)
    if strange_by is not None:
        body = make_strange(body, strange_by)
    seen = to_columns(body, recipe.preprocessing)
    out = np.zeros((recipe.frames, *seen.shape[1:]), dtype=np.float32)
    before = (recipe.frames - len(seen)) // 2
    out[before : before + len(seen)] = seen
    return out


def with_gaps(
    samples: Sequence[Sample], labels: Sequence[str], recipe: Recipe, held_out: Sequence[Sample] = ()
) -> tuple[list[Sample], tuple[str, ...]]:
    """Add the background class to training samples and labels, if the recipe has it.

    Args:
        samples: training samples.
        labels: (C,) class names.
        recipe: decides whether there is a background class.
        held_out: test samples; gaps of their recordings are excluded, as they adjoin or contain the samples.
    """
    if recipe.background_share == 0:
        return list(samples), tuple(labels)
    tested = {sample.recording for sample in held_out}
    gaps = background([sample for sample in samples if sample.recording not in tested])
    return [*samples, *gaps], (*labels, NO_ACTION)


def background(samples: Sequence[Sample], min_s: float = 0.8, piece_s: float = 2.0) -> list[Sample]:
    """Make background samples ("no action") from the gaps between the labelled spans of each recording.

    Gaps are cut into pieces of about ``piece_s`` seconds; gaps shorter than ``min_s`` are left out.
    """
    result: list[Sample] = []
    by_recording: dict[str, list[Sample]] = {}
    for sample in samples:
        by_recording.setdefault(sample.recording, []).append(sample)
    for recording in sorted(by_recording):
        own = sorted(by_recording[recording], key=lambda s: s.start_s)
        track = own[0].track
        edge = float(track.times_s[0])
        for start_s, end_s in [*((s.start_s, s.end_s) for s in own), (float(track.times_s[-1]), np.inf)]:
            if start_s - edge >= min_s:
                count = max(1, round((start_s - edge) / piece_s))
                for i in range(count):
                    a = edge + (start_s - edge) * i / count
                    b = edge + (start_s - edge) * (i + 1) / count
                    if np.count_nonzero((track.times_s >= a) & (track.times_s <= b)) >= 3:
                        name = f"{recording} gap at {a:.2f} s"
                        span = replace(own[0], start_s=a, end_s=b, label=NO_ACTION, name=name, kind="gap")
                        result.append(span)
            edge = max(edge, end_s)
    return result
