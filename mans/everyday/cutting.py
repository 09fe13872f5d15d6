"""Windows of everyday samples without augmentation, for evaluation and figures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mans.recipe import Recipe
from mans.transforms.tracks import IDLE, Sample
from streaming.recognition.window import resample_slots


def is_idle(sample: Sample) -> bool:
    """Whether the sample is idle, i.e. no movement at all rather than one outside the vocabulary."""
    return sample.kind in IDLE


def network_input(sample: Sample, span_s: tuple[float, float], recipe: Recipe) -> npt.NDArray[np.float32]:
    """Cut a window of T evenly spaced frames: O (T, N, 3) float32, or (T, N, 4) for the live network."""
    track = sample.track
    at_s = np.linspace(*span_s, recipe.frames)
    positions, states = resample_slots(track.times_s, track.positions, track.states, at_s, track.begins)
    return recipe.input_of(positions, states)
