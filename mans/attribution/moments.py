"""Variance of F_A in a sliding window, explained by content (the moment) or by position in the window.

All windows of an untrimmed recording, one a frame, give F_A at (window, position). Its variance is explained
by the position as far as the mean over windows varies with the position, and by the moment as far as the mean
of all that was said of one frame of the recording varies with the frame (eta squared, a one-way analysis of
variance each).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from streaming.skeleton.frames import LabelledSpan

LATER = 8
"""Distance in frames of the windows compared at common moments."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Position and moment statistics of one recording.

    Attributes:
        position: share of the variance of F_A explained by the position in the window (eta squared).
        moment: share explained by the moment (eta squared).
        correlation: correlation of F_A at the same moments in windows LATER frames apart.
        inside: share of F_A inside labelled actions, divided by the share of frames inside, in windows of
            which 10 to 90 % are inside; NaN without such windows.
    """

    position: float
    moment: float
    correlation: float
    inside: float


def moments(f_a: Values, at_s: Values, frames_s: Values, spans: Sequence[LabelledSpan] = ()) -> Moments:
    """Compute the statistics of one recording.

    Args:
        f_a: (W, T) F_A of each window, one window a frame of the recording.
        at_s: (W, T) time of each of its frames, seconds.
        frames_s: (F,) time stamps of the recording, increasing.
        spans: labelled actions.
    """
    spread = float(f_a.var())
    position = float(f_a.mean(axis=0).var()) / spread
    edges = (frames_s[1:] + frames_s[:-1]) / 2
    nearest = np.searchsorted(edges, at_s)
    count = np.bincount(nearest.ravel(), minlength=len(frames_s))
    mean = np.bincount(nearest.ravel(), f_a.ravel(), len(frames_s)) / np.maximum(count, 1)
    moment = float(((mean[nearest] - f_a.mean()) ** 2).mean()) / spread
    first, second = [], []
    for early in range(len(f_a) - LATER):
        late = early + LATER
        both = at_s[early] >= at_s[late, 0]
        first.append(f_a[early, both])
        second.append(np.interp(at_s[early, both], at_s[late], f_a[late]))
    pair = np.concatenate(first), np.concatenate(second)
    inside = np.zeros(at_s.shape, dtype=bool)
    for span in spans:
        inside |= (at_s >= span.start_s) & (at_s <= span.end_s)
    held = inside.mean(axis=1)
    partly = (held >= 0.1) & (held <= 0.9)
    ratio = float("nan")
    if partly.any():
        share = (f_a * inside).sum(axis=1) / f_a.sum(axis=1)
        ratio = float(share[partly].mean() / held[partly].mean())
    return Moments(position, moment, float(np.corrcoef(*pair)[0, 1]), ratio)
