"""KinectMultiTrack: people standing, stepping and walking in front of one or two Kinect v2.

A file holds the streams of a session: in scenario 1 people stand still, in 2 they step on command, in 3 they
walk a square and its diagonals with pauses. There are no labels; walking and standing are derived from the
speed of the hips.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.datasets.files import find_files, one_person
from mans.datasets.protocols import LEAVE_ONE_SUBJECT_OUT
from mans.datasets.types import Action, DataSetEntry, Found, Reading, RecordingFiles
from mans.transforms.tracks import Track
from streaming.readers.kinect_multitrack import RATE_HZ, read_streams, streams_of
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2

LABELS = ("walk", "stand")
_NAME = re.compile(r"Study_(\d+)_Kinect_(\d)_Time_\d+_\d+_\d+_[AP]M\.csv")
# Who is faster than this walks, slower than that stands, in metres per second over the ground, for at least
# so many seconds.
_WALKING_M_S, _STANDING_M_S, _LEAST_S = 0.4, 0.15, 1.0
# The hips' way is averaged over this long, in seconds: they sway with each step.
_SMOOTHED_S = 0.5
# Standing is cut into pieces of this many seconds.
_PIECE_S = 4.0
# A pause in a stream longer than this ends whatever is done.
_LONGEST_GAP_S = 0.5


def find(folder: Path) -> Found:
    """List the streams of ``Study_0_Kinect_0_Time_11_35_09_AM.csv`` ...."""
    remedy = "Give with --data the folder that holds Study_0_Kinect_0_Time_11_35_09_AM.csv ..."
    found = find_files(folder, "KinectMultiTrack", "Study_*.csv", _NAME, remedy)
    sources = [
        RecordingFiles(f"{source.key}#{stream}", source.files)
        for source in found.sources
        for stream in streams_of(source.path)
    ]
    return Found(tuple(sources), found.notes)


def read(source: RecordingFiles) -> Reading:
    """Read one stream with its spans of walking and standing."""
    name = _NAME.fullmatch(source.path.name)
    assert name is not None, source
    stream = source.key.rpartition("#")[2]
    track = one_person(_recording(source))
    key = f"{source.path.stem} {stream}"
    actions = [
        Action(label, start_s, end_s, f"{int(name[1]):02d}", key, f"{key} {number}", stream.split("-")[1])
        for number, (label, start_s, end_s) in enumerate(spans(track), 1)
    ]
    return Reading(track, tuple(actions), () if actions else (f"{key} has neither: left out.",))


def _recording(source: RecordingFiles) -> Recording:
    stream = source.key.rpartition("#")[2]
    return read_streams(source.path, stream)[stream]


def spans(track: Track) -> list[tuple[str, float, float]]:
    """Return the spans of walking and standing, labels and seconds, in temporal order."""
    speed = ground_speed(track)
    result = []
    for label, there in (("walk", speed > _WALKING_M_S), ("stand", speed < _STANDING_M_S)):
        edges = np.flatnonzero(np.diff(there, prepend=False, append=False))
        for first, end in edges.reshape(-1, 2):
            breaks = np.flatnonzero(np.diff(track.times_s[first:end]) > _LONGEST_GAP_S) + 1
            for part in np.split(np.arange(first, end), breaks):
                start_s, end_s = float(track.times_s[part[0]]), float(track.times_s[part[-1]])
                if end_s - start_s < _LEAST_S:
                    continue
                pieces = max(1, round((end_s - start_s) / _PIECE_S))
                cuts = np.linspace(start_s, end_s, pieces + 1)
                result += [(label, float(a), float(b)) for a, b in itertools.pairwise(cuts)]
    return sorted(result, key=lambda span: span[1])


def ground_speed(track: Track) -> npt.NDArray[np.float64]:
    """Return the horizontal speed (F,) of the hips, metres per second, averaged over half a second."""
    hips = track.positions[:, 0, KINECT_V2.index["SpineBase"]][:, [0, 2]].astype(np.float64)
    if len(hips) < 2:
        return np.zeros(len(hips))
    at_s = track.times_s
    before, after = at_s - _SMOOTHED_S / 2, at_s + _SMOOTHED_S / 2
    way = [np.interp(after, at_s, hips[:, axis]) - np.interp(before, at_s, hips[:, axis]) for axis in (0, 1)]
    spanned = np.minimum(after, at_s[-1]) - np.maximum(before, at_s[0])
    speed: npt.NDArray[np.float64] = np.hypot(*way) / np.maximum(spanned, 1e-6)
    return speed


KINECT_MULTITRACK = DataSetEntry(
    name="kinectmultitrack",
    title="KinectMultiTrack",
    origin="KinectMultiTrack, 20 people before one or two Kinect v2, published under the MIT licence",
    labels=LABELS,
    find=find,
    read=read,
    protocols=(LEAVE_ONE_SUBJECT_OUT,),
    layout="Study_0_Kinect_0_Time_11_35_09_AM.csv ...",
    complete=504,
    bodies=1,
    joints=KINECT_V2.joints,
    rate_hz=RATE_HZ,
    files=82,
    recording=_recording,
)
