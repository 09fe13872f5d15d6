"""Jitter reduction and delay of the One-Euro filter on MediaPipe's output.

Run it as ``python -m benchmarks.smoothing STILL.avi MOVING.mp4 --pose-model pose_landmarker_lite.task``, with
a clip of somebody who stands still (trunk and legs, at least) and one of fast movement. ``--kinect
CLIP.skeleton`` adds what a Kinect made of the first; its colour video needs ``--mirrored --fov-deg 84.4``.
Jitter is the root mean square distance of a joint from its mean over nine frames; the delay is the shift at
which the smoothed movement fits the unsmoothed best.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from streaming.readers import read_recording
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
from streaming.sources.pose_video import read_video
from streaming.tracking.one_euro import SMOOTHING, OneEuroFilter, OneEuroSettings

STILL = [KINECT_V2.index[name] for name in ("SpineBase", "SpineMid", "SpineShoulder", "Head")]
STILL += [KINECT_V2.index[part + side] for part in ("Hip", "Knee", "Ankle") for side in ("Left", "Right")]
ARMS = [KINECT_V2.index[part + side] for part in ("Elbow", "Wrist", "Hand") for side in ("Left", "Right")]
FRAMES = 9
STEP_S = 1 / 240

Track = npt.NDArray[np.float64]


def track_of(recording: Recording) -> tuple[Track, Track]:
    """Time stamps (F,) and positions (F, 25, 3) of the first person, where there is one."""
    seen = [frame for frame in recording.frames if frame.bodies]
    positions = np.stack([frame.bodies[0].positions for frame in seen]).astype(np.float64)
    return np.array([frame.time_s for frame in seen]), positions


def smoothed(times: Track, positions: Track, settings: OneEuroSettings) -> Track:
    """The same track (F, 25, 3) through the filter."""
    one_euro = OneEuroFilter(settings)
    return np.stack([one_euro(t, [1], p[np.newaxis])[0] for t, p in zip(times, positions, strict=True)])


def jitter_mm(positions: Track) -> float:
    """Jitter of the joints that stand still, in millimetres."""
    joints = positions[:, STILL]
    mean = np.stack([joints[i : len(joints) - FRAMES + 1 + i] for i in range(FRAMES)]).mean(axis=0)
    off = joints[FRAMES // 2 : len(joints) - FRAMES // 2] - mean
    return float(np.sqrt((off**2).sum(axis=2).mean()) * 1e3)


def delay_ms(times: Track, before: Track, after: Track, joints: list[int]) -> float:
    """By how much one track is behind the other, in milliseconds; both (F, 25, 3)."""
    at = np.arange(times[0], times[-1], STEP_S)

    def dense(track: Track) -> Track:
        chosen = track[:, joints].reshape(len(times), -1)
        return np.stack([np.interp(at, times, column) for column in chosen.T])

    one, other = dense(before), dense(after)
    shifts = range(int(0.25 / STEP_S))
    errors = [((other[:, k:] - one[:, : len(at) - k]) ** 2).mean() for k in shifts]
    return int(np.argmin(errors)) * STEP_S * 1e3


def main() -> None:
    """Print a line per choice of settings, the one in use first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("still", type=Path, help="clip of somebody who stands")
    parser.add_argument("moving", type=Path, help="clip of fast movement")
    parser.add_argument("--pose-model", type=Path, required=True, help="pose_landmarker_*.task")
    parser.add_argument("--mirrored", action="store_true", help="STILL shows a mirror image")
    parser.add_argument("--fov-deg", type=float, default=DEFAULT_FOV_DEG, help="field of view of STILL")
    parser.add_argument("--kinect", type=Path, help="what a Kinect saw at the same moment as STILL")
    args = parser.parse_args()
    still = track_of(read_video(args.still, args.pose_model, mirrored=args.mirrored, fov_deg=args.fov_deg))
    moving = track_of(read_video(args.moving, args.pose_model))
    print(f"jitter without a filter: {jitter_mm(still[1]):.1f} mm")
    if args.kinect is not None:
        print(f"jitter of the Kinect:    {jitter_mm(track_of(read_recording(args.kinect))[1]):.1f} mm")
    print("cutoff Hz  beta  speed Hz   jitter mm   less by   delay of arms in STILL   delay in MOVING")
    others = product((0.7, 1.0, 1.5, 2.0), (0.0, 2.0, 5.0, 8.0), (1.0, 4.0))
    for settings in (SMOOTHING, *(OneEuroSettings(*numbers) for numbers in others)):
        calm, fast = smoothed(*still, settings), smoothed(*moving, settings)
        print(
            f"{settings.min_cutoff_hz:9.1f} {settings.beta_hz_per_m_s:5.1f} {settings.speed_cutoff_hz:9.1f} "
            f"{jitter_mm(calm):11.1f} {1 - jitter_mm(calm) / jitter_mm(still[1]):9.0%} "
            f"{delay_ms(still[0], still[1], calm, ARMS):21.0f} ms "
            f"{delay_ms(moving[0], moving[1], fast, list(range(KINECT_V2.size))):14.0f} ms"
        )


if __name__ == "__main__":
    main()
