"""Somebody who waits, raises a hand, and waits: a track, and samples of it."""

from __future__ import annotations

import numpy as np

from mans.transforms.tracks import Kind, Sample, Track
from streaming.skeleton.layouts import KINECT_V2

from .small_data import standing

JOINT = KINECT_V2.index


def raises_a_hand(rest_s: float = 2.0, action_s: float = 2.0, hz: float = 30.0) -> Track:
    """Somebody waits, raises the right hand and lowers it again, and waits, in front of the sensor."""
    times_s = np.arange(0, 2 * rest_s + action_s, 1 / hz)
    share = np.clip((times_s - rest_s) / action_s, 0, 1)
    pose = np.repeat(standing()[None], len(times_s), axis=0) + np.array([0.0, 0.0, 2.5])
    for joint in ("ElbowRight", "WristRight", "HandRight", "HandTipRight", "ThumbRight"):
        pose[:, JOINT[joint], 1] += 0.8 * np.sin(np.pi * share)
    states = np.full((len(times_s), 1, KINECT_V2.size), 2, dtype=np.uint8)
    begins = np.arange(len(times_s))[:, None] == 0
    return Track(times_s, pose[:, None].astype(np.float32), states, begins)


def sample_of(label: str, track: Track | None = None, name: str = "x", kind: Kind = "action") -> Sample:
    track = track or raises_a_hand()
    span_s = float(track.times_s[0]), float(track.times_s[-1])
    who = ("kinder-gator/p1", "kinder-gator/r", f"kinder-gator/{name}")
    return Sample(track, *span_s, label, *who, dataset="kinder-gator", kind=kind)
