"""Error of joint angles from a video against a Kinect, and against the joint rotations of motion capture.

Run it as ``python -m benchmarks.joint_angles --kinect CLIP.skeleton --video CLIP_rgb.avi --pose-model TASK``
for a clip that a Kinect v2 and its colour camera saw at the same moment, or as ``python -m
benchmarks.joint_angles --amc DIR`` for the folder of HDM05, whose knees are hinges: the angle by joint
positions is compared with the rotation of the shank that the motion capture stores.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from streaming.measures.angles import joint_angles
from streaming.measures.course import Course, Values, course_of
from streaming.readers import read_recording
from streaming.readers.support.acclaim_motion import read_amc
from streaming.readers.support.acclaim_skeleton import read_asf
from streaming.skeleton.frames import TrackingState
from streaming.sources.pose_video import read_video

KINECT_FOV_DEG = 84.4
MOST_FILES = 40


def tracked(course: Course) -> Values:
    """Return positions (F, 25, 3) with NaN where a joint is guessed."""
    guessed = course.states != TrackingState.TRACKED
    return np.where(guessed[..., None], np.nan, course.positions)


def row(name: str, off: Values) -> None:
    """Print one angle's error; ``off`` is (F,) degrees."""
    off = (off[np.isfinite(off)] + 180) % 360 - 180
    if len(off) >= 10:
        size = np.abs(off)
        numbers = (off.mean(), off.std(), np.median(size), np.percentile(size, 95))
        sys.stdout.write(f"| {name} | {len(off)} | {' | '.join(f'{n:.1f}' for n in numbers)} |\n")
    else:
        sys.stdout.write(f"| {name} | {len(off)} | in too few frames | | | |\n")


def against_kinect(skeleton: Path, video: Path, pose_model: Path) -> None:
    """Compare frame by frame: image and skeleton have the same numbers."""
    kinect = course_of(read_recording(skeleton))
    seen = course_of(read_video(video, pose_model, mirrored=True, fov_deg=KINECT_FOV_DEG))
    common = min(len(kinect.times_s), len(seen.times_s))
    true, found = (joint_angles(tracked(each)) for each in (kinect, seen))
    for name in true:
        row(name, found[name][:common] - true[name][:common])


def against_rotations(folder: Path) -> None:
    """Compare the knees of a sample of the files."""
    files = sorted(folder.rglob("*.amc"))
    files = files[:: max(1, len(files) // MOST_FILES)]
    off: list[Values] = []
    for file in files:
        asf = next(each for each in file.parent.glob("*.asf") if file.stem.startswith(f"{each.stem}_"))
        motion = read_amc(file, read_asf(asf))
        angles = joint_angles(course_of(read_recording(file)).positions)
        for side in ("left", "right"):
            rotation = motion.channels[f"{side[0]}tibia"][:, 0]
            rotation = rotation if motion.degrees else np.degrees(rotation)
            off.append(angles[f"knee flexion {side}"] - rotation)
    row(f"knee flexion, {len(files)} files", np.concatenate(off))


def main() -> None:
    """Print a row for each angle: frames, mean, standard deviation, median and 95th percentile of size."""
    parser = argparse.ArgumentParser()
    for name in ("--kinect", "--video", "--pose-model", "--amc"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    sys.stdout.write("| angle | frames | bias | spread | median error | 95 % below |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- | --- |\n")
    if args.kinect:
        against_kinect(args.kinect, args.video, args.pose_model)
    if args.amc:
        against_rotations(args.amc)


if __name__ == "__main__":
    main()
