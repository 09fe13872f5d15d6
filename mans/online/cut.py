"""Sliding windows of untrimmed recordings, labelled by the action shortly before their end.

An action that has just begun at a window's end cannot be recognised yet. So a window's label is that of the
moment ``lag_s`` before its end: the network sees the following frames, too, and learns where actions begin
and end. Its predictions lag by that time, and are dated back by it.

With action points (MSRC-12), an action is the span around its point, so that each repetition is detected
separately.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mans.datasets.msrc12 import AFTER_S
from mans.training.sampling import background
from mans.transforms.tracks import Sample


@dataclass(frozen=True, slots=True)
class StreamCut:
    """Cutting and labelling of training windows.

    Attributes:
        lag_s: label delay: a window has the label of the moment this many seconds before its end.
        stretch: training windows are longer or shorter than the live window by up to this factor.
        windows: number of windows per action and epoch.
        point_s: with action points, seconds from the point to the start and end of the trained span.
    """

    lag_s: float = 0.3
    stretch: float = 1.5
    windows: int = 3
    point_s: tuple[float, float] = (-0.1, 0.3)


def stream_samples(samples: Sequence[Sample], cut: StreamCut, *, points: bool) -> list[Sample]:
    """Return the actions, and the pauses between them as "no action".

    Args:
        samples: labelled spans of untrimmed recordings.
        cut: the cutting settings.
        points: whether the spans are around action points.
    """
    actions = list(samples)
    if points:
        before_s, after_s = cut.point_s
        moments = [(sample, sample.end_s - AFTER_S) for sample in samples]
        actions = [replace(s, start_s=at_s + before_s, end_s=at_s + after_s) for s, at_s in moments]
    return [*actions, *background(actions, min_s=0.1, piece_s=0.5)]


def window_of(sample: Sample, window_s: float, cut: StreamCut, rng: np.random.Generator) -> Sample:
    """Draw a window that ends ``lag_s`` after some moment of a sample."""
    reach = np.log(cut.stretch)
    length_s = window_s * float(np.exp(rng.uniform(-reach, reach)))
    end_s = rng.uniform(sample.start_s, sample.end_s) + cut.lag_s
    return replace(sample, start_s=end_s - length_s, end_s=end_s)
