"""Training batches of the live network: sampling weights, window cutting, augmentation."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from mans.everyday.sample_bank import UNKNOWN, SampleBank
from mans.everyday.window_variation import (
    HIPS,
    LEGS,
    MIRROR,
    fast_noise,
    followed,
    hidden,
    in_another_manner,
    resized,
    seated,
    slow_noise,
    synthetic_outliers,
    through_camera,
    with_lost_limb,
    with_other_legs,
    with_swapped_legs,
)
from mans.recipe import Recipe
from mans.transforms.live_input import constant, smoothed, to_body_frame
from mans.transforms.live_variation import EvidenceLoss, LiveVariation

# Windows of a leg action whose legs are not seen are "no action", and count for less.
_HIDDEN_WEIGHT = 0.3
# A jump from frame to frame of the recording is smaller between frames of a window, which lie between them.
_JITTER_KEPT = 0.8


class Batch(NamedTuple):
    """Batch of windows with their targets.

    Attributes:
        joints: (B, T, J, 3) metres, body frame.
        tracked: (B, T, J) one or zero.
        before_end_s: (B, T) seconds from each frame to the window's end.
        target: (B,) class of the window, i.e. at its end.
        frame_target: (B, T) class of each frame, or UNKNOWN.
        rest: (B, T) whether the person rests in that frame.
        weight: (B,) loss weight of the window.
    """

    joints: Tensor
    tracked: Tensor
    before_end_s: Tensor
    target: Tensor
    frame_target: Tensor
    rest: Tensor
    weight: Tensor


def draw_weights(bank: SampleBank, recipe: Recipe, loss: EvidenceLoss) -> Tensor:
    """Compute relative sampling weights (S,).

    Actions are balanced over data sets and classes, by square roots; rests and gaps make up
    ``background_share`` of a batch, other movements ``other_share``, each data set's part growing with the
    square root of its size.
    """
    target, idle = bank.target.cpu().numpy(), bank.idle.cpu().numpy()
    weights = np.zeros(len(target))
    groups: dict[tuple[str, int, str], list[int]] = {}
    for index, sample in enumerate(bank.samples):
        part = sample.kind if idle[index] else ""
        groups.setdefault((sample.dataset, int(target[index]), part), []).append(index)
    actions = [rows for (_, label, _), rows in groups.items() if label != bank.none]
    for rows in actions:
        repeated = min(6.0, max(1.0, (loss.rare / len(rows)) ** 0.5))
        weights[rows] = repeated * min(1.0, (loss.usual / len(rows)) ** 0.5)
    total, shares = weights.sum(), (recipe.background_share, loss.other_share)
    for resting, share in zip((True, False), shares, strict=True):
        own = [
            rows
            for (_, label, _), rows in groups.items()
            if label == bank.none and bool(idle[rows[0]]) == resting
        ]
        sizes = [len(rows) ** 0.5 for rows in own]
        for rows, size in zip(own, sizes, strict=True):
            weights[rows] = total * share / (1 - sum(shares)) * size / sum(sizes) / len(rows)
    return torch.as_tensor(weights, dtype=torch.float32, device=bank.device)


class WindowCutter:
    """Cut augmented windows as they occur in a live stream."""

    def __init__(self, bank: SampleBank, recipe: Recipe, vary: LiveVariation) -> None:
        """Store the tracks, T, the window's length and the augmentation."""
        self.bank, self.frames, self.window_s, self.vary = bank, recipe.frames, recipe.window_s, vary

    def spans(self, samples: Tensor) -> tuple[Tensor, Tensor]:
        """Draw start and end (B,) of windows as a sliding window passes over a sample.

        A window's label is that at its end. So a window of an action ends when enough of the action has been
        seen, and at the latest shortly after it; one that ends later is "no action", even if it still
        contains the action. Beyond the ends of a track, its pose is held.
        """
        bank, vary = self.bank, self.vary
        batch, device = len(samples), samples.device

        def chance() -> Tensor:
            return torch.rand(batch, device=device, dtype=torch.float64)

        low, high = vary.lengths_s
        usual = self.window_s * torch.exp(math.log(0.5) + math.log(1.7 / 0.5) * chance())
        length = torch.where(chance() < vary.odd_share, low + (high - low) * chance(), usual)
        start, end = bank.start_s[samples], bank.end_s[samples]
        duration = end - start
        begun = start + (vary.begun_share * duration).clamp(max=vary.begun_s)
        over = end + torch.minimum(torch.full_like(end, vary.after_s), 0.3 * length)
        waited = torch.minimum(start + vary.over_s, end)
        waited = torch.where(bank.before[samples], start + duration.clamp(max=0.3), waited)
        gone = end + torch.where(bank.after[samples], 0.5, 0.0)
        idle = bank.idle[samples]
        first, last = torch.where(idle, waited, begun), torch.where(idle, gone, over)
        stop = first + (last - first) * chance()
        return stop - length, stop

    def __call__(self, samples: Tensor) -> Batch:
        """Cut a window of each sample (B,)."""
        bank, vary = self.bank, self.vary
        batch, device = len(samples), samples.device

        def chosen(share: float) -> Tensor:
            return torch.rand(batch, device=device) < share

        def some(share: float, changed: Tensor, otherwise: Tensor, among: Tensor | None = None) -> Tensor:
            picked = chosen(share) if among is None else chosen(share) & among
            return torch.where(picked[:, None, None, None], changed, otherwise)

        start, end = self.spans(samples)
        at_s = self._moments(start, end)
        seen, tracked, near = self._seen(samples, at_s, end)
        target, frame_target = bank.target[samples], bank.frame_class[near]
        rest = bank.frame_rest[near]
        flipped = chosen(vary.mirror)
        side = constant(device, *MIRROR)
        mirrored = seen[:, :, side] * constant(device, -1.0, 1.0, 1.0)
        seen = torch.where(flipped[:, None, None, None], mirrored, seen)
        tracked = torch.where(flipped[:, None, None], tracked[:, :, side], tracked)
        target = torch.where(flipped, bank.mirrored[target], target)
        known = flipped[:, None] & (frame_target != UNKNOWN)
        frame_target = torch.where(known, bank.mirrored[frame_target.clamp_min(0)], frame_target)
        upper = bank.upper_body[target]
        hips, legs = (tracked[:, :, list(joints)].amin(dim=(1, 2)) > 0 for joints in (HIPS, LEGS))
        seen = some(vary.followed_share, followed(seen), seen, hips)
        seen = some(vary.swapped_share, with_swapped_legs(seen), seen, legs)
        sigma = vary.jitter_m * torch.rand(batch, device=device) * chosen(vary.jitter_share)
        seen = seen + torch.randn_like(seen) * (_JITTER_KEPT * sigma)[:, None, None, None]
        seen = some(vary.seated_share, seated(seen), seen, upper)
        seen = some(vary.other_legs_share, with_other_legs(seen), seen, upper)
        seen = smoothed(seen, tracked)
        seen = through_camera(seen, vary.turned_deg, vary.flat_share, vary.flattest)
        seen = some(vary.lost_share, with_lost_limb(seen), seen)
        visible, legless = hidden(batch, self.frames, vary.occluded_share, device)
        tracked = tracked * visible
        untold = legless & ~upper
        target = torch.where(untold, bank.none, target)
        frame_target = torch.where(untold[:, None], UNKNOWN, frame_target)
        body = to_body_frame(seen, tracked)
        # The first windows of a batch, which is drawn by chance, become outliers.
        outliers = round(vary.outlier_share * batch)
        if outliers:
            body = torch.cat([synthetic_outliers(body[:outliers]), body[outliers:]])
        strange = torch.arange(batch, device=device) < outliers
        target = torch.where(strange, bank.none, target)
        frame_target = torch.where(strange[:, None], bank.none, frame_target)
        body = in_another_manner(body, vary.manner_deg)
        body = slow_noise(body, vary.offset_m, vary.drift_m)
        body = fast_noise(resized(body, vary.scale, vary.angles_deg), vary.noise_m)
        return Batch(
            body,
            tracked,
            (end[:, None] - at_s).float(),
            target,
            frame_target,
            rest & ~strange[:, None],
            torch.where(untold, _HIDDEN_WEIGHT, 1.0),
        )

    def _moments(self, start: Tensor, end: Tensor) -> Tensor:
        """Return T evenly spaced times (B, T) between start and end, with smooth time warping."""
        u = torch.linspace(0, 1, self.frames, device=start.device, dtype=torch.float64)
        a, b = (2 * torch.rand(len(start), 1, device=start.device, dtype=torch.float64) - 1 for _ in range(2))
        bend = a * torch.sin(math.pi * u) / math.pi + b * torch.sin(2 * math.pi * u) / (2 * math.pi)
        moments: Tensor = start[:, None] + (end - start)[:, None] * (u + self.vary.time_warp * bend)
        return moments

    def _seen(self, samples: Tensor, at_s: Tensor, end: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Sample tracks at a reduced frame rate, with the newest frame at the window's end."""
        low, high = self.vary.rates_hz
        shape = (len(samples), 1)
        rate = torch.exp(
            math.log(low) + math.log(high / low) * torch.rand(shape, device=at_s.device)
        ).double()
        slow = torch.rand(shape, device=at_s.device) < self.vary.slow_share
        rate = torch.where(slow, rate, 1000.0)  # as good as the recording's own
        before = end[:, None] - torch.ceil((end[:, None] - at_s) * rate - 1e-6) / rate
        share = ((at_s - before) * rate).clamp(0, 1).float()[..., None, None]
        track = self.bank.track[samples]
        first, first_tracked, near = self.bank.at(track, before)
        second, second_tracked, _ = self.bank.at(track, torch.minimum(before + 1 / rate, end[:, None]))
        return torch.lerp(first, second, share), torch.minimum(first_tracked, second_tracked), near
