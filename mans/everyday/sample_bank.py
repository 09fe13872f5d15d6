"""Sample bank: all tracks as tensors on one device, from which windows are cut in batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from mans.everyday.cutting import is_idle
from mans.everyday.vocabulary import UPPER_BODY, mirrored
from mans.transforms.live_window import COLUMNS
from mans.transforms.tracks import Sample
from streaming.errors import DataSetError
from streaming.recognition.prediction import NO_ACTION

# Tracks lie one after the other on one axis of time, so many seconds apart that no window meets two.
_APART_S = 1.0e5
UNKNOWN = -1
"""Class index of unlabelled frames."""


def _stretch_of(sample: Sample) -> tuple[tuple[int, int], slice]:
    """Return a key and the rows of the part of a sample's track that shows the person seen at its end.

    Never interpolates between different persons, in training as in live use.
    """
    track = sample.track
    bounds = np.append(np.flatnonzero(track.begins[:, 0]), len(track.times_s))
    bounds = bounds if bounds[0] == 0 else np.insert(bounds, 0, 0)
    last = int(np.searchsorted(track.times_s, sample.end_s, side="right")) - 1
    part = max(int(np.searchsorted(bounds, max(last, 0), side="right")) - 1, 0)
    return (id(track), part), slice(int(bounds[part]), int(bounds[part + 1]))


class SampleBank:
    """S samples and their K tracks, F frames in total, on a common time axis.

    Attributes:
        labels: (C,) class names; "no action" is the last.
        positions: (F, J, 3) float32 metres, Kinect camera space.
        tracked: (F, J) float32, one where a joint is tracked or inferred.
        times_s: (F,) float64, increasing; each track begins at a multiple of 100,000 s.
        frame_class: (F,) class of each frame, UNKNOWN where unlabelled.
        frame_rest: (F,) whether the person rests there, before or after an action.
        track: (S,) track index of each sample.
        start_s, end_s: (S,) span on the bank's time axis.
        target: (S,) class of each sample.
    """

    def __init__(self, samples: Sequence[Sample], labels: Sequence[str], device: torch.device) -> None:
        """Concatenate the samples' tracks.

        Raises:
            DataSetError: there are no samples, or a label is not a class.
        """
        if not samples:
            raise DataSetError("no training samples")
        self.samples, self.labels, self.device = tuple(samples), tuple(labels), device
        number = {label: index for index, label in enumerate(self.labels)}
        if unknown := {sample.label for sample in samples} - number.keys():
            raise DataSetError(f"labels {sorted(unknown)}", expected=", ".join(self.labels))
        stretches = [_stretch_of(sample) for sample in samples]
        order = {key: index for index, key in enumerate(dict.fromkeys(key for key, _ in stretches))}
        whole = {key: (sample.track, rows) for sample, (key, rows) in zip(samples, stretches, strict=True)}
        held = [whole[key] for key in order]
        times = [t.times_s[rows] - t.times_s[0] + k * _APART_S for k, (t, rows) in enumerate(held)]
        starts = np.cumsum([0, *map(len, times)])
        positions = np.concatenate([t.positions[rows, 0][:, COLUMNS] for t, rows in held])
        tracked = np.concatenate([t.states[rows, 0][:, COLUMNS] > 0 for t, rows in held])
        classes, rests = np.full(starts[-1], UNKNOWN), np.zeros(starts[-1], dtype=bool)
        track = np.array([order[key] for key, _ in stretches])
        begin = np.array([s.start_s - s.track.times_s[0] for s in samples]) + track * _APART_S
        end = np.array([s.end_s - s.track.times_s[0] for s in samples]) + track * _APART_S
        # What is done outranks that somebody waits: actions are written last.
        for index in sorted(range(len(samples)), key=lambda i: samples[i].label != NO_ACTION):
            sample, rows = samples[index], slice(starts[track[index]], starts[track[index] + 1])
            t = sample.track.times_s[stretches[index][1]]
            inside = (t >= sample.start_s - 1e-3) & (t <= sample.end_s + 1e-3)
            classes[rows][inside] = number[sample.label]
            rests[rows][inside] = sample.kind in ("rest before", "rest after")

        def put(values: object) -> Tensor:
            return torch.as_tensor(np.asarray(values), device=device)

        self.positions, self.tracked = put(np.nan_to_num(positions)), put(tracked.astype(np.float32))
        self.times_s, self.frame_class, self.frame_rest = put(np.concatenate(times)), put(classes), put(rests)
        self._first = put(starts)
        self.track, self.start_s, self.end_s = put(track), put(begin), put(end)
        self.target = put([number[sample.label] for sample in samples])
        self.none = number[NO_ACTION]
        self.idle = put([sample.label == NO_ACTION and is_idle(sample) for sample in samples])
        self.before = put([sample.kind == "rest before" for sample in samples])
        self.after = put([sample.kind == "rest after" for sample in samples])
        self.mirrored = put([number[mirrored(label)] for label in self.labels])
        self.upper_body = put([label in UPPER_BODY or label == NO_ACTION for label in self.labels])

    def at(self, track: Tensor, times_s: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Sample tracks at given times by linear interpolation, with constant extrapolation.

        Args:
            track: (B,) track indices.
            times_s: (B, T) times on the bank's time axis.

        Returns:
            Positions (B, T, J, 3), whether tracked in both frames (B, T, J), and the nearest frame (B, T).
        """
        first, stop = self._first[track][:, None], self._first[track + 1][:, None]
        before = torch.searchsorted(self.times_s, times_s.contiguous(), right=True) - 1
        before = torch.minimum(torch.maximum(before, first), torch.maximum(stop - 2, first))
        after = torch.minimum(before + 1, stop - 1)
        since, until = self.times_s[before], self.times_s[after]
        share = ((times_s - since) / (until - since).clamp_min(1e-6)).clamp(0, 1).float()
        positions = torch.lerp(self.positions[before], self.positions[after], share[..., None, None])
        tracked = torch.minimum(self.tracked[before], self.tracked[after])
        return positions, tracked, torch.where(share > 0.5, after, before)

    def begins_s(self, track: Tensor) -> Tensor:
        """Return the start of tracks (B,) on the bank's time axis."""
        return self.times_s[self._first[track]]
