"""Crops: windows of the network within a longer window, and what the network's features say of each.

An own action may take longer than the network's window. A taught model's window is therefore as long as its
longest action needs, at the network's frame rate, and the network is run on crops of it, each half a window
after the one before, the last one at the window's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mans.networks.evidence import EvidenceMans, EvidenceOutput
from mans.transforms.live_input import COLUMNS, live_input
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
    with torch.inference_mode():
        made = [
            live_input(torch.from_numpy(positions[i : i + _BATCH]), torch.from_numpy(seen[i : i + _BATCH]))
            for i in range(0, len(positions), _BATCH)
        ]
    joined: Floats = torch.cat(made).numpy()
    return joined


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


def described(out: EvidenceOutput) -> Floats:
    """Return what the head reads of crops: (B, 2 D), the attended mean and the spread of their features.

    Either part has length one.
    """
    mean = (out.share.unsqueeze(2) * out.features).sum(dim=1)
    spread = out.features.std(dim=1)
    parts = [part / part.norm(dim=1, keepdim=True).clamp_min(1e-6) for part in (mean, spread)]
    found: Floats = torch.cat(parts, dim=1).cpu().numpy()
    return found


def describe(network: EvidenceMans, inputs: Floats, device: torch.device, batch: int = 256) -> Floats:
    """Run the network over inputs (B, T, J, 4) and return what :func:`described` does, (B, 2 D)."""
    parts: list[Tensor] = []
    with torch.inference_mode():
        for start in range(0, len(inputs), batch):
            out = network(torch.from_numpy(inputs[start : start + batch]).to(device))
            parts.append(torch.from_numpy(described(out)))
    joined: Floats = torch.cat(parts).numpy()
    return joined


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
