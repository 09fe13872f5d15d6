"""Difference between a pose model's joints and a Kinect's, frame by frame.

Run it as ``python -m benchmarks.pose_noise CLIP.avi CLIP.skeleton --pose-model pose_landmarker_lite.task
--mirrored --fov-deg 84.4``: a video and the Kinect v2 skeleton of the same frames. Augmentation in training
should cover the printed differences: ``StreamSettings`` and the recipe's ``AugmentationSettings`` say what it
gets. Both skeletons are compared in the person's own frame of reference, as the network reads them but with
bones of their own lengths, and scaled to a torso of half a metre, so all lengths are in units of that person.
Joints count where the Kinect tracks them and what they hang from.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mans.everyday.training import EVERYDAY
from mans.transforms.preprocessing import COMMON_JOINTS, to_body_frame
from streaming.readers import read_recording
from streaming.skeleton.frames import Recording
from streaming.skeleton.layouts import KINECT_V2
from streaming.skeleton.mediapipe_joints import DEFAULT_FOV_DEG
from streaming.sources.pose_video import read_video

Track = npt.NDArray[np.float64]
JOINTS = [KINECT_V2.index[name] for name in COMMON_JOINTS]
FRAMES = 9
OWN_BONES = replace(EVERYDAY.preprocessing, bones="own")


def track_of(recording: Recording) -> tuple[Track, npt.NDArray[np.bool_]]:
    """Joints that the network reads (F, J, 3) in the body frame, and where a Kinect tracks them (F, J)."""
    bodies = [frame.bodies[0] for frame in recording.frames]
    positions = np.stack([body.positions for body in bodies])[:, np.newaxis].astype(np.float32)
    sure = np.stack([body.states for body in bodies]) == 2
    sure &= sure[:, list(KINECT_V2.parents)]
    moved = to_body_frame(positions, OWN_BONES)[:, 0]
    return moved[:, JOINTS].astype(np.float64), sure[:, JOINTS]


def slow(track: Track) -> Track:
    """The mean over nine frames around each, where there are so many."""
    mean: Track = np.stack([track[i : len(track) - FRAMES + 1 + i] for i in range(FRAMES)]).mean(axis=0)
    return mean


def main() -> None:
    """Print a table of the joints and the depth."""
    parser = argparse.ArgumentParser()
    parser.add_argument("video", type=Path)
    parser.add_argument("kinect", type=Path)
    parser.add_argument("--pose-model", type=Path, required=True, help="pose_landmarker_*.task")
    parser.add_argument("--mirrored", action="store_true", help="the video shows a mirror image")
    parser.add_argument("--fov-deg", type=float, default=DEFAULT_FOV_DEG)
    args = parser.parse_args()
    seen = read_video(args.video, args.pose_model, mirrored=args.mirrored, fov_deg=args.fov_deg)
    (pose, _), (kinect, sure) = track_of(seen), track_of(read_recording(args.kinect))
    if len(pose) != len(kinect):
        raise SystemExit(
            f"{len(pose)} frames of a person in the video, {len(kinect)} of the Kinect: one each"
        )
    half = FRAMES // 2
    print("| joint | frames | bias, m (x, y, z) | slow noise, m (x, y, z) | fast noise, m (x, y, z) |")
    print("| --- | --- | --- | --- | --- |")
    spreads: list[Track] = []
    for j, name in enumerate(COMMON_JOINTS):
        own = np.flatnonzero(sure[:, j])
        own = own[(own >= half) & (own < len(pose) - half)]
        if len(own) < 2 * FRAMES:
            print(f"| {name} | {len(own)} | not tracked long enough | | |")
            continue
        difference = pose[:, j] - kinect[:, j]
        smooth = slow(difference)[own - half]
        parts = (smooth.mean(axis=0), smooth.std(axis=0), (difference[own] - smooth).std(axis=0))
        print(
            f"| {name} | {len(own)} | " + " | ".join(", ".join(f"{v:.3f}" for v in p) for p in parts) + " |"
        )
        spreads.append(np.stack([kinect[own, j, 2], pose[own, j, 2]]))
    z_kinect, z_pose = np.concatenate(spreads, axis=1)
    slope = float((z_kinect * z_pose).sum() / (z_kinect**2).sum())
    alike = np.corrcoef(z_kinect, z_pose)[0, 1]
    print(f"\nDepth relative to the hips: {slope:.2f} of the Kinect's; correlation {alike:.2f}")


if __name__ == "__main__":
    main()
