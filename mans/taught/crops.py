"""Crops: windows of the network within a longer window, and what the network's features say of each.

A custom action may take longer than the network's window. A taught model's window is therefore as long as its
longest action needs, at the network's frame rate, and the network is run on crops of it, each half a window
after the one before, the last one at the window's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from mans.runtime.outputs import Outputs, Runner
from mans.transforms.live_window import COLUMNS, live_inputs
from streaming.recognition.window import Window, WindowSettings

Floats = npt.NDArray[np.float32]

_BATCH = 64


class Clock(Protocol):
    """Of a recipe: how long the network's window is, and how many frames it has."""

    @property
    def frames(self) -> int:
        """T."""

    @property
    def window_s(self) -> float:
        """Its span, seconds."""


def step_s(recipe: Clock) -> float:
    """Return the seconds from one frame of the network's window to the next."""
    return recipe.window_s / (recipe.frames - 1)


def hop(recipe: Clock) -> int:
    """Return the frames from one crop to the next: half a window."""
    return recipe.frames // 2


def window_of(recipe: Clock, crops: int) -> WindowSettings:
    """Return the windows of a taught model with so many crops."""
    frames = recipe.frames + (crops - 1) * hop(recipe)
    least_s = min(recipe.window_s, WindowSettings().min_span_s)
    return WindowSettings((frames - 1) * step_s(recipe), frames, bodies=1, min_span_s=least_s)


def crops_for(recipe: Clock, seconds: float) -> int:
    """Return how many crops it takes to see so many seconds; at least one."""
    beyond_s = max(seconds - recipe.window_s, 0.0)
    return 1 + int(np.ceil(beyond_s / (hop(recipe) * step_s(recipe)) - 1e-6))


def inputs(windows: Sequence[Window], recipe: Clock, crops: int | None = None) -> Floats:
    """Return what the live network reads of windows: (B, T, J, 4).

    Args:
        windows: (B) of the same length.
        recipe: the network's.
        crops: if given, of each window's crops, the newest first, in place of whole windows: (B L, T, J, 4).
    """
    positions = np.stack([np.nan_to_num(window.positions[:, 0][:, COLUMNS]) for window in windows])
    seen = np.stack([(window.states[:, 0][:, COLUMNS] > 0).astype(np.float32) for window in windows])
    if crops is not None:
        length = positions.shape[1]
        stops = [length - back * hop(recipe) for back in range(crops)]
        parts = [slice(stop - recipe.frames, stop) for stop in stops]
        positions = np.stack([positions[:, part] for part in parts], 1).reshape(
            -1, recipe.frames, *positions.shape[2:]
        )
        seen = np.stack([seen[:, part] for part in parts], 1).reshape(-1, recipe.frames, seen.shape[2])
    made = [
        live_inputs(positions[i : i + _BATCH], seen[i : i + _BATCH]) for i in range(0, len(positions), _BATCH)
    ]
    return np.concatenate(made)


def crop(window: Window, recipe: Clock, back: int = 0) -> Window:
    """Return a part of a window that is as long as the network's.

    Args:
        window: of :func:`window_of`.
        recipe: the network's.
        back: how many crops before the newest one.
    """
    stop = len(window.times_s) - back * hop(recipe)
    rows = slice(stop - recipe.frames, stop)
    return replace(
        window,
        times_s=window.times_s[rows],
        positions=window.positions[rows],
        states=window.states[rows],
    )


def described(out: Outputs) -> Floats:
    """Return what the head reads of crops: (B, 2 D), the attended mean and the spread of their features.

    Either part has length one; D is 0 of a network without features.
    """
    if out.features is None or out.f_a is None:
        return np.zeros((len(out.logits), 0), np.float32)
    attention = out.f_a.mean(axis=1)
    share = attention / np.maximum(attention.sum(axis=1, keepdims=True), np.float32(1e-6))
    mean = (share[:, :, np.newaxis] * out.features).sum(axis=1)
    spread = out.features.std(axis=1, ddof=1)
    parts = [
        part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), np.float32(1e-6))
        for part in (mean, spread)
    ]
    return np.concatenate(parts, axis=1)


def describe(network: Runner, inputs: Floats, batch: int = 256) -> Floats:
    """Run a network over inputs (B, T, J, 4) and return what :func:`described` does, (B, 2 D)."""
    starts = range(0, len(inputs), batch)
    return np.concatenate([described(network(inputs[start : start + batch])) for start in starts])


def over_window(parts: list[Floats], frames: int, recipe: Clock) -> Floats:
    """Lay (3, T) curves of crops, the newest first, out over a whole window of so many frames.

    Where two meet it is their mean, and zero where there was no crop.
    """
    total, count = np.zeros((3, frames), np.float32), np.zeros(frames, np.float32)
    for back, part in enumerate(parts):
        stop = frames - back * hop(recipe)
        total[:, stop - recipe.frames : stop] += part
        count[stop - recipe.frames : stop] += 1
    laid: Floats = (total / np.maximum(count, 1)).astype(np.float32)
    return laid
